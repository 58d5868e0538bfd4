import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { reportingRefusals } from '../../../functions/scim/reporting-refusals.ts';
import type { Rejection } from '../../../functions/shared/intake/rejection.ts';
import { HttpError } from '../../../functions/shared/runtime/http-error.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const body = '{"Operations":[{"op":"replace","path":"active.x","value":false}]}';

async function refusing(refusal: Error, method = 'PATCH') {
  const event = {
    requestContext: { http: { method, path: '/scim/v2/Users/1' } },
    body,
  } as unknown as APIGatewayProxyEventV2;
  const rejections: Rejection[] = [];
  const report = async (rejection: Rejection) => void rejections.push(rejection);
  const answer = reportingRefusals({ event, now, keyId: 'current', report }, () => Promise.reject(refusal));
  await expect(answer).rejects.toBe(refusal);
  return rejections;
}

describe('a change that is refused', () => {
  test.each([400, 413, 415])('with %d is made known: it may have been an exit', async (status) => {
    expect(await refusing(new HttpError(status, 'invalidPath', 'Not understood'))).toEqual([
      {
        source: 'scim',
        now,
        keyId: 'current',
        reason: 'invalidPath',
        problems: [{ path: '', message: 'Not understood' }],
        content: Buffer.from(body),
        beside: { method: 'PATCH', path: '/scim/v2/Users/1' },
      },
    ]);
  });

  test.each([404, 409, 503])('with %d is not: the provider comes again by itself', async (status) => {
    expect(await refusing(new HttpError(status, 'x', 'x'))).toEqual([]);
  });

  test('by a fault of ours is not: it is answered 503', async () => {
    expect(await refusing(new Error('The ledger cannot be reached'))).toEqual([]);
  });
});

test('a search that is refused changes nothing', async () => {
  expect(await refusing(new HttpError(400, 'invalidFilter', 'Not understood'), 'GET')).toEqual([]);
});
