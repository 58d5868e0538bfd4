import { randomBytes } from 'node:crypto';
import { encrypt, getSignature } from '@wecom/crypto';

/** WeCom's or DingTalk's side of what it shares with us; it seals by WeCom's own library. */
export function createSealingSender(receiver: string) {
  const [token, aesKey] = [randomBytes(16).toString('hex'), randomBytes(32).toString('base64').slice(0, 43)];

  /** @param sentAt as it writes it: in seconds or milliseconds */
  function seal(content: Buffer, sentAt: number) {
    // It hands the text to Buffer.from, which takes bytes as they are: what is not UTF-8 can be sent, too.
    const encrypted = encrypt(aesKey, content as unknown as string, receiver);
    const [timestamp, nonce] = [String(sentAt), String(randomBytes(4).readUInt32BE())];
    return { signature: getSignature(token, timestamp, nonce, encrypted), timestamp, nonce, encrypted };
  }

  return { token, aesKey, seal };
}
