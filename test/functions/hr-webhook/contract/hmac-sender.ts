import { type BinaryToTextEncoding, createHmac, randomBytes } from 'node:crypto';
import type { Sender } from './contract-member.ts';

type HmacSender = {
  header: string;
  algorithm?: string;
  encoding?: BinaryToTextEncoding;
  /** What stands before the signature. */
  prefix?: string;
  /** Further headers, which may depend on the time. */
  headers?: (at: number) => Record<string, string>;
  /** What is signed. @default the body */
  message?: (body: Buffer, headers: Record<string, string>) => Buffer;
};

/** A sender that shares a key with us, as its own documentation tells how to sign. */
export function createHmacSender(how: HmacSender): Sender {
  const { algorithm = 'sha256', encoding = 'hex', prefix = '', headers = () => ({}), message = (body) => body } = how;
  const secret = randomBytes(24).toString('hex');
  return {
    secret,
    send(body, at) {
      const more = headers(at);
      const signature = createHmac(algorithm, secret).update(message(body, more)).digest(encoding);
      return { headers: { 'content-type': 'application/json', ...more, [how.header]: `${prefix}${signature}` }, body };
    },
  };
}
