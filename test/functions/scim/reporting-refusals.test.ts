import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { reportingRefusals } from '../../../functions/scim/reporting-refusals.ts';
import { serve } from '../../../functions/scim/serve.ts';
import { openDirectory } from '../../../functions/scim/user-directory.ts';
import type { UserStore } from '../../../functions/scim/user-store.ts';
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

  test('as the exit of somebody who is not known is made known', async () => {
    const [rejection] = await refusing(new HttpError(404, 'exit-of-unknown-user', 'There is no such user'));
    expect(rejection).toMatchObject({ reason: 'exit-of-unknown-user', beside: { method: 'PATCH' } });
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

describe('of somebody who is not known here', () => {
  const off = { Operations: [{ op: 'replace', path: 'active', value: 'False' }] };
  const on = { Operations: [{ op: 'replace', path: 'active', value: true }] };

  test.each<[string, string, object | undefined, string]>([
    ['an exit is lost', 'PATCH', off, 'exit-of-unknown-user'],
    ['an exit is lost', 'PUT', { userName: 'a', active: false }, 'exit-of-unknown-user'],
    ['an exit is lost', 'DELETE', undefined, 'exit-of-unknown-user'],
    ['an exit may be lost', 'PATCH', { Operations: [{ op: 'replace', path: 'active.x' }] }, 'exit-of-unknown-user'],
    ['nothing is lost', 'PATCH', on, 'unknown'],
    ['nothing is lost', 'PUT', { userName: 'a' }, 'unknown'],
  ])('%s by %s %j', async (_, method, json, code) => {
    for (const id of ['c0ffee00-0000-4000-8000-000000000000', 'somebody'])
      expect(await codeOf(method, id, json, {})).toContain(code);
  });

  test('but was deleted, nothing is lost', async () => {
    const forgotten = { names: [], namedBy: 'email' as const, changedAt: '2026-11-20T10:00:00Z' };
    const id = 'c0ffee00-0000-4000-8000-000000000000';
    for (const [method, json] of [['DELETE'], ['PATCH', off]] as const)
      expect(await codeOf(method, id, json, { forgotten })).toBe('deleted-user');
  });
});

async function codeOf(method: string, id: string, json: unknown, found: Awaited<ReturnType<UserStore['get']>>) {
  const store = { get: async () => found } as unknown as UserStore;
  const directory = openDirectory({ store, announce: async () => {}, now, keyId: 'current' });
  const query = new URLSearchParams();
  const request = { method, resource: 'Users', id, query, baseUrl: 'https://api.example.com', json: () => json };
  const refusal = await serve(request, directory).catch((error: unknown) => error);
  return refusal instanceof HttpError ? refusal.code : '';
}
