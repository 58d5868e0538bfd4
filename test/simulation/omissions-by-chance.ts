import type { LaggingReads } from '../workspace-simulator/gateway/lagging-reads.ts';
import type { World } from '../workspace-simulator/world/world.ts';
import type { Chaos } from './chaos.ts';
import type { Random } from './random.ts';

const lists = new Set(['ListDesktops', 'ListDesktopsDetail', 'ListDesktopsEips']);

/** What is left out once is shown the next time: nothing is left out again so soon. */
const seldomMs = 10 * 60_000;

type Parts = { random: Random; chaos: Chaos; world: World; laggingReads: LaggingReads };

/** Lets lists leave out a desktop, or its EIP, by chance. */
export class OmissionsByChance {
  readonly #parts: Parts;
  readonly #leftOutAt = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Before a call of this operation is carried out; its answer is the only one that may be wrong. */
  draw(operation: string): void {
    const { random, chaos, world, laggingReads } = this.#parts;
    laggingReads.endOmissions();
    const desktops = world.desktops.list();
    if (chaos.omits === 0 || !lists.has(operation) || desktops.length === 0 || !random.chance(chaos.omits)) return;
    const { id: desktopId } = random.pick(desktops);
    // Where one list has just left it out, no other does: two mistakes at once would look like the truth.
    if (world.now() - (this.#leftOutAt.get(desktopId) ?? -Infinity) < seldomMs) return;
    this.#leftOutAt.set(desktopId, world.now());
    laggingReads.leaveOut({ list: operation, desktopId });
  }
}
