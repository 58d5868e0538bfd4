import { describe, expect, test } from 'vitest';
import { sources } from '../../../../functions/hr-webhook/sources.ts';
import { sampleOf } from '../contract/contract-member.ts';
import { gusto } from '../contract/gusto.ts';
import { now, openDoor } from '../contract/open-door.ts';
import { readOpened } from '../support/read-opened.ts';
import { answered, deliver } from './deliver.ts';

const event = (type: string, more: object = {}) => ({
  uuid: '03ffbf0c-48a9-4f1c-932a-546413a20001',
  event_type: type,
  resource_type: 'Company',
  resource_uuid: '5df911a0-e8e9-412d-8aaf-a46ad193dd96',
  entity_type: 'Employee',
  entity_uuid: 'bcfc9744-0ab3-4ef3-ab0d-e728255d6501',
  timestamp: 1_795_168_770,
  ...more,
});

test.each([
  ['employee.termination_effective', 'exit'],
  ['employee.terminated_effective', 'exit'],
  ['employee.termination_cancelled', 'cancelled'],
  ['employee.rehired', 'rehired'],
  ['employee.rehire_effective', 'rehired'],
])('%s is %s, at once', async (type, kind) => {
  const { notices } = await deliver(gusto, event(type));
  expect(notices).toMatchObject([
    {
      kind,
      eventId: '03ffbf0c-48a9-4f1c-932a-546413a20001',
      person: { id: 'bcfc9744-0ab3-4ef3-ab0d-e728255d6501' },
      sentAt: '2026-11-20T09:59:30.000Z',
    },
  ]);
  expect(notices[0]).not.toHaveProperty('effectiveAt');
});

describe('a termination that is entered', () => {
  test('waits for the effective event where it has no date', async () => {
    const answer = await deliver(gusto, event('employee.terminated'));
    expect(answered(answer)).toEqual({ status: 200, cases: [], ignored: 'needs-hr-api' });
  });

  test.each([null, '', '31.12.2026'])('waits for it too where its date cannot be used: %j', async (lastDay) => {
    const answer = await deliver(gusto, event('employee.terminated', { effective_date: lastDay }));
    expect(answered(answer)).toEqual({ status: 200, cases: [], ignored: 'needs-hr-api' });
    const effective = await deliver(gusto, event('employee.termination_effective', { effective_date: lastDay }));
    expect(effective.notices).toMatchObject([{ kind: 'exit' }]);
  });

  test.each([
    ['2026-12-24', '2026-12-25T00:00:00-08:00'],
    ['2026-03-07', '2026-03-08T00:00:00-08:00'],
    ['2026-03-08', '2026-03-09T00:00:00-07:00'],
  ])('with the last day %s takes effect at the midnight after it, Pacific time: %s', async (lastDay, effectiveAt) => {
    const { notices } = await deliver(gusto, event('employee.terminated', { effective_date: lastDay }));
    expect(notices).toMatchObject([{ kind: 'exit', effectiveAt, zone: 'America/Los_Angeles' }]);
  });

  test('follows another zone where one is configured', async () => {
    const options = { timeZone: 'America/New_York' };
    const { notices } = await deliver(gusto, event('employee.terminated', { effective_date: '2026-12-24' }), {
      options,
    });
    expect(notices).toMatchObject([{ effectiveAt: '2026-12-25T00:00:00-05:00', zone: 'America/New_York' }]);
  });

  test('does not follow a zone that there is not: the deployment is refused', () => {
    const checked = sources.get('gusto')?.options.safeParse({ timeZone: 'Pacific' });
    expect(checked?.error?.issues[0]?.message).toMatch('expected a time zone name');
  });
});

describe('the verification token of a new subscription', () => {
  const { secret } = gusto.createSender();
  const body = sampleOf('gusto', 'verification.json');
  const post = (text: Buffer, options = {}) =>
    openDoor('gusto', options, { current: secret }).deliver({
      headers: { 'content-type': 'application/json' },
      body: text,
    });

  test('is answered unsigned, and has no effect', async () => {
    expect(answered(await post(body))).toEqual({ status: 200, cases: [], ignored: 'verification-token' });
  });

  test('is shown in the log only where that is configured, and never in the answer', () => {
    const source = sources.get('gusto');
    const request = { method: 'POST', headers: {}, query: {}, body, now } as const;
    const received = (options: object) => readOpened(source?.receive(request, secret, source.options.parse(options)));
    expect(received({})).not.toHaveProperty('forOperator');
    const told = JSON.parse(body.toString()) as Record<string, string>;
    // Anybody may post one: by the subscription a person tells it from that of a stranger.
    expect(received({ logVerificationToken: true })?.forOperator).toEqual({
      verificationToken: told['verification_token'],
      webhookSubscriptionUuid: told['webhook_subscription_uuid'],
    });
  });

  test('is looked for in what is short alone: nothing large is read before it is verified', async () => {
    expect((await post(Buffer.from(body.toString().padEnd(1025)))).code).toBe('not-signed');
  });

  test('is nothing but that: an event beside it is not believed', async () => {
    const both = { ...(JSON.parse(body.toString()) as object), ...event('employee.termination_effective') };
    expect((await post(Buffer.from(JSON.stringify(both)))).code).toBe('not-signed');
  });
});
