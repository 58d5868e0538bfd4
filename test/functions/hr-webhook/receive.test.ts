import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { OpenSource } from '../../../functions/hr-webhook/open-sources.ts';
import { receive } from '../../../functions/hr-webhook/receive.ts';
import { VerifiedRefusal } from '../../../functions/hr-webhook/verified-refusal.ts';
import type { Reception } from '../../../functions/shared/intake/reception.ts';
import { type HrSource, noOptions, type Opened, type SourceRequest } from '../../../functions/shared/intake/source.ts';
import { exitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { HttpError } from '../../../functions/shared/runtime/http-error.ts';
import { aNotice, ten } from '../support/samples.ts';

const { source: _, receivedAt: __, trust: ___, keyId: ____, ...draft } = aNotice();
const request: SourceRequest = {
  method: 'POST',
  headers: {},
  query: {},
  body: Buffer.from('right'),
  now: Date.parse(ten),
};

/** Its secret is the body that it takes. */
const source: HrSource<string> = {
  name: 'some-hr',
  contentTypes: ['text/plain'],
  trust: 'token',
  options: noOptions,
  secret: z.string(),
  receive: ({ body }, secret) => (body.toString() === secret ? opened({ notices: [draft] }) : undefined),
};

describe('receiving a request', () => {
  it('signs each notice with the door it came through, when, and by which key', async () => {
    const received = await receive(open(), request, secretsOf({ current: 'wrong', previous: 'right' }));

    expect(received.verified.keyId).toBe('previous');
    expect(received.notices).toEqual([
      { ...draft, source: 'some-hr', receivedAt: ten, trust: 'token', keyId: 'previous' },
    ]);
  });

  it('puts before the ids of a source what tells them from those of others, and leaves other identifiers', async () => {
    const people = [{ id: '42', email: 'a@example.com' }, { userName: 'ann' }, { id: 'x'.repeat(255) }];
    const door = open({ receive: () => opened({ notices: people.map((person) => ({ ...draft, person })) }) });

    const { notices } = await receive({ ...door, idPrefix: 'personio:' }, request, secretsOf({ current: 'right' }));

    expect(notices.map(({ person }) => person)).toEqual([
      { id: 'personio:42', email: 'a@example.com' },
      { userName: 'ann' },
      { id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    ]);
    for (const notice of notices) expect(exitNotice.parse(notice)).toEqual(notice);
  });

  it('asks for the secrets again where none fits, and refuses with 401 where none of those does', async () => {
    const rotated = await receive(open(), request, secretsOf({ current: 'wrong' }, { current: 'right' }));
    const refused = receive(open(), request, secretsOf({ current: 'wrong' }, { current: 'also wrong' }));

    expect(rotated.verified.keyId).toBe('current');
    await expect(refused).rejects.toMatchObject({ status: 401, code: 'bad-signature' });
  });

  it('asks for the secrets again where those it has cannot be used: they may have been put right', async () => {
    const received = await receive(open(), request, secretsOf({ current: 7 }, { current: 'right' }));

    expect(received.notices).toHaveLength(1);
  });

  it('fails, as a fault of ours, where they still cannot be used', async () => {
    const failed = receive(open(), request, secretsOf({ current: 7 }));

    await expect(failed).rejects.toThrow('The secret of source some-hr cannot be used');
    await expect(failed).rejects.not.toBeInstanceOf(HttpError);
  });

  it('does not ask for other secrets where no secret could mend the request', async () => {
    const stale = new HttpError(401, 'stale-timestamp', 'Too old');
    const refusing = open({
      receive() {
        throw stale;
      },
    });
    const secrets = { ...secretsOf({ current: 'right' }), refresh: () => Promise.reject(new Error('asked again')) };

    await expect(receive(refusing, request, secrets)).rejects.toBe(stale);
  });

  it('is a 400 with every problem where no entry can be used, and goes on where some can', async () => {
    const rejected = [{ path: '0', message: 'must be an e-mail address' }];
    const none = open({ receive: () => opened({ notices: [], rejected }) });
    const some = open({ receive: () => opened({ notices: [draft], rejected }) });
    const secrets = secretsOf({ current: 'right' });

    await expect(receive(none, request, secrets)).rejects.toMatchObject({ status: 400, details: rejected });
    expect(await receive(some, request, secrets)).toMatchObject({ notices: [{}], rejected });
  });

  describe('whose sender is believed', () => {
    const verified = { content: request.body, keyId: 'current' };
    const malformed = new HttpError(400, 'malformed-json', 'Not JSON');
    const wrongType = new HttpError(415, 'wrong-content-type', 'Not JSON');
    const secrets = secretsOf({ current: 'right' });
    const refusing = open({
      receive: ({ body }) => ({
        content: body,
        read() {
          throw malformed;
        },
      }),
    });

    it('is refused as what it is, and says that it was believed', async () => {
      const refused = receive(refusing, request, secrets);

      await expect(refused).rejects.toBeInstanceOf(VerifiedRefusal);
      await expect(refused).rejects.toMatchObject({ status: 400, code: 'malformed-json', verified, isPartial: false });
    });

    it('is refused for what is wrong with it whoever sent it, and nothing of it is read', async () => {
      const refused = receive(refusing, request, secrets, wrongType);

      await expect(refused).rejects.toBeInstanceOf(VerifiedRefusal);
      await expect(refused).rejects.toMatchObject({ status: 415, verified });
    });

    it('is not, where nobody is: then what is wrong with it whoever sent it is all that it is told', async () => {
      const greeting = open({ receive: () => ({ greeting: { notices: [], ignored: 'ping' } }) });

      await expect(receive(open(), request, secretsOf({ current: 'wrong' }), wrongType)).rejects.toBe(wrongType);
      await expect(receive(greeting, request, secrets, wrongType)).rejects.toBe(wrongType);
    });
  });

  it('takes a request that concerns nobody, whatever else is in it', async () => {
    const rejected = [{ path: '0', message: 'must be an e-mail address' }];
    const ignoring = open({ receive: () => opened({ notices: [], ignored: 'type-without-effect', rejected }) });

    expect(await receive(ignoring, request, secretsOf({ current: 'x' }))).toMatchObject({
      ignored: 'type-without-effect',
    });
  });
});

function open(changes: Partial<HrSource<string>> = {}): OpenSource {
  return { source: { ...source, ...changes }, secretId: 'secret-id', options: {} };
}

function opened(reception: Reception): Opened {
  return { content: request.body, read: () => reception };
}

function secretsOf(stored: unknown, refreshed: unknown = stored) {
  return { get: async () => JSON.stringify(stored), refresh: async () => JSON.stringify(refreshed) };
}
