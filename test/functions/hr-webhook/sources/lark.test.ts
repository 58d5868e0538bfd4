import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lark } from '../../../../functions/hr-webhook/sources/lark.ts';
import { type ExitNotice, exitNotice } from '../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { applyAll } from '../../support/apply-all.ts';
import { sampleOf } from '../contract/contract-member.ts';
import { createLarkSender } from '../contract/lark.ts';
import { now, openDoor } from '../contract/open-door.ts';

const sender = createLarkSender();
const { secret, encrypt, sign, ofThisApp } = sender;
const door = openDoor('lark', {}, { current: secret });

const post = (content: Buffer | object, options = {}) =>
  openDoor('lark', options, { current: secret }).deliver(sender.send(bytesOf(content), now));

/** Well encrypted and signed, but exactly as it is: without the app's token and names. */
function postAsIs(content: Buffer | object) {
  const body = encrypt(bytesOf(content));
  return door.deliver({ headers: sign(body, now), body });
}

/** As the check of the address comes: encrypted, without any header of a signature. */
function postUnsigned(content: Buffer | object) {
  return door.deliver({ headers: { 'content-type': 'application/json' }, body: encrypt(bytesOf(content)) });
}

function bytesOf(content: Buffer | object): Buffer {
  return Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
}

const sample = (file: string) => sampleOf('lark', file);

function event(type: string, fields: object, header: object = {}) {
  return { schema: '2.0', header: { event_id: 'event', event_type: type, ...header }, event: fields };
}

async function noticeOf(content: Buffer | object, options = {}): Promise<ExitNotice> {
  const { body, notices } = await post(content, options);
  const [notice, ...others] = notices;
  if (!notice || others.length > 0) throw new Error(`Not one notice, but: ${body}`);
  return notice;
}

async function ignoredBecause(content: Buffer | object): Promise<unknown> {
  const { status, body } = await post(content);
  return status === 200 ? (JSON.parse(body) as { ignored?: string }).ignored : status;
}

describe('somebody who was removed from the address book', () => {
  test('leaves at once, by the time of the event', async () => {
    expect(await noticeOf(sample('exit.json'))).toEqual({
      kind: 'exit',
      eventId: '5e3702a84e847582be8db7fb73283c01',
      person: { id: 'leaver1', email: 'leaver1@mail.example.com' },
      sentAt: '2026-11-20T10:00:00.000Z',
      source: 'lark',
      receivedAt: '2026-11-20T10:00:00.000Z',
      trust: 'signed',
      keyId: 'current',
    });
  });

  test('does so in the first envelope, too', async () => {
    expect(await noticeOf(sample('exit-v1.json'))).toMatchObject({
      kind: 'exit',
      eventId: 'bc447199585340d1f3728d26b1c0297a',
      person: { id: 'leaver1' },
      sentAt: '2026-11-20T10:00:00.717Z',
    });
  });

  test.each([
    [{ user_id: 'u', open_id: 'ou', union_id: 'on' }, { id: 'u' }],
    [{ user_id: '', open_id: 'ou', union_id: 'on' }, { id: 'ou' }],
    [
      { union_id: 'on', email: 'anna@mail.example', enterprise_email: 'leaver1@example.com' },
      { id: 'on', email: 'leaver1@example.com' },
    ],
    // What may be a private address names nobody.
    [{ union_id: 'on', email: 'anna@mail.example', enterprise_email: '' }, { id: 'on' }],
    [{ enterprise_email: 'leaver1@example.com' }, { email: 'leaver1@example.com' }],
  ])('is known by what the app may see: %j', async (object, person) => {
    expect((await noticeOf(event('contact.user.deleted_v3', { object }))).person).toEqual(person);
  });

  test('left when the event was made, else when the request was signed', async () => {
    const left = { object: { user_id: 'u' } };
    const messages = [
      event('contact.user.deleted_v3', left, { create_time: String(now - 1) }),
      event('contact.user.deleted_v3', left),
      { uuid: 'u', type: 'event_callback', event: { type: 'user_leave', employee_id: 'u' } },
    ];
    const notices = messages.map((each) => noticeOf(each));
    const times = (await Promise.all(notices)).map(({ sentAt }) => now - Date.parse(sentAt));
    expect(times).toEqual([1, 0, 0]);
  });
});

