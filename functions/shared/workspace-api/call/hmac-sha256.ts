import { hash } from 'node:crypto';

const blockBytes = 64;
const digestBytes = 32;

/**
 * HMAC-SHA256 (RFC 2104) in hex, under one key, for ASCII messages of one length.
 *
 * Two one-shot hashes over buffers that are filled in advance with the key take half the time of Node's `createHmac`,
 * which sets up key and stream objects for every message; and signing is what most of a call's own time goes to.
 */
export function hmacSha256(secret: string, messageBytes: number): (message: string) => string {
  const inner = Buffer.alloc(blockBytes + messageBytes, 0x36);
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  for (const [index, byte] of keyBytes(secret).entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return (message) => {
    if (message.length !== messageBytes) throw new RangeError(`This HMAC takes messages of ${messageBytes} bytes.`);
    inner.write(message, blockBytes, 'latin1');
    outer.write(hash('sha256', inner, 'binary'), blockBytes, 'latin1');
    return hash('sha256', outer, 'hex');
  };
}

function keyBytes(secret: string): Buffer {
  const bytes = Buffer.from(secret);
  return bytes.length <= blockBytes ? bytes : hash('sha256', bytes, 'buffer');
}
