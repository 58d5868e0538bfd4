import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sources } from '../../../../functions/hr-webhook/sources.ts';
import { liveSecrets } from '../../../../functions/shared/intake/live-secrets.ts';
import { utc } from '../../../../functions/shared/offboarding/case/utc.ts';
import { exitNotice } from '../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { applyAll } from '../../support/apply-all.ts';
import type { ContractMember, SentRequest } from './contract-member.ts';
import { members } from './members.ts';
import { type Delivered, now, openDoor } from './open-door.ts';
import { strangeContent } from './strange-content.ts';

test('every source that is registered is held to this contract', () => {
  expect(new Set(members.map(({ name }) => name))).toEqual(new Set(sources.keys()));
});

describe.each(members.map((member) => [titleOf(member), member] as const))('%s', (_, member) => {
  const source = sources.get(member.name);
  if (!source) throw new TypeError(`${member.name} is not registered`);
  const isSigned = source.trust === 'signed';
  const sender = member.createSender();
  const door = openDoor(member.name, member.options, { current: sender.secret });
  const good = sender.send(member.exit, now);

  test('takes what its sender sends, as a notice that can be queued', async () => {
    const { status, notices } = await door.deliver(good);
    expect([status, notices.length > 0]).toEqual([expect.toSatisfy(isSuccess), true]);
    for (const notice of notices) {
      expect(exitNotice.parse(notice)).toEqual({ ...notice, sentAt: utc(notice.sentAt) });
      expect(notice).toMatchObject({ source: member.name, trust: source.trust, keyId: 'current' });
    }
  });

  test('gives each person an event id of its own', async () => {
    const { notices } = await door.deliver(good);
    expect(new Set(notices.map(({ eventId }) => eventId)).size).toBe(notices.length);
  });

  test.runIf(sender.check)('answers the check of its address, of which nothing comes', async () => {
    const { sent, isContentWith } = sender.check?.(now) ?? { sent: good, isContentWith: () => false };
    const { status, body, notices } = await door.deliver(sent);
    expect([status, isContentWith(body), notices]).toEqual([200, true, []]);
  });

  test('takes the same whether the gateway hands it over as text or in base64', async () => {
    const { status, notices } = await door.deliver(good, { inBase64: true });
    // Not what is answered: some senders want that encrypted, which is never twice the same.
    expect(await door.deliver(good, { inBase64: false })).toMatchObject({ status, notices });
  });

  describe('refuses as 401, and tells nothing,', () => {
    const tampered = isSigned ? headersOf(good).concat(queryOf(good)) : headersOf(good);

    test.each(tampered)('a request whose %s %s was changed', async (part, name) => {
      expect(await door.deliver(withOneChanged(good, part, name))).toEqual(refused(401));
    });

    test.each(tampered)('a request without its %s %s', async (part, name) => {
      expect(await door.deliver(without(good, part, name))).toEqual(refused(401));
    });

    test('a request of a sender with another key', async () => {
      expect(await door.deliver(member.createSender().send(member.exit, now))).toEqual(refused(401));
    });

    test('also what is no text at all, before anything of it is judged', async () => {
      const other = member.createSender().send(Buffer.from([0xff, 0xfe, 0x00]), now);
      expect(await door.deliver(other)).toEqual(refused(401));
    });
  });

  test.runIf(isSigned)('refuses a request of which a byte was changed, wherever it is', async () => {
    const step = Math.max(1, Math.floor(good.body.length / 50));
    for (let at = 0; at < good.body.length; at += step) {
      const body = Buffer.from(good.body);
      body[at] = (body[at] ?? 0) ^ 1;
      const answer = await door.deliver({ ...good, body });
      expect([answer.status, answer.notices], `byte ${at}`).toEqual([expect.toSatisfy(isRefusal), []]);
    }
  });

  test.runIf(member.staleAfterMs !== undefined)('refuses a request that is too old, or from the future', async () => {
    const staleAfterMs = member.staleAfterMs ?? 0;
    const fresh = sender.send(member.exit, now - staleAfterMs + 1000);
    const old = sender.send(member.exit, now - staleAfterMs - 1000);
    const early = sender.send(member.exit, now + 5 * 60_000 + 1000);
    expect((await door.deliver(fresh)).status).toSatisfy(isSuccess);
    expect(await door.deliver(old)).toMatchObject({ ...refused(401), code: 'stale-timestamp' });
    expect(await door.deliver(early)).toMatchObject({ ...refused(401), code: 'stale-timestamp' });
  });

  test('gives what was sent twice, or tried again later, no second effect', async () => {
    const first = await door.deliver(good);
    const replayed = await door.deliver(good, { at: now + 60_000 });
    const retried = await door.deliver(sender.send(member.exit, now + 60_000), { at: now + 60_000 });
    for (const [index, notice] of first.notices.entries()) {
      for (const again of [replayed.notices[index], retried.notices[index]]) {
        expect(again && applyAll([notice, again]).effect).toBe('ignored-duplicate');
      }
    }
  });

  describe('while its sender changes the secret', () => {
    const next = member.createSender();

    test('takes what either of the two has signed, and says which', async () => {
      const both = openDoor(member.name, member.options, { current: next.secret, previous: sender.secret });
      const answers = [await both.deliver(next.send(member.exit, now)), await both.deliver(good)];
      const keys = answers.map(({ notices }) => new Set(notices.map(({ keyId }) => keyId)));
      expect(keys).toEqual([new Set(['current']), new Set(['previous'])]);
    });

    test('asks for the secret again where the one it knows does not fit', async () => {
      const changed = openDoor(member.name, member.options, { current: sender.secret }, { current: next.secret });
      expect((await changed.deliver(next.send(member.exit, now))).status).toSatisfy(isSuccess);
    });

    test('refuses the old one once it is taken away', async () => {
      const after = openDoor(member.name, member.options, { current: next.secret });
      expect(await after.deliver(good)).toEqual(refused(401));
    });
  });

  describe('refuses for good, as 4xx,', () => {
    test('another content type: 415', async () => {
      const headers = { ...good.headers, 'content-type': 'image/png' };
      expect(await door.deliver({ ...good, headers })).toMatchObject({ status: 415, notices: [] });
    });

    test('nothing at all', async () => {
      const { status, notices } = await door.deliver({ ...good, body: Buffer.alloc(0) });
      expect([status, notices]).toEqual([expect.toSatisfy(isRefusal), []]);
    });

    test('another content type than is understood, but makes it known where its sender is believed', async () => {
      const headers = { ...good.headers, 'content-type': 'image/png' };
      const { rejections } = await door.deliver({ ...good, headers });
      expect(rejections).toMatchObject([{ source: member.name, reason: 'wrong-content-type', keyId: 'current' }]);
      const stranger = member.createSender().send(member.exit, now);
      expect(
        await door.deliver({ ...stranger, headers: { ...stranger.headers, 'content-type': 'image/png' } }),
      ).toEqual(refused(415));
    });

    test('a body over 1 MB, however well signed: 413', async () => {
      expect(await door.deliver(sender.send(Buffer.alloc(1024 * 1024 + 1, 0x20), now))).toEqual(refused(413));
    });

    test.each([
      ['nothing', Buffer.alloc(0)],
      ['what is not UTF-8', Buffer.concat([member.exit, Buffer.from([0xc3, 0x28])])],
      ['half of an event', member.exit.subarray(0, member.exit.length >> 1)],
      ['JSON that is very deep', Buffer.from('['.repeat(350_000) + ']'.repeat(350_000))],
      ['objects that are very deep', Buffer.from(`${'{"data":'.repeat(80_000)}1${'}'.repeat(80_000)}`)],
      ['null', Buffer.from('null')],
      ['a number', Buffer.from('1e400')],
      ['a list', Buffer.from('[]')],
      ['names that objects have of themselves', Buffer.from('{"__proto__":{"type":"x"},"constructor":"y"}')],
    ])('%s, well signed', async (_content, content) => {
      const { status, notices, rejections } = await door.deliver(sender.send(content, now));
      expect([status, notices]).toEqual([expect.toSatisfy(isMalformedOrWithoutEffect), []]);
      // Nobody is told that it was refused for good before somebody is who can repair it.
      expect(rejections.length).toBe(status === 400 ? 1 : 0);
    });
  });

  test('makes notices that can be queued, or a 400, of whatever is well signed', async () => {
    await fc.assert(
      fc.asyncProperty(strangeContent(member.exit), async (content) => {
        const { status, notices, rejections } = await door.deliver(sender.send(content, now));
        expect(status).toSatisfy(isMalformedOrWithoutEffect);
        expect(rejections.length > 0 || status !== 400).toBe(true);
        for (const notice of notices)
          expect(exitNotice.parse(notice)).toEqual({ ...notice, sentAt: utc(notice.sentAt) });
      }),
      { numRuns: 300 },
    );
  });

  test.each(['', undefined, 'null', {}])(
    'will not be opened with %j for a secret, and says whose it is',
    async (current) => {
      const secrets = liveSecrets(source, 'secret-id', async () => JSON.stringify({ current }));
      await expect(secrets).rejects.toThrow(`The secret of source ${member.name} cannot be used`);
    },
  );
});