describe('an offboarding', () => {
  const states = [
    ['corehr.offboarding.status_updated_v2', 1, 'cancelled'],
    ['corehr.offboarding.status_updated_v2', 2, 'needs-hr-api'],
    ['corehr.offboarding.status_updated_v2', 3, 'exit'],
    ['corehr.offboarding.status_updated_v2', 4, 'cancelled'],
    ['corehr.offboarding.status_updated_v2', 5, 'cancelled'],
    ['corehr.offboarding.status_updated_v2', 6, 'needs-hr-api'],
    ['corehr.offboarding.status_updated_v2', 7, 'unknown-state'],
    ['corehr.offboarding.status_updated_v2', 0, 'unknown-state'],
    ['corehr.offboarding.updated_v1', 1, 'cancelled'],
    ['corehr.offboarding.updated_v1', 2, 'cancelled'],
    ['corehr.offboarding.updated_v1', 3, 'cancelled'],
    ['corehr.offboarding.updated_v1', 4, 'needs-hr-api'],
    ['corehr.offboarding.updated_v1', 5, 'exit'],
    ['corehr.offboarding.updated_v1', 6, 'unknown-state'],
  ] as const;

  test.each(states)('%s in state %i: %s', async (type, status, outcome) => {
    const { notices, body } = await post(event(type, { target_user_id: { user_id: 'u' }, status }));
    const { ignored } = JSON.parse(body) as { ignored?: string };
    expect(notices[0]?.kind ?? ignored).toBe(outcome);
  });

  test('that takes effect is an exit at once, of the user', async () => {
    const { kind, effectiveAt, person } = await noticeOf(sample('offboarding-effective.json'));
    expect([kind, effectiveAt, person]).toEqual(['exit', undefined, { id: 'leaver1' }]);
    expect(await noticeOf(sample('offboarding-effective-v1.json'))).toMatchObject({ kind, person });
  });

  test('that is approved for a date waits until that day is over, in the zone that is configured', async () => {
    const approved = sample('offboarding-approved-with-date.json');
    expect(await noticeOf(approved)).toMatchObject({
      kind: 'exit',
      effectiveAt: '2027-01-01T00:00:00+08:00',
      zone: 'Asia/Shanghai',
    });
    expect(await noticeOf(approved, { timeZone: 'Europe/Berlin' })).toMatchObject({
      effectiveAt: '2027-01-01T00:00:00+01:00',
      zone: 'Europe/Berlin',
    });
  });

  test('that is approved without a date waits until it takes effect, unless configured otherwise', async () => {
    const approved = sample('offboarding-approved.json');
    expect(await ignoredBecause(approved)).toBe('needs-hr-api');
    const { kind, effectiveAt } = await noticeOf(approved, { actWithoutDate: true });
    expect([kind, effectiveAt]).toEqual(['exit', undefined]);
  });

  test.each(['offboarding-rejected.json', 'offboarding-withdrawn.json', 'offboarding-in-approval.json'])(
    'that was approved is cancelled by %s, which came later',
    async (file) => {
      const approved = await noticeOf(sample('offboarding-approved-with-date.json'));
      const next = {
        ...(await noticeOf(sample(file))),
        sentAt: '2026-11-20T10:00:01.000Z',
        receivedAt: '2026-11-20T10:00:02.000Z',
      };
      expect(applyAll([approved, next])).toMatchObject({ effect: 'cancelled', case: { status: 'cancelled' } });
      // What another source has announced is not Lark's to take back.
      expect(applyAll([{ ...approved, source: 'bamboohr' }, next]).case.status).toBe('scheduled');
    },
  );

  test('that is only asked for does not keep it from being approved later', async () => {
    const asked = await noticeOf(sample('offboarding-in-approval.json'));
    const effective = {
      ...(await noticeOf(sample('offboarding-effective.json'))),
      sentAt: '2026-11-20T10:00:01.000Z',
      receivedAt: '2026-11-20T10:00:02.000Z',
    };
    expect(applyAll([asked, effective]).case).toMatchObject({ status: 'scheduled' });
  });

  test('of which something was edited needs to be asked for', async () => {
    expect(await ignoredBecause(sample('offboarding-edited.json'))).toBe('needs-hr-api');
  });

  test('that is over is an exit at once, of an employment', async () => {
    const { kind, effectiveAt, person } = await noticeOf(sample('resigned.json'));
    expect([kind, effectiveAt, person]).toEqual(['exit', undefined, { id: '7072306364927985196' }]);
  });
});

