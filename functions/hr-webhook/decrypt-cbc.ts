import { createDecipheriv, type KeyObject } from 'node:crypto';

const aesBlock = 16;

/**
 * AES-256-CBC with PKCS#7. The padding is taken off here, not by OpenSSL: strictly, in blocks of any size, and without a
 * throw, so that right and wrong padding take the same steps.
 *
 * @param key made once: of plain bytes Node makes one at every request, which takes longer than to decrypt
 * @param iv 16 bytes
 * @param paddingBlock up to 255; a multiple of 16
 * @returns undefined for what was not encrypted so, or not with this key
 */
export function decryptCbc(bytes: Buffer, key: KeyObject, iv: Buffer, paddingBlock = aesBlock): Buffer | undefined {
  if (iv.length !== aesBlock || bytes.length % paddingBlock > 0) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const content = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const length = content.at(-1) ?? 0;
  if (length < 1 || length > paddingBlock) return undefined;
  const end = content.length - length;
  return content.subarray(end).every((byte) => byte === length) ? content.subarray(0, end) : undefined;
}
