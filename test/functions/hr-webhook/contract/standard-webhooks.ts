import { isUtf8 } from 'node:buffer';
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { type ContractMember, type SentRequest, sampleOf } from './contract-member.ts';

const common = {
  name: 'standard-webhooks',
  exit: sampleOf('standard-webhooks', 'exit.json'),
  staleAfterMs: 5 * 60_000,
};

export const standardWebhooks: readonly ContractMember[] = [
  { ...common, createSender: () => createSharedKeySender('webhook') },
  { ...common, variant: 'under the names of Svix', createSender: () => createSharedKeySender('svix') },
  { ...common, variant: 'signed with ed25519', createSender: createKeyPairSender },
];

function createSharedKeySender(prefix: string) {
  const key = randomBytes(32);
  return {
    secret: `whsec_${key.toString('base64')}`,
    send: (body: Buffer, at: number) => request(prefix, body, at, (id) => sharedKeySignature(key, id, at, body)),
  };
}

/** By the reference library; but for what is not text, which it cannot sign. */
function sharedKeySignature(key: Buffer, id: string, at: number, body: Buffer): string {
  if (isUtf8(body)) return new Webhook(key.toString('base64')).sign(id, new Date(at), body.toString());
  return `v1,${createHmac('sha256', key)
    .update(signedContent(id, at, body))
    .digest('base64')}`;
}

function createKeyPairSender() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    secret: `whpk_${Buffer.from(x, 'base64url').toString('base64')}`,
    send: (body: Buffer, at: number) =>
      request('webhook', body, at, (id) => {
        return `v1a,${sign(null, signedContent(id, at, body), privateKey).toString('base64')}`;
      }),
  };
}

function request(prefix: string, body: Buffer, at: number, signature: (id: string) => string): SentRequest {
  const id = `msg_${createHash('sha256').update(body).digest('hex')}`;
  return {
    headers: {
      'content-type': 'application/json',
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(seconds(at)),
      [`${prefix}-signature`]: signature(id),
    },
    body,
  };
}

function signedContent(id: string, at: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${seconds(at)}.`), body]);
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}
