import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { okta } from '../../../../functions/hr-webhook/sources/okta.ts';
import { oktaEventTypes, readOktaLogEvent } from '../../../../functions/shared/intake/okta-log-event.ts';
import type { Reception } from '../../../../functions/shared/intake/reception.ts';
import type { SourceRequest } from '../../../../functions/shared/intake/source.ts';
import { HttpError } from '../../../../functions/shared/runtime/http-error.ts';
import { applyAll } from '../../support/apply-all.ts';
import { ten } from '../../support/samples.ts';
import { sampleOf } from '../contract/contract-member.ts';
import { openDoor } from '../contract/open-door.ts';
import { readOpened } from '../support/read-opened.ts';

const secret = 'Basic b2t0YTpob29rLXRoYXQtbm9ib2R5LWd1ZXNzZXM=';
const asConfigured = { suspendIsExit: false };

function request(body: Buffer | string, given: Partial<SourceRequest> = {}): SourceRequest {
  const headers = { authorization: secret };
  return { method: 'POST', headers, query: {}, body: Buffer.from(body), now: Date.parse(ten), ...given };
}

function take(file: string, options = asConfigured): Reception {
  const reception = readOpened(okta.receive(request(sampleOf('okta', file)), secret, options));
  if (!reception) throw new Error('The secret does not fit');
  return reception;
}

/** A log event as Okta writes it, of somebody who was deactivated at ten. */
function logEvent(given: Record<string, unknown> = {}) {
  return {
    uuid: '2cab96ea',
    published: ten,
    eventType: 'user.lifecycle.deactivate',
    outcome: { result: 'SUCCESS' },
    target: [{ id: '00u1', type: 'User', alternateId: 'leaver1@example.com' }],
    ...given,
  };
}

function read(given: Record<string, unknown>, options = asConfigured) {
  return readOktaLogEvent(logEvent(given), options, 'detail');
}

function get(headers: SourceRequest['headers']): SourceRequest {
  return request('', { method: 'GET', headers });
}

describe('a user who is deactivated', () => {
  test('leaves at once, by the time at which Okta did it', () => {
    expect(take('exit.json').notices).toEqual([
      {
        kind: 'exit',
        eventId: '2cab96ea-3103-11f1-8a1b-3d3f3d2b1a10',
        person: { id: '00uleaver10000000h7', email: 'leaver1@example.com' },
        sentAt: '2026-11-20T10:00:00.000Z',
      },
    ]);
  });

  test('stays after all when activated again', () => {
    const notices = ['exit.json', 'rehired.json'].flatMap((file) => take(file).notices);
    const queued = notices.map((one) => ({ ...one, source: 'okta', receivedAt: one.sentAt, trust: 'token' as const }));
    expect(applyAll(queued)).toMatchObject({ effect: 'cancelled', case: { status: 'cancelled' } });
  });
});

describe('many events in one request', () => {
  test('make a notice for each person who left, whatever the others are', () => {
    const { notices, ignored } = take('batch.json');
    expect(notices.map(({ kind, eventId, person }) => ({ kind, eventId, person }))).toEqual([
      {
        kind: 'exit',
        eventId: '3cab96ea-3103-11f1-8a1b-3d3f3d2b1a11',
        person: { id: '00uleaver10000000h7', email: 'leaver1@example.com' },
      },
      {
        kind: 'exit',
        eventId: '3cab96ea-3103-11f1-8a1b-3d3f3d2b1a13',
        person: { id: '00uleaver20000000h7', userName: 'leaver2' },
      },
    ]);
    expect(ignored).toBeUndefined();
  });

  test('are told of where one cannot be used', () => {
    expect(take('batch.json').rejected).toEqual([
      { path: 'data.events.4.target.User', message: 'names nobody: an id or an e-mail address is needed' },
    ]);
  });

  test('of which none can be used are refused', async () => {
    const door = openDoor('okta', {}, { current: secret });
    const headers = { 'content-type': 'application/json', authorization: secret };
    const { status, body } = await door.deliver({ headers, body: sampleOf('okta', 'malformed.json') });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { details: [{ path: 'data.events.0.published' }] } });
    expect(body).not.toContain('yesterday');
  });
});

