import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wecom } from '../../../../functions/hr-webhook/sources/wecom.ts';
import { sampleOf } from '../contract/contract-member.ts';
import { now, openDoor } from '../contract/open-door.ts';
import { createSealingSender } from '../contract/sealing-sender.ts';
import { readOpened } from '../support/read-opened.ts';

const corpId = 'ww7a3cd9f10b2e4d55';
const { token, aesKey, seal } = createSealingSender(corpId);
const door = openDoor('wecom', {}, { current: { token, aesKey, corpId } });

/** A request as WeCom makes it, with what it does not sign. */
function request(message: Buffer | string) {
  const { signature, timestamp, nonce, encrypted } = seal(Buffer.from(message), now / 1000);
  const unsigned = `<ToUserName><![CDATA[${corpId}]]></ToUserName><AgentID><![CDATA[3010040]]></AgentID>`;
  return {
    headers: { 'content-type': 'text/xml' },
    query: { msg_signature: signature, timestamp, nonce },
    body: Buffer.from(`<xml>${unsigned}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`),
  };
}

/** The check of the address: the same, in the query of a GET. */
function check(echo: Buffer | string) {
  const { signature, timestamp, nonce, encrypted } = seal(Buffer.from(echo), now / 1000);
  const query = { msg_signature: signature, timestamp, nonce, echostr: encrypted };
  return { method: 'GET' as const, headers: {}, query, body: Buffer.alloc(0) };
}

const post = (message: Buffer | string) => door.deliver(request(message));

/** A change of the address book; later fields stand beside the earlier ones. */
function change(fields: Record<string, string>): string {
  const all = { FromUserName: 'sys', CreateTime: '1795168800', Event: 'change_contact', ...fields };
  const elements = Object.entries(all).map(([name, text]) => `<${name}><![CDATA[${text}]]></${name}>`);
  return `<xml>${elements.join('')}</xml>`;
}

describe('a member who was deleted', () => {
  test('leaves at once, by the time of the event', async () => {
    expect((await post(sampleOf('wecom', 'exit.xml'))).notices).toEqual([
      {
        kind: 'exit',
        eventId: 'sys#2026-11-20T10:00:00.000Z#delete_user#leaver1',
        person: { id: 'leaver1' },
        sentAt: '2026-11-20T10:00:00.000Z',
        source: 'wecom',
        receivedAt: '2026-11-20T10:00:00.000Z',
        trust: 'signed',
        keyId: 'current',
      },
    ]);
  });

  test("may be told to a supplier's suite", async () => {
    const { body, notices } = await post(sampleOf('wecom', 'exit-suite.xml'));
    expect(notices).toMatchObject([
      { eventId: 'ww7a3cd9f10b2e4d55#2026-11-20T10:00:00.000Z#delete_user#leaver1', person: { id: 'leaver1' } },
    ]);
    expect(body).toBe('success');
  });

  test('may be known to a suite by an open id alone', async () => {
    const { notices } = await post(change({ ChangeType: 'delete_user', UserID: '', OpenUserID: 'woAJ2GCAAA1001' }));
    expect(notices).toMatchObject([{ person: { id: 'woAJ2GCAAA1001' } }]);
  });

  test.each([{ UserID: 'leaver2' }, { CreateTime: '1795168801' }, { FromUserName: 'other' }])(
    'is another event where another is %j; all else does not count',
    async (other) => {
      const exit = { ChangeType: 'delete_user', UserID: 'leaver1' };
      const idOf = async (fields: object) => (await post(change({ ...exit, ...fields }))).notices[0]?.eventId;
      expect(await idOf(other)).not.toBe(await idOf({}));
      expect(await idOf({ Department: '1,2', NewUserID: 'x' })).toBe(await idOf({}));
    },
  );
});

describe('what is answered', () => {
  test.each(['exit.xml', 'renamed.xml', 'irrelevant.xml'])('to %s is an empty 200', async (file) => {
    const { status, headers, body } = await post(sampleOf('wecom', file));
    expect([status, headers, body]).toEqual([200, { 'content-type': 'text/plain' }, '']);
  });

  test('to the check of the address is what was encrypted, bare', async () => {
    const { status, headers, body, notices } = await door.deliver(check(sampleOf('wecom', 'challenge.txt')));
    expect([status, headers, body, notices]).toEqual([
      200,
      { 'content-type': 'text/plain' },
      '1616140317555161061',
      [],
    ]);
  });

  test('is the same where a plus came through the query as a blank', async () => {
    let { query, ...rest } = check('1616140317555161061');
    while (!query.echostr.includes('+')) ({ query, ...rest } = check('1616140317555161061'));
    const echostr = query.echostr.replaceAll('+', ' ');
    expect((await door.deliver({ ...rest, query: { ...query, echostr } })).body).toBe('1616140317555161061');
  });
});

describe('what has no effect says why:', () => {
  test.each([
    ['user-id-changed', sampleOf('wecom', 'renamed.xml')],
    ['type-without-effect', sampleOf('wecom', 'irrelevant.xml')],
    ['type-without-effect', change({ ChangeType: 'delete_party', Id: '7' })],
    ['type-without-effect', change({ Event: 'change_external_contact', ChangeType: 'delete_user', UserID: 'x' })],
    ['type-without-effect', '<xml></xml>'],
  ])('%s', (ignored, message) => {
    const keys = wecom.secret.parse({ token, aesKey, corpId });
    const received = readOpened(wecom.receive({ method: 'POST', now, ...request(message) }, keys, {}));
    expect(received).toMatchObject({ notices: [], ignored, answer: { status: 200 } });
  });
});

