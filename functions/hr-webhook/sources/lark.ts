import { createHash, createSecretKey, hash, type KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import { areEqual, checkTimestamp } from '../../shared/intake/hmac-signature.ts';
import type { HrApi } from '../../shared/intake/hr-api.ts';
import { apiAddress, described, flag, zone } from '../../shared/intake/options.ts';
import { parseJson } from '../../shared/intake/parse-json.ts';
import { type Reception, receptionOf } from '../../shared/intake/reception.ts';
import type { HrSource, SourceRequest } from '../../shared/intake/source.ts';
import { isToken } from '../../shared/intake/static-token.ts';
import { HttpError } from '../../shared/runtime/http-error.ts';
import { tryParseJson } from '../../shared/runtime/try-parse-json.ts';
import { decryptCbc } from '../decrypt-cbc.ts';
import { encryptedIn } from '../encrypted-in.ts';
import { type LarkEvent, larkEventOf, readLarkEvent } from '../lark-event.ts';
import { unixMs, unixTime } from '../unix-time.ts';

const text = z.string().check(z.minLength(1));
const ivLength = 16;
const minuteMs = 60_000;

const signatureHeader = 'x-lark-signature';
const timestampHeader = 'x-lark-request-timestamp';
const nonceHeader = 'x-lark-request-nonce';

const storedSecret = z.strictObject({
  /** Without it Lark would sign nothing and encrypt nothing. */
  encryptKey: text,
  verificationToken: text,
  /** Which app and which tenant may send. @default any that has the two above */
  appId: z.optional(text),
  tenantKey: z.optional(text),
});

/** With the key that Lark makes of the Encrypt Key, once and not at every request. */
const secret = z.pipe(
  storedSecret,
  z.transform((stored) => ({ ...stored, aesKey: createSecretKey(hash('sha256', stored.encryptKey, 'buffer')) })),
);
type Secret = z.infer<typeof secret>;

const options = z.strictObject({
  timeZone: zone('Asia/Shanghai', 'Where a last day ends that comes without a time.'),
  actWithoutDate: flag(
    false,
    "Take an offboarding that is approved, but of which neither the event nor Lark's API gives the date, for an exit at once, instead of waiting until it takes effect.",
  ),
  // Lark tries again after 15 s, 5 min, 1 h and 6 h. Assumption: each try is signed anew.
  oldestMinutes: described(
    z.prefault(z.int('expected 5 to 480').check(z.gte(5), z.lte(480)), 5),
    'How long after its timestamp a request is taken. If the log shows `stale-timestamp` an hour after a failure, set 480.',
    480,
  ),
  apiAddress: apiAddress(
    "Where Lark's API is: for tenants outside China https://open.larksuite.com.",
    'https://open.larksuite.com',
    'https://open.feishu.cn',
  ),
});
type Options = z.infer<typeof options>;

/** Those of an app with the rights `corehr:offboarding:read` and, for the work address, `corehr:employee:read`. */
const credentials = z.strictObject({ appId: text, appSecret: text });

const hrApi: HrApi<Options, z.infer<typeof credentials>> = {
  credentials,
  addressIn: ({ apiAddress: address }) => address,
  // Lark waits 3 s, of which a cold start takes one, and tries again after 15 s, 5 min, 1 h and 6 h.
  deadlineMs: 1500,
  whenUnread: 'send-again',
  load: async () => (await import('../hr-apis/read-lark.ts')).readLark,
  loadAddress: async () => (await import('../hr-apis/read-lark.ts')).readLarkAddress,
};

/** A check of the address is a few hundred bytes; whatever else comes unsigned is not worth to be decrypted. */
const longestUnsigned = 4096;

/** Short and plain, so that nothing else that is encrypted can be had back as one. */
const challenge = z.object({
  type: z.literal('url_verification'),
  challenge: z.string().check(z.regex(/^[\x21-\x7e]{1,256}$/)),
  token: z.string(),
});

/**
 * Lark and Feishu (飞书), events 2.0 and 1.0 of an app with an Encrypt Key.
 * https://open.feishu.cn/document/ukTMukTMukTM/uYDNxYjL2QTM24iN0EjN/event-subscription-configure-/encrypt-key-encryption-configuration-case
 *
 * It waits 3 s, and 1 s when it checks the address.
 */
export const lark: HrSource<Secret, Options, z.infer<typeof credentials>> = {
  name: 'lark',
  contentTypes: ['application/json'],
  takenStatus: 200,
  trust: 'signed',
  options,
  secret,
  secretParts: ['encryptKey', 'verificationToken'],
  hrApi,

  receive(request, keys, { oldestMinutes, ...reading }) {
    // The check of the address comes encrypted, but by its documentation unsigned. All else has to be signed.
    const isSigned = request.headers[signatureHeader] !== undefined;
    if (isSigned ? !isSignedWith(keys.encryptKey, request, oldestMinutes) : request.body.length > longestUnsigned)
      return undefined;
    const message = decrypted(request.body, keys.aesKey);
    // Looked for also in what could not be decrypted: how long a refusal takes must not tell why it is one.
    const asked = challengeIn(message ?? Buffer.alloc(0));
    if (asked)
      return isToken(asked.token, keys.verificationToken) ? { greeting: saidBack(asked.challenge) } : undefined;
    if (!isSigned || !message) return undefined;

    const event = unlessMalformed(() =>
      larkEventOf(parseJson(message), unixTime.parse(request.headers[timestampHeader])),
    );
    if (!('refusal' in event) && !isFor(keys, event)) return undefined;
    return {
      content: message,
      read() {
        if ('refusal' in event) throw event.refusal;
        return receptionOf([readLarkEvent(event, reading)]);
      },
    };
  },
};

/** What is signed and cannot be read is refused by whoever reads it: nobody can tell what app or tenant it is for. */
function unlessMalformed(read: () => LarkEvent): LarkEvent | { refusal: HttpError } {
  try {
    return read();
  } catch (refusal) {
    if (refusal instanceof HttpError) return { refusal };
    throw refusal;
  }
}

/**
 * A plain SHA-256, with the body at its end: who saw one could sign a longer body. But not one that is JSON, which is why
 * a body is nothing or all of it.
 *
 * @throws {HttpError} 401 for a timestamp that is missing or too far from now
 */
function isSignedWith(encryptKey: string, request: SourceRequest, oldestMinutes: number): boolean {
  const { [timestampHeader]: timestamp, [nonceHeader]: nonce, [signatureHeader]: signature = '' } = request.headers;
  checkTimestamp(request, {
    header: timestampHeader,
    parse: unixMs,
    oldestMs: oldestMinutes * minuteMs,
    aheadMs: 5 * minuteMs,
  });
  const expected = createHash('sha256').update([timestamp, nonce, encryptKey].join('')).update(request.body).digest();
  return areEqual(Buffer.from(/^[0-9a-f]{64}$/i.test(signature) ? signature : '', 'hex'), expected);
}

/** The IV is in front. */
function decrypted(body: Buffer, aesKey: KeyObject): Buffer | undefined {
  const bytes = Buffer.from(encryptedIn(body)?.toString('latin1') ?? '', 'base64');
  return decryptCbc(bytes.subarray(ivLength), aesKey, bytes.subarray(0, ivLength));
}

/** The check of the address, if that is what it is: what it wants to have back, for whoever has the token. */
function challengeIn(message: Buffer): z.infer<typeof challenge> | undefined {
  return challenge.safeParse(tryParseJson(message.toString())).data;
}

function isFor({ verificationToken, appId, tenantKey }: Secret, event: LarkEvent): boolean {
  const isOurApp = appId === undefined || event.appId === appId;
  const isOurTenant = tenantKey === undefined || event.tenantKey === tenantKey;
  return isToken(event.token, verificationToken) && isOurApp && isOurTenant;
}

function saidBack(asked: string): Reception {
  const body = JSON.stringify({ challenge: asked });
  return { notices: [], ignored: 'url-check', answer: { status: 200, contentType: 'application/json', body } };
}
