import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { tryParseJson } from '../../../../functions/shared/runtime/try-parse-json.ts';
import { type ContractMember, sampleOf } from './contract-member.ts';

const common = { name: 'lark', createSender: () => createLarkSender(), staleAfterMs: 5 * 60_000 };

export const lark: readonly ContractMember[] = [
  { ...common, exit: sampleOf('lark', 'exit.json') },
  { ...common, variant: 'of an offboarding', exit: sampleOf('lark', 'offboarding-effective.json') },
  { ...common, variant: 'in the first envelope', exit: sampleOf('lark', 'exit-v1.json') },
  {
    ...common,
    variant: 'that sends old requests again',
    exit: sampleOf('lark', 'exit.json'),
    options: { oldestMinutes: 480 },
    staleAfterMs: 480 * 60_000,
  },
];

/** Lark's side of an app: it puts the app's token and names into what it says, encrypts that and signs it. */
export function createLarkSender(encryptKey = randomBytes(16).toString('hex')) {
  const verificationToken = randomBytes(16).toString('hex');
  const [appId, tenantKey] = [`cli_${randomBytes(8).toString('hex')}`, randomBytes(8).toString('hex')];

  function encrypt(content: Buffer): Buffer {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey).digest(), iv);
    const encrypted = Buffer.concat([iv, cipher.update(content), cipher.final()]).toString('base64');
    return Buffer.from(JSON.stringify({ encrypt: encrypted }));
  }

  function sign(body: Buffer, at: number) {
    const [timestamp, nonce] = [String(Math.floor(at / 1000)), randomBytes(8).toString('hex')];
    return {
      'content-type': 'application/json',
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': createHash('sha256')
        .update(timestamp + nonce + encryptKey)
        .update(body)
        .digest('hex'),
    };
  }

  /** What it says, with what every event of this app has. Others than events stay as they are. */
  function ofThisApp(content: Buffer): Buffer {
    const said = tryParseJson(content.toString());
    if (!isObject(said)) return content;
    const { header, event, type } = said;
    if (isObject(header)) {
      const whose = { token: verificationToken, app_id: appId, tenant_key: tenantKey };
      return asJson({ ...said, header: { ...header, ...whose } });
    }
    if (typeof type !== 'string') return content;
    const whose = { app_id: appId, tenant_key: tenantKey };
    return asJson({ ...said, token: verificationToken, ...(isObject(event) && { event: { ...event, ...whose } }) });
  }

  return {
    secret: { encryptKey, verificationToken, appId, tenantKey },
    encrypt,
    sign,
    ofThisApp,
    send(content: Buffer, at: number) {
      const body = encrypt(ofThisApp(content));
      return { headers: sign(body, at), body };
    },
    /** Encrypted, but without a signature. */
    check() {
      const body = encrypt(ofThisApp(sampleOf('lark', 'challenge.json')));
      return {
        sent: { headers: { 'content-type': 'application/json' }, body },
        isContentWith: (answer: string) => answer === '{"challenge":"ajls384kdjx98XX"}',
      };
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
