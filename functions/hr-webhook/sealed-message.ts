import { createCipheriv, createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { areEqual } from '../shared/intake/hmac-signature.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import { decryptCbc } from './decrypt-cbc.ts';
import { unixMs } from './unix-time.ts';

/**
 * Assumption: five minutes either way, since neither sender documents how long a request stays good. WeCom tries again
 * within seconds and DingTalk not at all, so that nothing honest is older.
 */
const toleranceMs = 5 * 60_000;

/** Twice that of AES: OpenSSL's own unpadding refuses half of all messages. */
const paddingBlock = 32;
const ivLength = 16;
const randomLength = 16;
const lengthLength = 4;

/** By both specifications the IV is the head of the key: it is the random bytes in front that make equal messages differ. */
type AesKey = { key: KeyObject; iv: Buffer };

/** What sender and receiver share, and whom the sender means to speak to. */
export type SealKeys = { token: string; aesKey: AesKey; receiver: string };

/** The parts of a sealed message, as far as they came; the ciphertext as bytes where it may be large. */
type Given = Partial<Record<Exclude<keyof Sealed, 'encrypt'>, string | undefined>> & {
  encrypt: string | Buffer | undefined;
};

/** A message as it travels: encrypted, and signed together with the time of sending. */
export type Sealed = { signature: string; timestamp: string; nonce: string; encrypt: string };

/** The key in the form that both consoles show it: 43 characters of base64, of which the padding is left out. */
export const encodingAesKey = z.pipe(
  z.string().check(z.regex(/^[A-Za-z0-9+/]{43}$/, 'must be the 43 characters that the console shows')),
  z.transform((text) => aesKeyOf(Buffer.from(text, 'base64'))),
);

/**
 * Opens a message that is sealed as WeCom does it and, after its example, DingTalk. The signature is a plain SHA-1 over
 * token, timestamp, nonce and ciphertext, sorted; inside is `random(16) length(4) message receiver` in AES-256-CBC, whose
 * IV is the head of its key. https://developer.work.weixin.qq.com/document/path/91144
 *
 * The ciphertext has no MAC of its own: nothing is decrypted that is not signed, and whatever is wrong inside is answered
 * as a wrong signature is.
 *
 * @returns undefined where these keys did not seal it
 * @throws {HttpError} 401 where a part is missing or the timestamp is more than 5 minutes from now
 */
export function unseal(
  { signature, timestamp, nonce, encrypt }: Given,
  keys: SealKeys,
  now: number,
): Buffer | undefined {
  const sentAt = unixMs(timestamp);
  if (!signature || !timestamp || sentAt === undefined || !nonce || !encrypt?.length) {
    throw new HttpError(401, 'not-signed', 'A signature, a unix timestamp, a nonce and an encrypted text are needed');
  }
  if (Math.abs(now - sentAt) > toleranceMs) {
    throw new HttpError(401, 'stale-timestamp', 'The timestamp is too far from now; sign each attempt anew');
  }
  const given = Buffer.from(/^[0-9a-f]{40}$/i.test(signature) ? signature : '', 'hex');
  if (!areEqual(given, signatureOf(keys.token, timestamp, nonce, encrypt))) return undefined;
  const content = decryptCbc(Buffer.from(String(encrypt), 'base64'), keys.aesKey.key, keys.aesKey.iv, paddingBlock);
  return messageTo(keys.receiver, content);
}

/** The other way round, for senders that want their answer in the same form. */
export function seal(message: string, { token, aesKey, receiver }: SealKeys, now: number): Sealed {
  const text = Buffer.from(message);
  const length = Buffer.alloc(lengthLength);
  length.writeUInt32BE(text.length);
  const content = Buffer.concat([randomBytes(randomLength), length, text, Buffer.from(receiver)]);
  const cipher = createCipheriv('aes-256-cbc', aesKey.key, aesKey.iv).setAutoPadding(false);
  const encrypt = Buffer.concat([cipher.update(padded(content)), cipher.final()]).toString('base64');
  const [timestamp, nonce] = [String(now), randomBytes(8).toString('hex')];
  return { signature: signatureOf(token, timestamp, nonce, encrypt).toString('hex'), timestamp, nonce, encrypt };
}

function signatureOf(...parts: readonly (string | Buffer)[]): Buffer {
  const sha1 = createHash('sha1');
  for (const bytes of parts
    .map((part) => (typeof part === 'string' ? Buffer.from(part) : part))
    .toSorted((a, b) => Buffer.compare(a, b)))
    sha1.update(bytes);
  return sha1.digest();
}

function aesKeyOf(bytes: Buffer): AesKey {
  return { key: createSecretKey(bytes), iv: bytes.subarray(0, ivLength) };
}

function padded(content: Buffer): Buffer {
  const length = paddingBlock - (content.length % paddingBlock);
  return Buffer.concat([content, Buffer.alloc(length, length)]);
}

/** What is between the length and the receiver, if that is who was meant. */
function messageTo(receiver: string, content: Buffer | undefined): Buffer | undefined {
  const start = randomLength + lengthLength;
  if (!content || content.length < start) return undefined;
  const end = start + content.readUInt32BE(randomLength);
  return areEqual(content.subarray(end), Buffer.from(receiver)) ? content.subarray(start, end) : undefined;
}
