import { expect, it } from 'vitest';
import { type IndexState, poolsDueAt } from '../../../../functions/shared/access-index/access-index.ts';

const readSince = '2026-12-01T10:00:00.000Z';
const triedAt = '2026-12-01T10:05:00.000Z';
const unknown = [{ poolId: 'p1', code: 'pool-not-permitted', message: 'No.' }];
const known: IndexState = { pools: { readSince, count: 3, unknown: [], triedAt } };
const doubtful: IndexState = { pools: { readSince, count: 3, unknown, triedAt } };

it.each<[when: string, state: IndexState, wanted: string | undefined, due: number]>([
  ['where nobody waits for them', {}, undefined, Infinity],
  ['where they were never read', {}, readSince, -Infinity],
  ['where they were read before that', known, '2026-12-01T10:00:00.001Z', -Infinity],
  ['where they are new enough', known, readSince, Infinity],
  ['a while after some could not be read', doubtful, readSince, Date.parse('2026-12-01T10:20:00.000Z')],
  ['not for those where nobody waits', doubtful, undefined, Infinity],
])('pools are due %s', (_, state, wanted, due) => {
  expect(poolsDueAt(state, wanted)).toBe(due);
});