test.each([
  sample('irrelevant.json'),
  event('contact.user.created_v3', {}),
  event('constructor', {}),
  { uuid: 'u', token: 't', type: 'event_callback', event: { type: 'message' } },
])('any other event has no effect: %#', async (content) => {
  expect(await ignoredBecause(content)).toBe('type-without-effect');
});

describe('the check of the address', () => {
  const asked = JSON.parse(ofThisApp(sample('challenge.json')).toString()) as { challenge: string; token: string };

  test('is answered with what it asks for, signed or not', async () => {
    const answers = [await postUnsigned(asked), await postAsIs(asked)];
    for (const { status, headers, body, notices } of answers) {
      expect([status, headers, notices]).toEqual([200, { 'content-type': 'application/json' }, []]);
      expect(JSON.parse(body)).toEqual({ challenge: 'ajls384kdjx98XX' });
    }
  });

  test.each([
    ['another token', { ...asked, token: 'another' }],
    ['no token', { ...asked, token: undefined }],
    ['another type', { ...asked, type: 'event_callback' }],
    ['no challenge', { ...asked, challenge: undefined }],
    ['a challenge that is none', { ...asked, challenge: 'x'.repeat(257) }],
    ['a challenge of several words', { ...asked, challenge: 'some text' }],
  ])('is refused with %s, as any request that is not signed', async (_, content) => {
    expect(await postUnsigned(content)).toMatchObject({ status: 401, code: 'bad-signature' });
  });

  test('is refused with another token alike where it is signed', async () => {
    expect(await postAsIs({ ...asked, token: 'another' })).toMatchObject({ status: 401, code: 'bad-signature' });
  });

  test('is refused where it is not encrypted: whoever can read it could have written it', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await door.deliver({ headers, body: bytesOf(asked) })).toMatchObject({ status: 401 });
    const plain = bytesOf({ ...asked, encrypt: 'x' });
    expect(await door.deliver({ headers, body: plain })).toMatchObject({ status: 401 });
  });

  test('does not open the door for events: those are signed', async () => {
    const exit = ofThisApp(sample('exit.json'));
    expect(await postUnsigned(exit)).toMatchObject({ status: 401, notices: [] });
    expect(await postUnsigned(JSON.parse(exit.toString()) as object)).toMatchObject({ status: 401, notices: [] });
  });

  test('is refused where its signature is wrong, whatever it asks for', async () => {
    const body = encrypt(bytesOf(asked));
    const headers = { ...sign(body, now), 'x-lark-signature': '0'.repeat(64) };
    expect(await door.deliver({ headers, body })).toMatchObject({ status: 401 });
  });
});

const changed = (change: unknown, more: object = { employment_id: '7' }) =>
  event('corehr.employee.domain_event_v2', { event_type: 7, sub_event_type: change, ...more });

