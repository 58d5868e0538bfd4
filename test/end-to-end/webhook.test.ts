import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { sources } from '../../functions/hr-webhook/sources.ts';
import { sourceRefused } from '../../functions/shared/intake/check-secrets.ts';
import { type Answer, exitOf } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';

const stack = await startTestStack();
const { hr } = stack;
afterAll(() => stack.close());

const samples = join(import.meta.dirname, '../../events/hr/standard-webhooks');
const sample = (file: string): string => readFileSync(join(samples, file), 'utf8');
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const errorShape = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(10), details: z.unknown() }),
});

/** What an error says; every error there is must have the one shape. */
function refusal({ status, headers, body }: Answer) {
  const { code, details } = errorShape.parse(body).error;
  return { status, type: headers.get('content-type'), code, details };
}

const refusedAs = (status: number, code: string) => ({ status, type: 'application/json', code, details: [] });

/** As after a minute: an environment that has just read a secret keeps it so long. */
async function putHrSecret(value: object): Promise<void> {
  await stack.putSecret('SecretHrStandardWebhooks', value);
  await stack.crash('hr-webhook');
}

test.each([...sources.values()])('the door of $name is open in a local run, and shut for strangers', async (source) => {
  const headers = { 'content-type': source.contentTypes[0] };
  const { status, body } = await hr.post('{}', { source: source.name, headers, secrets: [newSecret()] });
  expect([status, stack.secrets[source.name]]).toEqual([401, expect.anything()]);
  // And not for a fault of ours, such as a secret that cannot be used.
  expect(errorShape.parse(body).error.code).toMatch(/^(bad-signature|not-signed)$/);
});

describe('the samples in events/', () => {
  const files = readdirSync(samples).filter((file) => /^(?!irrelevant|malformed).*\.json$/.test(file));

  test.each(files)('%s is taken, and answered with the id of its case', async (file) => {
    const { status, body } = await hr.post(sample(file));
    expect([status, body]).toEqual([202, { cases: [expect.stringMatching(/^case-[0-9a-f]{20}$/)] }]);
  });

  test('irrelevant.json is taken, and no case is opened', async () => {
    const event = sample('irrelevant.json');
    const { data } = JSON.parse(event) as { data: { employee: { id: string } } };
    const { status, body } = await hr.post(event);
    await stack.queues.drained('exits');
    const shown = await stack.operator('status', { person: data.employee });

    expect([status, body]).toEqual([202, { cases: [], ignored: 'type-without-effect' }]);
    expect(shown.outcome).toBe('not-found');
  });

  test('malformed.json is refused, with every problem', async () => {
    const paths = ['timestamp', 'data.employee.email', 'data.effectiveAt'];
    expect(refusal(await hr.post(sample('malformed.json')))).toMatchObject({
      status: 400,
      code: 'malformed-body',
      details: paths.map((path) => ({ path, message: expect.any(String) })),
    });
  });
});

