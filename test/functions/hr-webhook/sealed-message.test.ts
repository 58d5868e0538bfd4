import { createCipheriv, randomBytes } from 'node:crypto';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodingAesKey,
  type Sealed,
  type SealKeys,
  seal,
  unseal,
} from '../../../functions/hr-webhook/sealed-message.ts';
import { HttpError } from '../../../functions/shared/runtime/http-error.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const timestamp = String(now / 1000);
const token = 'sDsEdS3fG7hJ';
const keyText = randomBytes(32).toString('base64').slice(0, 43);
const keys: SealKeys = { token, aesKey: encodingAesKey.parse(keyText), receiver: 'ww1234567890abcdef' };

/** Well signed, whatever is inside. */
function signed(encrypted: string, given: Partial<Sealed> = {}): Sealed {
  const parts = { timestamp, nonce: '1372623149', ...given };
  return { signature: getSignature(token, parts.timestamp, parts.nonce, encrypted), encrypt: encrypted, ...parts };
}

/** What only somebody with the key could do wrong. */
function encryptedBytes(content: Buffer): string {
  const cipher = createCipheriv('aes-256-cbc', keys.aesKey.key, keys.aesKey.iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(content), cipher.final()]).toString('base64');
}

/** A message in its frame, without its padding. */
function framed(message: string, { receiver = keys.receiver, length = Buffer.byteLength(message) } = {}): Buffer {
  const lengthBytes = Buffer.alloc(4);
  lengthBytes.writeUInt32BE(length);
  return Buffer.concat([randomBytes(16), lengthBytes, Buffer.from(message), Buffer.from(receiver)]);
}

function padded(content: Buffer, length = 32 - (content.length % 32)): Buffer {
  return Buffer.concat([content, Buffer.alloc(length, length)]);
}

function answerTo(sealed: { [part in keyof Sealed]: string | undefined }): string {
  try {
    return unseal(sealed, keys, now) === undefined ? 'refused' : 'opened';
  } catch (error) {
    if (error instanceof HttpError) return String(error.status);
    throw error;
  }
}

const open = (sealed: { [part in keyof Sealed]: string | undefined }) => unseal(sealed, keys, now)?.toString();

describe("what WeCom's own library seals", () => {
  test('is opened, whatever its length: with each of the 32 paddings', () => {
    for (let length = 0; length < 64; length++) {
      const message = 'x'.repeat(length);
      expect(open(signed(encrypt(keyText, message, keys.receiver)))).toBe(message);
    }
  });

  test('may be in any script, and sent in seconds or milliseconds', () => {
    const encrypted = encrypt(keyText, '{"name":"离职"}', keys.receiver);
    for (const at of [timestamp, String(now)]) {
      expect(open(signed(encrypted, { timestamp: at }))).toBe('{"name":"离职"}');
    }
  });
});

describe('what is sealed here', () => {
  test("is opened by WeCom's own library, and by us", () => {
    for (let length = 0; length < 64; length++) {
      const message = 'y'.repeat(length);
      const sealed = seal(message, keys, now);
      expect(decrypt(keyText, sealed.encrypt)).toMatchObject({ message, id: keys.receiver });
      expect(getSignature(token, sealed.timestamp, sealed.nonce, sealed.encrypt)).toBe(sealed.signature);
      expect(open(sealed)).toBe(message);
    }
  });

  test('is never twice the same', () => {
    const [one, other] = [seal('success', keys, now), seal('success', keys, now)];
    expect(one.encrypt).not.toBe(other.encrypt);
    expect(one.nonce).not.toBe(other.nonce);
  });
});

describe('is not opened, and without a word why:', () => {
  const good = framed('hello');

  test.each<[string, Buffer]>([
    ['padding of nothing', Buffer.concat([good, Buffer.alloc(32 - (good.length % 32))])],
    ['padding of more than a block', padded(good, 64 - (good.length % 32))],
    ['padding that is not all the same', padded(good).fill(7, good.length, good.length + 1)],
    ['padding that says it is longer', Buffer.concat([padded(good).subarray(0, -1), Buffer.from([32])])],
    ['padding to blocks of 16', padded(good, 16 - (good.length % 16))],
    ['half a block more', Buffer.concat([padded(good), Buffer.alloc(16, 16)])],
    ['less than a frame', padded(good.subarray(0, 19))],
    ['nothing but padding', padded(Buffer.alloc(0))],
    ['a message longer than what is there', padded(framed('hello', { length: 1000 }))],
    ['a message as long as can be said', padded(framed('hello', { length: 2 ** 32 - 1 }))],
    ['a message shorter than what is there', padded(framed('hello', { length: 4 }))],
    ['what is meant for somebody else', padded(framed('hello', { receiver: 'ww00000000000000' }))],
    ['what is meant for nobody', padded(framed('hello', { receiver: '' }))],
  ])('%s', (_, content) => {
    expect(open(signed(encryptedBytes(content)))).toBeUndefined();
  });

  test.each(['AAAA', encryptedBytes(padded(good)).slice(0, -8), '*'.repeat(64), '离职'])(
    'what is no ciphertext: %j',
    (encrypted) => {
      expect(open(signed(encrypted))).toBeUndefined();
    },
  );

  test('what has no padding at all, even where its last byte would be the length of none', () => {
    const receiver = 'ww1234567890\0';
    const whole = framed('x'.repeat(44 - receiver.length), { receiver });
    const sealed = signed(encryptedBytes(whole));
    expect([whole.length, unseal(sealed, { ...keys, receiver }, now)]).toEqual([64, undefined]);
  });

  test('what another key encrypted', () => {
    const other = randomBytes(32).toString('base64').slice(0, 43);
    expect(open(signed(encrypt(other, 'hello', keys.receiver)))).toBeUndefined();
  });

  test('what another token signed', () => {
    const sealed = signed(encryptedBytes(padded(good)));
    expect(unseal(sealed, { ...keys, token: 'another' }, now)).toBeUndefined();
  });

  test.each<[string, (sealed: Sealed) => Partial<Sealed>]>([
    ['signature', ({ signature }) => ({ signature: signature.replace(/^./, (one) => (one === '0' ? '1' : '0')) })],
    ['end of the signature', ({ signature }) => ({ signature: signature.slice(0, -2) })],
    ['signature, with more behind it', ({ signature }) => ({ signature: `${signature}zz` })],
    ['timestamp', () => ({ timestamp: String(now / 1000 + 1) })],
    ['nonce', () => ({ nonce: '1372623148' })],
    ['ciphertext', ({ encrypt: text }) => ({ encrypt: text.replace(/^./, (one) => (one === 'A' ? 'B' : 'A')) })],
  ])('what had its %s changed', (_, change) => {
    const sealed = signed(encryptedBytes(padded(good)));
    expect(open(sealed)).toBe('hello');
    expect(open({ ...sealed, ...change(sealed) })).toBeUndefined();
  });
});

