import type { Entity } from './entities.ts';
import type { Table } from './table.ts';
import { World } from './world.ts';

/** By how much a list is behind: so many milliseconds after a change, or for its first so many readings, it shows what was before. */
export type Lag = { ms: number } | { reads: number };

type Waiting = { what: 'add' | 'change' | 'remove'; after: Entity; at: number; readings: number };

/** A world as a list shows it that lags: like a copy of a database that is written to a while later, in the same order. */
export class LaggingView {
  readonly #shown: World;
  readonly #lag: Lag;
  readonly #end: () => void;
  #waiting: Waiting[] = [];

  constructor(source: World, lag: Lag) {
    this.#lag = lag;
    this.#shown = new World(source);
    for (const { list } of tablesOf(source)) for (const entity of list()) this.#apply('add', { ...entity });
    this.#end = source.follow(({ what, entity }) => {
      this.#waiting.push({ what, after: { ...entity }, at: source.now(), readings: 0 });
    });
  }

  /** What is shown to this reading. */
  read(): World {
    const now = this.#shown.now();
    const isShown = ({ at, readings }: Waiting) =>
      'ms' in this.#lag ? at + this.#lag.ms <= now : readings >= this.#lag.reads;
    const until = this.#waiting.findIndex((change) => !isShown(change));
    const due = this.#waiting.splice(0, until < 0 ? this.#waiting.length : until);
    for (const { what, after } of due) this.#apply(what, after);
    for (const change of this.#waiting) change.readings += 1;
    return this.#shown;
  }

  end(): void {
    this.#end();
  }

  #apply(what: Waiting['what'], after: Entity): void {
    const table = tableOf(this.#shown, after.kind);
    const shown = table.get(after.id);
    if (what === 'add' && !shown) this.#shown.add(table, after);
    else if (what === 'change' && shown) this.#shown.change(shown, after);
    else if (what === 'remove' && shown) this.#shown.remove(table, shown);
  }
}

function tablesOf(world: World): { list: () => readonly Entity[] }[] {
  const kinds = ['user', 'group', 'pool', 'desktop', 'eip', 'job'] as const;
  return kinds.map((kind) => ({ list: () => tableOf(world, kind).list() }));
}

/** Which table holds what kind is told here alone, so that the entity's own type can be let go. */
function tableOf(world: World, kind: Entity['kind']): Table<Entity> {
  const { users: user, groups: group, pools: pool, desktops: desktop, eips: eip, jobs: job } = world;
  return { user, group, pool, desktop, eip, job }[kind];
}