describe('a request is refused', () => {
  const event = exitOf(stack.person());
  const text = JSON.stringify(event);

  test('as 401 when another secret signed it', async () => {
    expect(refusal(await hr.post(event, { secrets: [newSecret()] }))).toEqual(refusedAs(401, 'bad-signature'));
  });

  test('as 401 when its body is not what was signed', async () => {
    const headers = hr.sign(text);
    expect(refusal(await hr.post(exitOf(stack.person()), { headers }))).toEqual(refusedAs(401, 'bad-signature'));
  });

  test('as 401 when its id is not what was signed', async () => {
    const headers = { ...hr.sign(text), 'webhook-id': 'msg_of_somebody_else' };
    expect(refusal(await hr.post(text, { headers }))).toEqual(refusedAs(401, 'bad-signature'));
  });

  test.each([6, -6])('as 401 when it was signed %i minutes ago', async (minutes) => {
    expect(refusal(await hr.post(event, { signedAt: minutesAgo(minutes) }))).toEqual(refusedAs(401, 'stale-timestamp'));
  });

  test.each([4, -4])('but not when it was signed %i minutes ago', async (minutes) => {
    expect((await hr.post(event, { signedAt: minutesAgo(minutes) })).status).toBe(202);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('as 401 without %s', async (name) => {
    expect(refusal(await hr.post(event, { headers: { [name]: undefined } }))).toEqual(refusedAs(401, 'not-signed'));
  });

  test('as 401 before anything of its body is judged', async () => {
    expect(refusal(await hr.post('not even JSON', { secrets: [newSecret()] }))).toEqual(
      refusedAs(401, 'bad-signature'),
    );
  });

  test('as 400 when it is not JSON', async () => {
    expect(refusal(await hr.post('{"type":"employee.exit"'))).toEqual(refusedAs(400, 'malformed-json'));
  });

  test('as 400 when it names nobody', async () => {
    expect(refusal(await hr.post(exitOf({})))).toEqual({
      ...refusedAs(400, 'malformed-body'),
      details: [{ path: 'data.employee', message: 'needs at least one of id, email, userName' }],
    });
  });

  test('as 400 when the day of the exit comes without an offset', async () => {
    const answer = await hr.post(exitOf(stack.person(), { effectiveAt: '2026-11-20T18:00:00' }));
    expect(refusal(answer)).toMatchObject({ status: 400, details: [{ path: 'data.effectiveAt' }] });
  });

  test('as 404 at a source that nobody has configured, naming those there are', async () => {
    expect(refusal(await hr.post(event, { source: 'smoke-signals' }))).toEqual({
      ...refusedAs(404, 'unknown-source'),
      details: { sources: expect.arrayContaining(['standard-webhooks']) },
    });
  });

  test.each(['GET', 'PUT', 'DELETE'])('as 405 by %s, with the methods that are allowed', async (method) => {
    const answer = await hr.post(event, { method });
    expect(refusal(answer)).toEqual(refusedAs(405, 'method-not-allowed'));
    expect(answer.headers.get('allow')).toBe('POST');
  });

  test('as 413 over 1 MB, however well signed', async () => {
    expect(refusal(await hr.post(text.padEnd(1024 * 1024 + 1)))).toEqual(refusedAs(413, 'too-large'));
    expect((await hr.post(text.padEnd(1024 * 1024))).status).toBe(202);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded'])('as 415 with content-type %s', async (type) => {
    expect(refusal(await hr.post(event, { headers: { 'content-type': type } }))).toEqual(
      refusedAs(415, 'wrong-content-type'),
    );
  });
});

describe('a request is verified', () => {
  test('by its raw bytes, also when the gateway hands them over in base64', async () => {
    const body = JSON.stringify(exitOf({ ...stack.person(), id: 'Zoë-1' }), undefined, 3);
    const event = {
      version: '2.0',
      headers: hr.sign(body),
      pathParameters: { source: 'standard-webhooks' },
      requestContext: { http: { method: 'POST' } },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    };
    expect(await stack.invoke('hr-webhook', event)).toMatchObject({ statusCode: 202 });
    expect(await stack.invoke('hr-webhook', { ...event, isBase64Encoded: false })).toMatchObject({ statusCode: 401 });
  });

  test('when one of several signatures fits', async () => {
    const secrets = [newSecret(), stack.secrets['standard-webhooks'], newSecret()];
    expect((await hr.post(exitOf(stack.person()), { secrets })).status).toBe(202);
  });

  test('with the new secret and with the old one, while a sender changes from one to the other', async () => {
    const [old, current] = [stack.secrets['standard-webhooks'], newSecret()];
    const leavers = [stack.person(), stack.person(), stack.person()] as const;
    await putHrSecret({ current, previous: old });
    const answers = [
      await hr.post(exitOf(leavers[0]), { secrets: [current] }),
      await hr.post(exitOf(leavers[1]), { secrets: [old] }),
    ];
    await putHrSecret({ current });
    expect(refusal(await hr.post(exitOf(leavers[2]), { secrets: [old] }))).toEqual(refusedAs(401, 'bad-signature'));
    await putHrSecret({ current: old });

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(stack.logged({ message: 'Took a request', keyId: 'previous' })).toHaveLength(1);
  });

  test('later when the secret cannot be used: 503 and when to come back, so that nothing is lost', async () => {
    await putHrSecret({ current: 'whsec_' });
    const answer = await hr.post(exitOf(stack.person()));
    await putHrSecret({ current: stack.secrets['standard-webhooks'] });

    expect(refusal(answer)).toEqual(refusedAs(503, 'try-again'));
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  test('by its name as the function starts, whoever knocks: the other doors are open', async () => {
    const told = () => stack.logged({ message: sourceRefused }).map(({ source }) => source);
    const toldBefore = told();
    await putHrSecret({ current: '' });
    const stranger = await hr.post('{}', { source: 'hibob', headers: { 'bob-signature': 'c3RyYW5nZXI=' } });
    await putHrSecret({ current: stack.secrets['standard-webhooks'] });

    expect(refusal(stranger)).toEqual(refusedAs(401, 'bad-signature'));
    expect(told()).toEqual([...toldBefore, 'standard-webhooks']);
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect(stack.logged({ message: 'Refused a request' }).length).toBeGreaterThan(10);
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
