import { createHash } from 'node:crypto';

/** An id that looks like the real ones (a UUID): the same in every run for the same project, kind and number, and no other's. */
export function makeId(projectId: string, kind: string, number: number): string {
  const hex = createHash('md5').update(`${projectId}:${kind}:${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
