import { createHash } from 'node:crypto';

/** An id that looks like the real ones (a UUID) and is the same in every run for the same kind and number. */
export function makeId(kind: string, number: number): string {
  const hex = createHash('md5').update(`${kind}:${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