describe("a change of an employee in the HR suite's enterprise edition", () => {
  test('that approves their leaving says no date: it is left to the HR API, unless it is to be acted on', async () => {
    expect(await ignoredBecause(changed(7001))).toBe('needs-hr-api');
    expect(await ignoredBecause(sample('employee-left.json'))).toBe('needs-hr-api');
    expect(await noticeOf(changed(7001), { actWithoutDate: true })).toMatchObject({
      kind: 'exit',
      person: { id: '7' },
    });
  });

  test('that takes their leaving back takes back the word of Lark alone', async () => {
    expect(await noticeOf(changed(7002))).toMatchObject({ kind: 'cancelled', onlyOwn: true, person: { id: '7' } });
    expect(await noticeOf(sample('employee-left-taken-back.json'))).toMatchObject({ kind: 'cancelled' });
  });

  test.each([1001, 2001, 4004, 5001, 8003, '7001', undefined])('of another kind has no effect: %j', async (change) => {
    expect(await ignoredBecause(changed(change, {}))).toBe('type-without-effect');
  });
});

describe('what is refused', () => {
  const exit = JSON.parse(ofThisApp(sample('exit.json')).toString()) as { header: object };

  test.each([
    ['token', { token: 'another' }],
    ['app', { app_id: 'cli_another' }],
    ['app, which is not said,', { app_id: undefined }],
    ['tenant', { tenant_key: 'another' }],
    ['tenant, which is not said,', { tenant_key: undefined }],
  ])('as 401, as a wrong signature is: an event of another %s though it is well signed', async (_, header) => {
    expect(await postAsIs({ ...exit, header: { ...exit.header, ...header } })).toMatchObject({
      status: 401,
      code: 'bad-signature',
      notices: [],
    });
  });

  test('is no event of any app or tenant where none is configured; the token always counts', async () => {
    const { appId: _, tenantKey: __, ...rest } = secret;
    const open = openDoor('lark', {}, { current: rest });
    const deliver = (header: object) => {
      const body = encrypt(bytesOf({ ...exit, header: { ...exit.header, ...header } }));
      return open.deliver({ headers: sign(body, now), body });
    };
    expect((await deliver({ app_id: 'cli_another', tenant_key: 'another' })).status).toBe(200);
    expect((await deliver({ token: 'another' })).status).toBe(401);
  });

  test('as 401 and alike: another signature, padding, key or token', async () => {
    const good = sender.send(sample('exit.json'), now);
    const stranger = createLarkSender();
    const answers = [{ ...good, headers: { ...good.headers, 'x-lark-signature': '0'.repeat(64) } }];
    for (const body of [
      stranger.encrypt(sample('exit.json')),
      asEnvelope(randomBytes(64)),
      asEnvelope(randomBytes(16)),
      asEnvelope(randomBytes(15)),
      asEnvelope(randomBytes(33)),
      asEnvelope(Buffer.alloc(0)),
      Buffer.from('{"encrypt":7}'),
      Buffer.from('{}'),
      Buffer.from('null'),
      Buffer.from([0xff]),
      ofThisApp(sample('exit.json')),
    ]) {
      answers.push({ headers: sign(body, now), body });
    }
    answers.push(stranger.send(sample('exit.json'), now));
    const bodies = await Promise.all(answers.map(async (each) => (await door.deliver(each)).body));
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toContain('bad-signature');
  });

  test('as 401: a body that was lengthened, though its signature can be, too', async () => {
    const good = sender.send(sample('exit.json'), now);
    for (const more of [Buffer.from([0x80, 0]), Buffer.from('{}'), Buffer.from('x')]) {
      const body = Buffer.concat([good.body, more]);
      expect(await door.deliver({ headers: sign(body, now), body })).toMatchObject({ status: 401, notices: [] });
    }
  });

  test('as 401: a signature with more behind it, or in another form', async () => {
    const good = sender.send(sample('exit.json'), now);
    const signature = good.headers['x-lark-signature'];
    for (const other of ['', `${signature}zz`, signature.slice(2), Buffer.from(signature, 'hex').toString('base64')]) {
      const headers = { ...good.headers, 'x-lark-signature': other };
      expect(await door.deliver({ ...good, headers })).toMatchObject({ status: 401 });
    }
  });

  test('as malformed, with every problem and no value', async () => {
    const { status, body } = await post(sample('malformed.json'));
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { details: [{ path: 'header.create_time' }] } });
    expect(body).not.toMatch(/yesterday|7072306364927985000/);
  });

  test.each([
    ['event', event('contact.user.deleted_v3', {})],
    ['event', event('contact.user.deleted_v3', { object: { name: 'Leaver One', email: 'anna@mail.example' } })],
    ['event.status', event('corehr.offboarding.status_updated_v2', { employment_id: '7', status: '3' })],
    ['event.status', event('corehr.offboarding.status_updated_v2', { employment_id: '7' })],
    [
      'event.offboarding_date',
      event('corehr.offboarding.status_updated_v2', { employment_id: '7', status: 2, offboarding_date: '2026-02-30' }),
    ],
    ['event', { ...event('contact.user.deleted_v3', {}), event: null }],
    ['schema', { ...event('contact.user.deleted_v3', {}), schema: '3.0' }],
    ['type', { uuid: 'u', type: 'event', event: { type: 'user_leave' } }],
    ['event.type', { uuid: 'u', type: 'event_callback', event: {} }],
  ])('as malformed, by the name of %s', async (path, content) => {
    const { status, body } = await post(content);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      error: { details: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
  });
});