function titleOf({ name, variant }: ContractMember): string {
  return variant === undefined ? name : `${name}, ${variant}`;
}

/** Nothing is taken and nothing is given away: the answer is the same whatever was wrong with it. */
function refused(status: number): Delivered {
  return {
    status,
    headers: expect.anything() as Delivered['headers'],
    body: expect.stringMatching(/^\{"error":\{"code":"[a-z-]+","message":"[^"]+","details":\[\]\}\}$/) as string,
    code: expect.any(String) as string,
    notices: [],
    rejections: [],
  };
}

const isSuccess = (status: number) => status >= 200 && status < 300;
const isRefusal = (status: number) => status >= 400 && status < 500;
/** Not 401: it is well signed, whatever it says. */
const isMalformedOrWithoutEffect = (status: number) => isSuccess(status) || status === 400;

type Part = 'headers' | 'query';

/** Every part of a request that its sender has signed, or that vouches for it. */
function headersOf({ headers }: SentRequest): [Part, string][] {
  return Object.keys(headers)
    .filter((name) => name !== 'content-type')
    .map((name) => ['headers', name]);
}

function queryOf({ query = {} }: SentRequest): [Part, string][] {
  return Object.keys(query).map((name) => ['query', name]);
}

/** The first letter or digit becomes another: the last of base64 may stand for no bits at all. */
function withOneChanged(sent: SentRequest, part: Part, name: string): SentRequest {
  const values = sent[part] ?? {};
  const value = values[name] ?? '';
  const changed = value.replace(/[a-z\d]/i, (one) => (one === '1' ? '2' : '1'));
  return { ...sent, [part]: { ...values, [name]: changed } };
}

function without(sent: SentRequest, part: Part, name: string): SentRequest {
  return { ...sent, [part]: Object.fromEntries(Object.entries(sent[part] ?? {}).filter(([each]) => each !== name)) };
}
