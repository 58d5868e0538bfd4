import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { okta } from '../../../functions/hr-webhook/sources/okta.ts';
import {
  enabledPartners,
  type PartnerEvent,
  readPartnerEvent,
  UnusablePartnerEvent,
} from '../../../functions/partner-events/read-partner-event.ts';
import { oktaEventTypes } from '../../../functions/shared/intake/okta-log-event.ts';
import { exitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { sampleOf } from '../hr-webhook/contract/contract-member.ts';
import { readOpened } from '../hr-webhook/support/read-opened.ts';
import { at, ten } from '../support/samples.ts';

const both = enabledPartners.parse({ okta: {}, auth0: {} });

function sample(file: string): PartnerEvent {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../events/partner-events', file), 'utf8'));
}

function eventOf(source: string, detail: unknown): PartnerEvent {
  return { ...sample('okta-deactivated.json'), source, detail };
}

function noticeOf(event: PartnerEvent, enabled = both) {
  const read = readPartnerEvent(event, enabled, at(1));
  return 'notice' in read ? read.notice : undefined;
}

describe("Okta's events", () => {
  const event = sample('okta-deactivated.json');

  test('say the same as by event hook, vouched for by IAM', () => {
    const secret = 'Basic b2t0YTpob29r';
    const body = sampleOf('okta', 'exit.json');
    const request = { method: 'POST' as const, headers: { authorization: secret }, query: {}, body, now: 0 };
    const [draft] = readOpened(okta.receive(request, secret, { suspendIsExit: false }))?.notices ?? [];

    const notice = noticeOf(event);

    expect(notice).toEqual({ ...draft, source: okta.name, receivedAt: at(1), trust: 'iam' });
    expect(exitNotice.parse(notice)).toEqual(notice);
  });

  test('are about the same person as by event hook where ids have a prefix', () => {
    const prefixed = enabledPartners.parse({ okta: { idPrefix: 'okta:' } });
    expect(noticeOf(event, prefixed)).toEqual({
      ...noticeOf(event),
      person: { ...noticeOf(event)?.person, id: `okta:${noticeOf(event)?.person.id}` },
    });
  });

  test('are understood whatever their detail-type', () => {
    expect(noticeOf({ ...event, 'detail-type': 'Okta Log Event' })).toMatchObject({ kind: 'exit' });
  });

  test('of a suspension have no effect, unless the configuration says so', () => {
    const suspended = sample('okta-irrelevant.json');
    expect(readPartnerEvent(suspended, both, ten)).toEqual({ ignored: 'suspension-is-no-exit' });
    const asExit = enabledPartners.parse({ okta: { suspendIsExit: true } });
    expect(noticeOf(suspended, asExit)).toMatchObject({ kind: 'exit' });
  });
});

describe("Auth0's events", () => {
  const deleted = sample('auth0-user-deleted.json');
  const { data } = deleted.detail as { data: Record<string, unknown> };
  const withData = (given: Record<string, unknown>) => eventOf(deleted.source, { data: { ...data, ...given } });

  test('of a deleted user are an exit at once', () => {
    expect(noticeOf(deleted)).toEqual({
      kind: 'exit',
      source: 'auth0',
      eventId: '90020261120100000123456789012345678901234567890123456789',
      person: { id: 'auth0|6012d7ecbf1c41076d8ed3d0', email: 'leaver1@example.com' },
      sentAt: '2026-11-20T10:00:00.147Z',
      receivedAt: at(1),
      trust: 'iam',
    });
  });

  test.each([
    ['google-oauth2|1', 'anna@mail.example', { id: 'google-oauth2|1' }],
    ['windowslive|1', 'anna@mail.example', { id: 'windowslive|1' }],
    ['waad|1', 'leaver1@example.com', { id: 'waad|1', email: 'leaver1@example.com' }],
    ['samlp|acme|leaver1', 'leaver1', { id: 'samlp|acme|leaver1', userName: 'leaver1' }],
  ])('name %s by %s only where the company gave the name', (id, login, person) => {
    expect(noticeOf(withData({ user_id: id, user_name: login }))?.person).toEqual(person);
  });

  test.each(['s', 'sapi', 'fdu'])('of type %s have no effect', (type) => {
    expect(readPartnerEvent(withData({ type }), both, ten)).toEqual({ ignored: 'type-without-effect' });
  });

  test.each([
    ['detail.data.log_id', { log_id: '' }],
    ['detail.data.date', { date: 'yesterday' }],
    ['detail.data.type', { type: 7 }],
    ['detail.data.user', { user_id: null, user_name: '' }],
  ])('are refused by the name of %s, where that is wrong', (path, given) => {
    expect(() => readPartnerEvent(withData(given), both, ten)).toThrow(path);
  });
});

describe('an event that cannot be used', () => {
  test('is refused with every problem, and with none of its values', () => {
    const malformed = sample('okta-malformed.json');
    const read = () => readPartnerEvent(malformed, both, ten);
    expect(read).toThrow(UnusablePartnerEvent);
    expect(read).toThrow(/^The event of okta cannot be used: detail\.uuid: .+; detail\.published: .+/);
  });

  test.each(['aws.partner/example.com/okta.com/x', 'aws.s3', '', undefined, 7])(
    'is refused where it comes from nobody we know: %j',
    (source) => {
      expect(() => readPartnerEvent(eventOf(source as string, {}), both, ten)).toThrow('No partner is configured');
    },
  );

  test('is refused where its partner is not configured', () => {
    const auth0Alone = enabledPartners.parse({ auth0: {} });
    expect(() => noticeOf(sample('okta-deactivated.json'), auth0Alone)).toThrow('No partner is configured');
  });
});

test.each([{ pigeon: {} }, { okta: { suspendIsExit: 'no' } }, { okta: { zone: 'UTC' } }, []])(
  'partners are not opened with %j',
  (configured) => {
    expect(enabledPartners.safeParse(configured).success).toBe(false);
  },
);

test('whatever a bus brings becomes a notice that can be queued, is ignored, or is refused', () => {
  const detail = fc.oneof(
    fc.anything(),
    fc.record({
      uuid: fc.string(),
      published: fc.constantFrom(ten, 'yesterday'),
      eventType: fc.constantFrom(...oktaEventTypes),
      outcome: fc.constant({ result: 'SUCCESS' }),
      target: fc.array(fc.record({ type: fc.constant('User'), id: fc.string(), alternateId: fc.string() })),
    }),
    fc.record({
      data: fc.record({
        type: fc.constant('sdu'),
        log_id: fc.string(),
        date: fc.constant(ten),
        user_id: fc.oneof(fc.string(), fc.constant(null)),
        user_name: fc.oneof(fc.string(), fc.emailAddress()),
      }),
    }),
  );
  const source = fc.constantFrom('aws.partner/okta.com/a/b', 'aws.partner/auth0.com/a/b', 'aws.s3');
  fc.assert(
    fc.property(source, detail, (from, what) => {
      const notice = unlessRefused(() => noticeOf(eventOf(from, what)));
      expect(notice === undefined || exitNotice.safeParse(notice).success).toBe(true);
    }),
  );
});

function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnusablePartnerEvent) return undefined;
    throw error;
  }
}