describe('what is refused', () => {
  test.each([
    ['CreateTime', sampleOf('wecom', 'malformed.xml')],
    ['UserID', change({ ChangeType: 'delete_user' })],
    ['UserID', change({ ChangeType: 'delete_user', UserID: 'x'.repeat(256) })],
  ])('as malformed, by the name of %s and without its value', async (path, message) => {
    const { status, body } = await post(message);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'malformed-body', details: [{ path }] } });
    expect(body).not.toMatch(/yesterday|xxx/);
  });

  test.each([
    ['with a DTD', sampleOf('wecom', 'with-dtd.xml')],
    ['that is no XML', Buffer.from('{"UserID":"leaver1"}')],
    ['that is no text', Buffer.from([0xff, 0xfe])],
    ['that is empty', Buffer.alloc(0)],
  ])('as malformed: a message %s', async (_, message) => {
    expect(await post(message)).toMatchObject({ status: 400, code: 'malformed-xml', notices: [] });
  });

  test.each([
    ['a DTD', '<!DOCTYPE xml [<!ENTITY e "x">]>'],
    ['a comment', '<!-- -->'],
  ])('as 401, before it is judged: an envelope with %s', async (_, extra) => {
    const { body, ...rest } = request(sampleOf('wecom', 'exit.xml'));
    expect(await door.deliver({ ...rest, body: Buffer.concat([Buffer.from(extra), body]) })).toMatchObject({
      status: 401,
    });
  });

  test.each(['', '<xml></xml>', '<xml><Encrypt></Encrypt></xml>', '{}'])('as 401: an envelope of %j', async (text) => {
    const { body: _, ...rest } = request('');
    expect(await door.deliver({ ...rest, body: Buffer.from(text) })).toMatchObject({ status: 401, code: 'not-signed' });
  });

  test('as 401 and alike: another signature, padding, key or corporation; by GET and by POST', async () => {
    const stranger = createSealingSender('somebody else');
    const answers: string[] = [];
    for (const good of [request(sampleOf('wecom', 'exit.xml')), check('1616140317555161061')]) {
      const bad = { ...good, query: { ...good.query, msg_signature: '0'.repeat(40) } };
      answers.push((await door.deliver(bad)).body);
      for (const current of [
        { token: stranger.token, aesKey, corpId },
        { token, aesKey: stranger.aesKey, corpId },
        { token, aesKey, corpId: 'somebody else' },
      ]) {
        answers.push((await openDoor('wecom', {}, { current }).deliver(good)).body);
      }
    }
    expect([answers.length, new Set(answers).size]).toEqual([8, 1]);
    expect(answers[0]).toContain('bad-signature');
  });

  test.each([sampleOf('wecom', 'exit.xml'), Buffer.from('<xml></xml>'), Buffer.from('1'.repeat(257)), Buffer.alloc(0)])(
    'as 401: the check of an address that would have something else decrypted: %#',
    async (echo) => {
      expect(await door.deliver(check(echo))).toMatchObject({ status: 401, code: 'bad-signature' });
    },
  );

  test('as 401: the check of an address without what is to be said back', async () => {
    const { query, ...rest } = check('1616140317555161061');
    const { echostr: _, ...without } = query;
    expect(await door.deliver({ ...rest, query: without })).toMatchObject({ status: 401, code: 'not-signed' });
  });
});

test.each([
  {},
  { token, aesKey },
  { token: '', aesKey, corpId },
  { token, aesKey: `${aesKey}=`, corpId },
  { token, aesKey, corpId: '' },
  { token, aesKey, corpId, ownerId: 'a key that is not understood' },
])('a secret is refused that cannot work: %#', (secret) => {
  expect(wecom.secret.safeParse(secret).success).toBe(false);
});

test('whatever is sent, sealed or not, is answered 200, 400 or 401', async () => {
  const scrap = fc.constantFrom(
    ...'<xml>|</xml>|<Event>|</Event>|change_contact|<UserID>x</UserID>|<ChangeType>delete_user</ChangeType>'.split(
      '|',
    ),
    '<![CDATA[',
    ']]>',
    '<Event>change_contact</Event>',
    '<CreateTime>1795168800</CreateTime>',
    '&amp;',
    '\u0000',
  );
  const scraps = fc.array(scrap).map((each) => each.join(''));
  const message = fc.oneof(
    fc.string(),
    scraps,
    scraps.map((inner) => `<xml>${inner}</xml>`),
    fc.dictionary(fc.constantFrom('Event', 'ChangeType', 'UserID', 'CreateTime'), fc.string()).map(change),
  );
  await fc.assert(
    fc.asyncProperty(message, fc.boolean(), async (text, isWhole) => {
      expect((await post(text)).status).toSatisfy((status) => status === 200 || status === 400);
      const envelope = isWhole ? text : `<xml><Encrypt>${text}</Encrypt></xml>`;
      expect((await door.deliver({ ...request(''), body: Buffer.from(envelope) })).status).toBe(401);
    }),
  );
});