test("the example of Lark's documentation is decrypted: to text that is no event", async () => {
  const body = Buffer.from('{"encrypt":"P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="}');
  const answerFor = async (encryptKey: string) => {
    const theirs = createLarkSender(encryptKey);
    return (await openDoor('lark', {}, { current: theirs.secret }).deliver({ headers: theirs.sign(body, now), body }))
      .code;
  };
  expect(await answerFor('test key')).toBe('malformed-json');
  expect(await answerFor('other key')).toBe('bad-signature');
});

test.each([
  {},
  { encryptKey: secret.encryptKey },
  { verificationToken: secret.verificationToken },
  { encryptKey: '', verificationToken: secret.verificationToken },
  { encryptKey: secret.encryptKey, verificationToken: '' },
  { ...secret, appId: '' },
  { ...secret, appSecret: 'a key that is not understood' },
])('a secret is refused that cannot work: %#', (wrong) => {
  expect(lark.secret.safeParse(wrong).success).toBe(false);
});

test.each([{ oldestMinutes: 4 }, { oldestMinutes: 481 }, { oldestMinutes: 5.5 }, { timeZone: '+08:00' }, { other: 1 }])(
  'options are refused that cannot be meant: %j',
  (options) => {
    expect(lark.options.safeParse(options).success).toBe(false);
  },
);

test('whatever is sent, signed or not, is answered 200, 400 or 401', async () => {
  const types = ['contact.user.deleted_v3', 'corehr.offboarding.status_updated_v2', 'corehr.employment.resigned_v1'];
  const ids = fc.record({ user_id: fc.anything(), open_id: fc.anything(), email: fc.anything() }, { requiredKeys: [] });
  const fields = fc.record(
    {
      object: fc.oneof(ids, fc.anything()),
      target_user_id: fc.oneof(ids, fc.anything()),
      employment_id: fc.anything(),
      status: fc.oneof(fc.integer({ min: 0, max: 7 }), fc.anything()),
      offboarding_date: fc.oneof(fc.constantFrom('2026-12-31', '9999-12-31', '0000-01-01'), fc.anything()),
    },
    { requiredKeys: [] },
  );
  const content = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((json) => Buffer.from(json)),
    fc.tuple(fc.constantFrom(...types), fields).map(([type, given]) => bytesOf(event(type, given))),
  );
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      const { status, notices } = await post(bytes);
      expect(status).toSatisfy((one) => one === 200 || one === 400);
      for (const notice of notices) expect(exitNotice.parse(notice)).toEqual(notice);
      expect((await postUnsigned(bytes)).status).toBe(401);
      const headers = sign(bytes, now);
      expect((await door.deliver({ headers, body: bytes })).status).toBe(401);
      expect((await door.deliver({ headers, body: asEnvelope(bytes) })).status).toBe(401);
    }),
  );
});

function asEnvelope(bytes: Buffer): Buffer {
  return Buffer.from(JSON.stringify({ encrypt: bytes.toString('base64') }));
}
