import { generateKeyPairSync, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { standardWebhooks } from '../../../../functions/hr-webhook/sources/standard-webhooks.ts';
import { sampleOf } from '../contract/contract-member.ts';
import { now, openDoor } from '../contract/open-door.ts';

const exit = sampleOf('standard-webhooks', 'exit.json');
const shared = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const publicText = `whpk_${Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`;
const at = String(now / 1000);

const v1 = (id = 'msg_1') => new Webhook(shared).sign(id, new Date(now), exit.toString());
const v1a = (id = 'msg_1') =>
  `v1a,${sign(null, Buffer.from(`${id}.${at}.${exit.toString()}`), privateKey).toString('base64')}`;

const post = (stored: object, headers: Record<string, string>, body = exit) =>
  openDoor('standard-webhooks', {}, stored).deliver({
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

const standard = (signature: string) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': at,
  'webhook-signature': signature,
});
const svix = (signature: string) => ({ 'svix-id': 'msg_1', 'svix-timestamp': at, 'svix-signature': signature });

describe('keys of both kinds', () => {
  test('may be live side by side, while a sender goes from the one to the other', async () => {
    const stored = { current: publicText, previous: shared };
    const answers = [await post(stored, standard(v1a())), await post(stored, standard(v1()))];
    expect(answers.map(({ notices }) => notices[0]?.keyId)).toEqual(['current', 'previous']);
  });

  test('may sign the same request: one that fits is enough', async () => {
    const both = standard(`v1,${'A'.repeat(44)} ${v1a()} ${v1()}`);
    expect((await post({ current: shared }, both)).status).toBe(202);
    expect((await post({ current: publicText }, both)).status).toBe(202);
  });

  test.each<[string, boolean, string]>([
    ['behind thousands that are none', true, `${'v1, '.repeat(2000)}${v1()}`],
    ['behind as many as a sender has', true, `${`v1,${'A'.repeat(43)}= `.repeat(15)}${v1()}`],
    ['behind more than any sender has', false, `${`v1,${'A'.repeat(43)}= `.repeat(16)}${v1()}`],
    ['of ed25519 as the second', true, `v1a,${'A'.repeat(86)}== ${v1a()}`],
    ['of ed25519 behind more than two keys sign', false, `${`v1a,${'A'.repeat(86)}== `.repeat(2)}${v1a()}`],
  ])('are looked for in a list of few: a signature %s', async (_, isFound, list) => {
    const stored = { current: list.includes('v1a') ? publicText : shared };
    expect((await post(stored, standard(list))).status).toBe(isFound ? 202 : 401);
  });

  test('fit whichever of the two a sender signs with first, while it changes them', async () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
    const stored = { current: `whpk_${Buffer.from(other, 'base64url').toString('base64')}`, previous: publicText };
    expect((await post(stored, standard(`${v1a()} v1a,${'A'.repeat(86)}==`))).notices[0]?.keyId).toBe('previous');
  });

  test('do not verify what claims to be of the other version', async () => {
    expect((await post({ current: shared }, standard(v1().replace('v1,', 'v1a,')))).code).toBe('bad-signature');
    expect((await post({ current: publicText }, standard(v1a().replace('v1a,', 'v1,')))).code).toBe('bad-signature');
  });

  test('are not taken from a request, nor is a public key a shared one', async () => {
    const forged = new Webhook(Buffer.from(publicText).toString('base64')).sign(
      'msg_1',
      new Date(now),
      exit.toString(),
    );
    expect((await post({ current: publicText }, { ...standard(forged), 'webhook-key': shared })).status).toBe(401);
  });

  test.each([
    'whsec_c2hvcnQ=',
    `whpk_${Buffer.alloc(31).toString('base64')}`,
    `whpk_${Buffer.alloc(33).toString('base64')}`,
    publicText.replace('whpk_', 'whsk_'),
    `${shared}\n`,
  ])('are refused when they cannot be one: %j', (text) => {
    expect(standardWebhooks.secret.safeParse(text).success).toBe(false);
  });
});

describe('the headers', () => {
  test('may be called svix', async () => {
    expect((await post({ current: shared }, svix(v1()))).notices[0]?.eventId).toBe('msg_1');
  });

  test.each([
    ['the id', { 'webhook-id': 'msg_1', 'svix-timestamp': at, 'svix-signature': v1() }],
    ['the timestamp', { 'svix-id': 'msg_1', 'webhook-timestamp': at, 'svix-signature': v1() }],
    ['the signature', { 'svix-id': 'msg_1', 'svix-timestamp': at, 'webhook-signature': v1() }],
  ])('are never a mixture of both sets: %s', async (_, headers) => {
    expect((await post({ current: shared }, headers)).code).toBe('not-signed');
  });

  test('of one set count when both are there: the other cannot stand in for it', async () => {
    const both = { ...svix(v1()), ...standard(`v1,${'A'.repeat(44)}`) };
    expect((await post({ current: shared }, both)).code).toBe('bad-signature');
  });
});

test('a body that is not UTF-8 is verified by its bytes, and only then found wrong', async () => {
  const body = Buffer.concat([exit, Buffer.from([0xff])]);
  const content = Buffer.concat([Buffer.from(`msg_1.${at}.`), body]);
  const signature = `v1a,${sign(null, content, privateKey).toString('base64')}`;
  expect((await post({ current: publicText }, standard(signature), body)).code).toBe('malformed-json');
  expect((await post({ current: publicText }, standard(v1a()), body)).code).toBe('bad-signature');
});