describe('what a log event means', () => {
  test.each([
    ['user.lifecycle.deactivate', 'exit'],
    ['user.lifecycle.delete.initiated', 'exit'],
    ['user.lifecycle.activate', 'rehired'],
    ['user.lifecycle.reactivate', 'rehired'],
  ])('%s: %s', (eventType, kind) => {
    expect(read({ eventType })).toMatchObject({ notice: { kind } });
  });

  test('a suspension is no exit, unless the configuration says so', () => {
    const eventType = 'user.lifecycle.suspend';
    expect(read({ eventType })).toEqual({ ignored: 'suspension-is-no-exit' });
    expect(read({ eventType }, { suspendIsExit: true })).toMatchObject({ notice: { kind: 'exit' } });
    expect(take('suspended.json')).toMatchObject({ notices: [], ignored: 'suspension-is-no-exit' });
  });

  test('the end of a suspension undoes an exit only where a suspension is one', () => {
    const eventType = 'user.lifecycle.unsuspend';
    expect(read({ eventType })).toEqual({ ignored: 'suspension-is-no-exit' });
    expect(read({ eventType }, { suspendIsExit: true })).toMatchObject({ notice: { kind: 'rehired' } });
  });

  test.each(['user.session.start', 'user.lifecycle.create', 'constructor', ''])('%j has no effect', (eventType) => {
    expect(read({ eventType, target: 'whatever' })).toEqual({ ignored: 'type-without-effect' });
  });

  test.each(['FAILURE', 'SKIPPED', 'ALLOW', 'UNKNOWN', 'success'])('what came to %s has no effect', (result) => {
    expect(read({ outcome: { result } })).toEqual({ ignored: 'outcome-is-no-success' });
  });

  test('it is about the user among its targets, not about the app', () => {
    const target = [{ id: '0oa1', type: 'AppInstance', alternateId: 'Example' }, ...logEvent().target];
    expect(read({ target })).toMatchObject({ notice: { person: { id: '00u1' } } });
  });

  test.each([
    [{ id: '00u1', alternateId: 'unknown' }, { id: '00u1' }],
    [{ id: '00u1', alternateId: null }, { id: '00u1' }],
    [{ id: null, alternateId: 'leaver1' }, { userName: 'leaver1' }],
  ])('a user of whom Okta knows only %j is that much', (known, person) => {
    expect(read({ target: [{ type: 'User', ...known }] })).toMatchObject({ notice: { person } });
  });

  test('it is of whoever can be told, though another of their names is of no use', () => {
    const target = [{ id: '00u1', type: 'User', alternateId: 'x'.repeat(256) }];
    expect(read({ target })).toMatchObject({ notice: { person: { id: '00u1' } } });
  });

  test.each([
    ['detail.uuid', { uuid: '' }],
    ['detail.published', { published: '2026-11-20' }],
    ['detail.eventType', { eventType: 7 }],
    ['detail.outcome.result', { outcome: {} }],
    ['detail.target', { target: null }],
    ['detail.target.User', { target: [] }],
    ['detail.target.User', { target: [{ id: 'x'.repeat(256), type: 'User' }] }],
  ])('it is rejected by the name of %s, where that is wrong', (path, given) => {
    expect(read(given)).toMatchObject({ rejected: [{ path }] });
  });
});

describe('the verification of a hook', () => {
  const challenge = 'Me_rShK8JHsTnbyYrWXCEoMGbM_zsZ6k0hLPZ_Pg';
  const headers = { 'x-okta-verification-challenge': challenge };

  test.each([{}, { authorization: secret }])('is answered with the challenge, given %j beside it', (beside) => {
    expect(readOpened(okta.receive(get({ ...headers, ...beside }), secret, asConfigured))).toMatchObject({
      notices: [],
      answer: { status: 200, contentType: 'application/json', body: JSON.stringify({ verification: challenge }) },
    });
  });

  test('fails where Okta was given another secret than we', () => {
    const other = { ...headers, authorization: 'Basic somebody-elses-secret' };
    expect(okta.receive(get(other), secret, asConfigured)).toBeUndefined();
  });

  test.each([undefined, '', 'x'.repeat(1025)])('is refused without a challenge of a sane size', (given) => {
    const bad = get({ 'x-okta-verification-challenge': given });
    expect(() => okta.receive(bad, secret, asConfigured)).toThrow(expect.objectContaining({ status: 400 }));
  });

  test('goes through the whole door', async () => {
    const sample = JSON.parse(sampleOf('okta', 'challenge.json').toString());
    const door = openDoor('okta', {}, { current: secret });
    const answer = await door.deliver({ ...sample, body: Buffer.alloc(0) });
    expect(answer).toMatchObject({ status: 200, notices: [] });
    expect(JSON.parse(answer.body)).toEqual({ verification: challenge });
  });
});

test('Okta gets an empty 200, as it asks for', () => {
  expect(take('exit.json').answer).toEqual({ status: 200, contentType: 'application/json', body: '' });
  expect(take('irrelevant.json')).toMatchObject({ ignored: 'type-without-effect', answer: { status: 200, body: '' } });
});

test.each(['short', ' Basic b2t0YTpob29r', 'Basic b2t0YTpob29r\n', 'Basic b2t0\nYTpob29rb2t0'])(
  'no secret is %j, which would be guessed or never fit',
  (text) => {
    expect(okta.secret.safeParse(text).success).toBe(false);
  },
);

describe('whatever somebody sends', () => {
  const alike = fc.record(
    {
      uuid: fc.oneof(fc.string(), fc.anything()),
      published: fc.oneof(fc.constant(ten), fc.string(), fc.anything()),
      eventType: fc.oneof(fc.constantFrom(...oktaEventTypes), fc.anything()),
      outcome: fc.oneof(fc.constant({ result: 'SUCCESS' }), fc.anything()),
      target: fc.array(
        fc.record({ id: fc.oneof(fc.string(), fc.anything()), type: fc.constant('User'), alternateId: fc.string() }),
      ),
    },
    { requiredKeys: [] },
  );

  test('becomes a finding, never a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), alike), fc.boolean(), (event, suspendIsExit) => {
        const finding = readOktaLogEvent(event, { suspendIsExit });
        expect(Object.keys(finding)).toEqual([expect.stringMatching(/^(notice|ignored|rejected)$/)]);
      }),
    );
  });

  test('is read or refused as a 400, with the secret; without it, it is not even read', () => {
    const body = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((json) => Buffer.from(json)),
      fc
        .array(fc.oneof(fc.jsonValue(), alike))
        .map((events) => Buffer.from(JSON.stringify({ data: { events } }) ?? '')),
    );
    fc.assert(
      fc.property(body, fc.string(), (bytes, other) => {
        fc.pre(other !== secret);
        const headers = { authorization: other };
        expect(okta.receive(request(bytes, { headers }), secret, asConfigured)).toBeUndefined();
        expect(statusOf(() => readOpened(okta.receive(request(bytes), secret, asConfigured)))).toSatisfy(
          isTakenOrMalformed,
        );
      }),
    );
  });
});

function statusOf(work: () => Reception | undefined): number | undefined {
  try {
    return work()?.answer?.status;
  } catch (error) {
    if (error instanceof HttpError) return error.status;
    throw error;
  }
}

const isTakenOrMalformed = (status: unknown) => status === 200 || status === 400;