const sentAt = (ms: number) => signed(encrypt(keyText, 'hello', keys.receiver), { timestamp: String(now + ms) });

describe('is refused, whoever signed it:', () => {
  const sealed = signed(encrypt(keyText, 'hello', keys.receiver));

  test.each(['signature', 'timestamp', 'nonce', 'encrypt'] as const)('what has no %s', (part) => {
    for (const missing of [undefined, '']) {
      expect(() => open({ ...sealed, [part]: missing })).toThrow(
        expect.objectContaining({ status: 401, code: 'not-signed' }),
      );
    }
  });

  test.each(['yesterday', '-1', '1e10', '17636328', `${timestamp}x`])('what was sent at %j', (at) => {
    expect(() => open({ ...sealed, timestamp: at })).toThrow(
      expect.objectContaining({ status: 401, code: 'not-signed' }),
    );
  });

  test('what is more than five minutes old, or ahead', () => {
    for (const ms of [-300_000, 300_000]) expect(open(sentAt(ms))).toBe('hello');
    for (const ms of [-300_001, 300_001]) {
      expect(() => open(sentAt(ms))).toThrow(expect.objectContaining({ status: 401, code: 'stale-timestamp' }));
    }
  });
});

test('the key is 43 characters, as the console shows it', () => {
  expect(encodingAesKey.parse(keyText).key.symmetricKeySize).toBe(32);
  for (const text of ['', keyText.slice(1), `${keyText}=`, `${keyText}A`, keyText.replace(/^./, '-')]) {
    expect(encodingAesKey.safeParse(text).success).toBe(false);
  }
});

describe('whatever somebody sends', () => {
  const anyBytes = fc.uint8Array({ maxLength: 256 }).map((bytes) => Buffer.from(bytes));
  const anyText = fc.oneof(fc.string(), anyBytes.map(String), fc.base64String({ maxLength: 200 }));

  test('unsigned is not opened, and nothing is thrown but a 401', () => {
    const part = fc.option(anyText, { nil: undefined });
    const sealed = fc.record({
      signature: fc.oneof(part, fc.stringMatching(/^[0-9a-f]{40}$/)),
      timestamp: fc.oneof(part, fc.constant(timestamp)),
      nonce: part,
      encrypt: part,
    });
    fc.assert(
      fc.property(sealed, (parts) => {
        expect(answerTo(parts)).toMatch(/^(refused|401)$/);
      }),
    );
  });

  test('signed, but encrypted without the key, is not opened either', () => {
    const content = fc.oneof(
      anyText,
      anyBytes.map((bytes) => bytes.toString('base64')),
    );
    fc.assert(
      fc.property(content, (encrypted) => {
        expect(answerTo(signed(encrypted))).toMatch(/^(refused|401)$/);
      }),
    );
  });

  test('encrypted with the key, but with any padding and frame, never throws', () => {
    const blocks = fc.nat(6).chain((count) => fc.uint8Array({ minLength: count * 16, maxLength: count * 16 }));
    const tail = fc.constantFrom(Buffer.alloc(0), Buffer.alloc(16, 16), Buffer.alloc(32, 32), Buffer.alloc(16, 1));
    fc.assert(
      fc.property(blocks, tail, (content, end) => {
        expect(answerTo(signed(encryptedBytes(Buffer.concat([content, end]))))).toMatch(/^(refused|401)$/);
      }),
    );
  });

  test('sealed with the keys is opened as it was', () => {
    fc.assert(
      fc.property(anyText, fc.stringMatching(/^[\w-]{1,40}$/), (text, receiver) => {
        const theirs = { ...keys, receiver };
        expect(unseal(signed(encrypt(keyText, text, receiver)), theirs, now)?.toString()).toBe(text);
        expect(unseal(seal(text, theirs, now), theirs, now)?.toString()).toBe(text);
      }),
    );
  });
});
