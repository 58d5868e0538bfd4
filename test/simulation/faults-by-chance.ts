import { type Fault, type FaultKind, Faults } from '../workspace-simulator/gateway/faults.ts';
import type { Chaos } from './chaos.ts';
import type { Random } from './random.ts';

const onAnyCall: readonly FaultKind[] = [
  'slow',
  'slow-after',
  'reset-before',
  'reset-after',
  '429',
  '403',
  '500',
  '502-html',
  '502-empty',
  'malformed-json',
];
const onWrites: readonly FaultKind[] = [...onAnyCall, '500-after', '409', 'partial-failure', 'late-failure'];

const longestSlowMs = 20_000;

/** Faults that are drawn with each call, in place of those that were ordered. */
export class FaultsByChance extends Faults {
  readonly #random: Random;
  readonly #chaos: Chaos;
  readonly #writes: ReadonlySet<string>;
  readonly #desktopIds: () => readonly string[];

  constructor(parts: { random: Random; chaos: Chaos; writes: Iterable<string>; desktopIds: () => readonly string[] }) {
    super([]);
    this.#random = parts.random;
    this.#chaos = parts.chaos;
    this.#writes = new Set(parts.writes);
    this.#desktopIds = parts.desktopIds;
  }

  override take(operation: string): Fault | undefined {
    if (!this.#random.chance(this.#chaos.api)) return undefined;
    const kind = this.#random.pick(this.#writes.has(operation) ? onWrites : onAnyCall);
    const slow = kind.startsWith('slow') && { ms: this.#random.int(500, longestSlowMs) };
    const some = kind === 'partial-failure' || kind === 'late-failure';
    const desktopIds = some && { desktopIds: this.#random.some(this.#desktopIds(), 0.5) };
    return { operation, kind, nth: 1, times: 1, ...slow, ...desktopIds };
  }
}
