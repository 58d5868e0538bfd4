import { isUtf8 } from 'node:buffer';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { type ContractMember, sampleOf } from './contract-member.ts';

export const standardWebhooks: ContractMember = {
  name: 'standard-webhooks',
  exit: sampleOf('standard-webhooks', 'exit.json'),
  staleAfterMs: 5 * 60_000,
  createSender() {
    const key = randomBytes(32);
    return {
      secret: `whsec_${key.toString('base64')}`,
      send(body, at) {
        const id = `msg_${createHash('sha256').update(body).digest('hex')}`;
        return {
          headers: {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': String(Math.floor(at / 1000)),
            'webhook-signature': signatureOf(key, id, new Date(at), body),
          },
          body,
        };
      },
    };
  },
};

/** By the reference library; but for what is not text, which it cannot sign. */
function signatureOf(key: Buffer, id: string, at: Date, body: Buffer): string {
  if (isUtf8(body)) return new Webhook(key.toString('base64')).sign(id, at, body.toString());
  const hmac = createHmac('sha256', key)
    .update(`${id}.${Math.floor(at.getTime() / 1000)}.`)
    .update(body);
  return `v1,${hmac.digest('base64')}`;
}
