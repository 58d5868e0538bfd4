import { createHmac } from 'node:crypto';
import { sampleOf } from '../../functions/hr-webhook/contract/contract-member.ts';
import type { Delivery } from './deliveries.ts';

/** What the bare server and its sender share. */
export const bareKey = 'the key of the bare server';

/** The bytes of a delivery to the webhook, signed at an instant in epoch milliseconds. */
export function requestOf({ source, sign }: Delivery, at: number): Buffer {
  const { headers, query = {}, body } = sign(at);
  return bytesOf(`/hr/${source}?${new URLSearchParams(query).toString()}`, headers, body);
}

/** The bytes of a request that the bare server takes. */
export function requestToBare(): Buffer {
  const body = sampleOf('standard-webhooks', 'exit.json');
  const signature = createHmac('sha256', bareKey).update(body).digest('hex');
  return bytesOf('/', { 'content-type': 'application/json', 'x-signature': signature }, body);
}

/** The bytes of a request, as HTTP/1.1 has them. */
function bytesOf(path: string, headers: Record<string, string>, body: Buffer): Buffer {
  const lines = Object.entries({ host: 'bench', 'content-length': String(body.length), ...headers });
  const head = [`POST ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), body]);
}
