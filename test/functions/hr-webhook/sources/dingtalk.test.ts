import { decrypt, getSignature } from '@wecom/crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dingtalk } from '../../../../functions/hr-webhook/sources/dingtalk.ts';
import { sampleOf } from '../contract/contract-member.ts';
import { now, openDoor } from '../contract/open-door.ts';
import { createSealingSender } from '../contract/sealing-sender.ts';
import { readOpened } from '../support/read-opened.ts';

const ownerId = 'dingoruxxxxxxxxxxxxx';
const { token, aesKey, seal } = createSealingSender(ownerId);
const door = openDoor('dingtalk', {}, { current: { token, aesKey, ownerId } });

/** @param query what is changed of it */
function request(content: Buffer | object, query: Record<string, string> = {}) {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const { signature, timestamp, nonce, encrypted } = seal(bytes, now);
  return {
    headers: { 'content-type': 'application/json' },
    query: { msg_signature: signature, timestamp, nonce, ...query },
    body: Buffer.from(JSON.stringify({ encrypt: encrypted })),
  };
}

const post = (content: Buffer | object, query?: Record<string, string>) => door.deliver(request(content, query));

describe('somebody who left the organization', () => {
  test('leaves at once, by the time of the event', async () => {
    expect((await post(sampleOf('dingtalk', 'exit.json'))).notices).toEqual([
      {
        kind: 'exit',
        eventId: '1795168800000-leaver1#leaver1',
        person: { id: 'leaver1' },
        sentAt: '2026-11-20T10:00:00.000Z',
        source: 'dingtalk',
        receivedAt: '2026-11-20T10:00:00.000Z',
        trust: 'signed',
        keyId: 'current',
      },
    ]);
  });

  test('may be said in the older form, whose events have no id: what they say is one', async () => {
    const { notices } = await post(sampleOf('dingtalk', 'exit-old-form.json'));
    const again = await post(sampleOf('dingtalk', 'exit-old-form.json'));
    expect(notices).toMatchObject([{ person: { id: 'leaver1' }, sentAt: '2026-11-20T10:00:00.000Z' }]);
    expect(notices[0]?.eventId).toMatch(/^sha256:[0-9a-f]{64}#leaver1$/);
    expect(again.notices).toEqual(notices);
  });

  test.each([
    [{ BizId: 'biz', eventId: 'event' }, 'biz#leaver1'],
    [{ BizId: '', eventId: 'event' }, 'event#leaver1'],
    [{ eventId: 'event' }, 'event#leaver1'],
    [{ BizId: null, eventId: 'event' }, 'event#leaver1'],
    [{ BizId: 7 }, '7#leaver1'],
    [{ BizId: {}, eventId: 8 }, '8#leaver1'],
  ])('is known by %j: what DingTalk made for it comes first', async (ids, eventId) => {
    const { notices } = await post({ EventType: 'user_leave_org', userId: ['leaver1'], ...ids });
    expect(notices).toMatchObject([{ eventId }]);
  });

  test('left when the event happened, else when the request was signed', async () => {
    const times = [
      { EventTime: now - 1, timeStamp: String(now - 2) },
      { timeStamp: String(now - 2) },
      { TimeStamp: now - 3 },
      { EventTime: 'yesterday', TimeStamp: now - 4 },
      { EventTime: null },
      {},
    ];
    const sent = times.map(async (each) => {
      const { notices } = await post({ EventType: 'user_leave_org', userId: 'leaver1', ...each });
      return now - Date.parse(notices[0]?.sentAt ?? '');
    });
    expect(await Promise.all(sent)).toEqual([1, 2, 3, 4, 0, 0]);
  });

  test('is one of many, each with an event id of their own; who cannot be used does not lose the others', async () => {
    const { status, notices } = await post(sampleOf('dingtalk', 'batch.json'));
    expect(status).toBe(200);
    expect(notices.map(({ eventId, person }) => [eventId, person.id])).toEqual([
      ['1795168800000-batch#leaver1', 'leaver1'],
      ['1795168800000-batch#leaver2', 'leaver2'],
      ['1795168800000-batch#leaver3', 'leaver3'],
    ]);
  });
});

describe('what is answered', () => {
  test.each(['exit.json', 'batch.json', 'challenge.json', 'irrelevant.json'])(
    'to %s is success, sealed for DingTalk',
    async (file) => {
      const { status, headers, body } = await post(sampleOf('dingtalk', file));
      expect([status, headers]).toEqual([200, { 'content-type': 'application/json' }]);
      const { msg_signature, timeStamp, nonce, encrypt, ...rest } = JSON.parse(body) as Record<string, string>;
      expect(rest).toEqual({});
      expect(decrypt(aesKey, encrypt ?? '')).toMatchObject({ message: 'success', id: ownerId });
      expect(msg_signature).toBe(getSignature(token, timeStamp ?? '', nonce ?? '', encrypt ?? ''));
      expect(timeStamp).toBe(String(now));
    },
  );

  test('is sealed with the key that the request was sealed with, while keys are changed', async () => {
    const next = { token: 'next', aesKey: 'A'.repeat(43), ownerId };
    const both = openDoor('dingtalk', {}, { current: next, previous: { token, aesKey, ownerId } });
    const { body } = await both.deliver(request(sampleOf('dingtalk', 'challenge.json')));
    const { encrypt } = JSON.parse(body) as { encrypt: string };
    expect(decrypt(aesKey, encrypt).message).toBe('success');
  });
});

describe('what has no effect says why:', () => {
  test.each([
    ['url-check', sampleOf('dingtalk', 'challenge.json')],
    ['type-without-effect', sampleOf('dingtalk', 'irrelevant.json')],
    ['type-without-effect', { EventType: 'constructor' }],
    ['nobody-named', { EventType: 'user_leave_org', userId: [] }],
  ])('%s', (ignored, content) => {
    const keys = dingtalk.secret.parse({ token, aesKey, ownerId });
    const received = readOpened(dingtalk.receive({ method: 'POST', now, ...request(content) }, keys, {}));
    expect(received).toMatchObject({ notices: [], ignored, answer: { status: 200 } });
  });
});

const push = (...bizData: unknown[]) => ({ EventType: 'SYNC_HTTP_PUSH_MEDIUM', bizData });

describe('changes that an app of a third party is sent by HTTP', () => {
  const corpId = 'ding0123456789abcdef';
  const ours = openDoor('dingtalk', { corpId }, { current: { token, aesKey, ownerId } });
  const sample = sampleOf('dingtalk', 'sync-push.json');
  const change = (more: object = {}) => ({
    biz_type: 13,
    biz_id: 'leaver1',
    biz_data: '{"syncAction":"user_leave_org"}',
    corp_id: corpId,
    id: 7001,
    gmt_modified: now - 60_000,
    ...more,
  });

  test('tell of whoever left the organization that is configured', async () => {
    expect((await ours.deliver(request(sample))).notices).toMatchObject([
      {
        kind: 'exit',
        person: { id: 'leaver1' },
        eventId: '7001#user_leave_org#leaver1',
        sentAt: '2026-11-20T10:00:00.000Z',
      },
    ]);
  });

  test('are ordered by when each was, else by when they were sent', async () => {
    const { notices } = await ours.deliver(request(push(change(), change({ biz_id: 'x', gmt_modified: undefined }))));
    expect(notices.map(({ sentAt }) => Date.parse(sentAt))).toEqual([now - 60_000, now]);
  });

  test.each([
    ['corp-id-not-configured', {}, push(change())],
    ['other-organization', { corpId }, push(change({ corp_id: 'dingfedcba9876543210' }))],
    ['type-without-effect', { corpId }, push(change({ biz_data: '{"syncAction":"user_modify_org"}' }))],
    ['type-without-effect', { corpId }, { ...push(change({ biz_data: '{"syncAction":"org_suite_auth"}' })) }],
    ['nobody-named', { corpId }, push()],
    ['url-check', {}, { EventType: 'check_create_suite_url', Random: 'x' }],
  ])('say why they have no effect: %s', (ignored, options, content) => {
    const keys = dingtalk.secret.parse({ token, aesKey, ownerId });
    const opened = dingtalk.receive({ method: 'POST', now, ...request(content) }, keys, options);
    expect(readOpened(opened)).toMatchObject({ notices: [], ignored, answer: { status: 200 } });
  });

  test('lose nobody beside one that cannot be read', async () => {
    const bad = [change({ biz_data: 'no JSON' }), change({ biz_id: '' }), 7];
    const { notices, rejections } = await ours.deliver(request(push(...bad, change())));
    expect(notices.map(({ person }) => person.id)).toEqual(['leaver1']);
    expect(rejections.flatMap(({ problems }) => problems.map(({ path }) => path))).toEqual([
      'bizData.0.biz_data',
      'bizData.1.biz_id',
      'bizData.2',
    ]);
  });
});

describe('what is refused', () => {
  test('as malformed, with every problem: what is well sealed, but names nobody', async () => {
    const { status, body } = await post(sampleOf('dingtalk', 'malformed.json'));
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { details: [{ path: 'userId.0' }, { path: 'userId.1' }] } });
  });

  test.each([{ userId: [''] }, { userId: null }, {}, { userId: [{}, []] }])('as malformed: %j', async (event) => {
    expect(await post({ EventType: 'user_leave_org', ...event })).toMatchObject({ status: 400, notices: [] });
  });

  test('as 401 and alike: another signature, padding, key or owner', async () => {
    const good = request(sampleOf('dingtalk', 'exit.json'));
    const stranger = createSealingSender('somebody else');
    const asOurs = async (given: { token: string; aesKey: string; ownerId: string }) =>
      (await openDoor('dingtalk', {}, { current: given }).deliver(good)).body;
    const answers = [
      (await door.deliver({ ...good, query: { ...good.query, msg_signature: '0'.repeat(40) } })).body,
      await asOurs({ token: stranger.token, aesKey, ownerId }),
      await asOurs({ token, aesKey: stranger.aesKey, ownerId }),
      await asOurs({ token, aesKey, ownerId: 'somebody else' }),
    ];
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('bad-signature');
  });

  test.each(['', '{', 'null', '[]', '{"encrypt":7}', '{}'])('as 401, before it is judged: %j', async (text) => {
    expect(await door.deliver({ ...request({}), body: Buffer.from(text) })).toMatchObject({ status: 401 });
  });
});

test.each([
  {},
  { token, aesKey },
  { token: '', aesKey, ownerId },
  { token, aesKey: aesKey.slice(1), ownerId },
  { token, aesKey, ownerId: '' },
  { token, aesKey, ownerId, corpId: 'a key that is not understood' },
])('a secret is refused that cannot work: %#', (secret) => {
  expect(dingtalk.secret.safeParse(secret).success).toBe(false);
});

test('whatever is sent, sealed or not, is answered 200, 400 or 401', async () => {
  const content = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((json) => Buffer.from(json)),
    fc
      .record({ EventType: fc.constant('user_leave_org'), EventTime: fc.anything(), userId: fc.anything() })
      .map((event) => Buffer.from(JSON.stringify(event))),
  );
  await fc.assert(
    fc.asyncProperty(
      content,
      fc.dictionary(fc.constantFrom('nonce', 'timestamp'), fc.string()),
      async (bytes, query) => {
        const { status } = await post(bytes, query);
        expect(status).toSatisfy((one) => (Object.keys(query).length > 0 ? one === 401 : one === 200 || one === 400));
      },
    ),
  );
});
