import type { Clock } from '../../../functions/shared/runtime/clock.ts';
import type { Assumptions } from '../assumptions.ts';
import { Agenda } from './agenda.ts';
import type { Change, Desktop, Effects, Eip, Entity, Group, Job, Pool, User } from './entities.ts';
import type { Follower } from './follower.ts';
import { makeId } from './make-id.ts';
import { Table } from './table.ts';

/**
 * Users, groups, pools, desktops, EIPs and jobs of one project, with the indexes that keep 100,000 of them quick.
 * Every change goes through `add`, `change` or `remove`, which keep the indexes and write down what changed.
 */
export class World {
  readonly projectId: string;
  readonly clock: Clock;
  readonly assumptions: Assumptions;
  /** Milliseconds until a detach, attach or power change has taken place. */
  readonly lagMs: number;
  readonly users = new Table<User>();
  readonly groups = new Table<Group>();
  readonly pools = new Table<Pool>();
  readonly desktops = new Table<Desktop>();
  readonly eips = new Table<Eip>();
  readonly jobs = new Table<Job>();
  readonly releasedEips = new Table<Eip>();
  readonly #usersByName = new Map<string, Set<User>>();
  readonly #desktopsByName = new Map<string, Set<Desktop>>();
  readonly #desktopsByPool = new Map<string, Set<Desktop>>();
  readonly #eipByDesktop = new Map<string, Eip>();
  readonly #agenda = new Agenda();
  readonly #counts = new Map<string, number>();
  readonly #followers = new Set<Follower>();
  /** The call whose effects are happening, and when, if later than the call. */
  #cause: { effects: Effects; at?: number } | undefined;

  constructor(options: { projectId: string; clock: Clock; assumptions: Assumptions; lagMs: number }) {
    this.projectId = options.projectId;
    this.clock = options.clock;
    this.assumptions = options.assumptions;
    this.lagMs = options.lagMs;
  }

  now(): number {
    return this.clock.now();
  }

  /** 1, 2, 3, … for each kind of thing: ids and names follow from it, so the same world comes out of every run. */
  count(kind: string): number {
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    return number;
  }

  newId(kind: string): string {
    return makeId(this.projectId, kind, this.count(kind));
  }

  /** Does it `ms` from now; at once when there is nothing to wait for. What it changes is an effect of the present call. */
  later(ms: number, run: (at: number) => void): void {
    const now = this.#cause?.at ?? this.now();
    if (ms <= 0) {
      run(now);
      return;
    }
    const effects = this.#cause?.effects;
    this.#agenda.add(now + ms, (at) => (effects ? this.#causedBy({ effects, at }, () => run(at)) : run(at)));
  }

  /** Tells of every change from now on. @returns what ends that */
  follow(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  /** Lets everything happen that is due by now. Call it before looking. */
  settle(): void {
    this.#agenda.settle(this.now());
  }

  add<T extends Entity>(table: Table<T>, entity: T): T {
    table.add(entity);
    this.#index(entity);
    this.tell({ kind: entity.kind, id: entity.id, field: 'created' });
    this.#tellFollowers('add', entity);
    return entity;
  }

  change<T extends Entity>(entity: T, patch: Partial<T>): void {
    this.#unindex(entity);
    for (const field of Object.keys(patch)) {
      const [from, to] = [Reflect.get(entity, field), Reflect.get(patch, field)];
      if (from === to) continue;
      Reflect.set(entity, field, to);
      this.tell({ kind: entity.kind, id: entity.id, field, from, to });
    }
    this.#index(entity);
    this.#tellFollowers('change', entity);
  }

  remove<T extends Entity>(table: Table<T>, entity: T): void {
    table.remove(entity.id);
    this.#unindex(entity);
    this.tell({ kind: entity.kind, id: entity.id, field: 'deleted' });
    this.#tellFollowers('remove', entity);
  }

  #tellFollowers(what: 'add' | 'change' | 'remove', entity: Entity): void {
    for (const follower of this.#followers) follower({ what, entity });
  }

  /** Runs a call, and writes down what it changes: in `changed` at once, in `later` what it put off, when it happens. */
  record<T>(effects: Effects, run: () => T): T {
    return this.#causedBy({ effects }, run);
  }

  /** Writes a change down. `add`, `change` and `remove` do; what follows from the time alone has to be told. */
  tell(change: Change): void {
    if (!this.#cause) return;
    const { effects, at } = this.#cause;
    if (at === undefined) effects.changed.push(change);
    else effects.later.push({ ...change, at });
  }

  #causedBy<T>(cause: { effects: Effects; at?: number }, run: () => T): T {
    const before = this.#cause;
    this.#cause = cause;
    try {
      return run();
    } finally {
      this.#cause = before;
    }
  }

  /** By the account: the name alone, or `domain\\name` for a user beside one of that name in the main domain. */
  userByName(account: string): User | undefined {
    const users = [...this.usersNamed(account.slice(account.indexOf('\\') + 1))];
    return users.find((user) => accountOf(user) === account) ?? (account.includes('\\') ? undefined : users[0]);
  }

  /** All users of a name, in whatever domain. */
  usersNamed(userName: string): ReadonlySet<User> {
    return this.#usersByName.get(userName) ?? new Set();
  }

  userNames(): Iterable<string> {
    return this.#usersByName.keys();
  }

  /** The desktops with an attachment of that name, of a user or of a group, in no order. */
  desktopsByName(name: string): ReadonlySet<Desktop> {
    return this.#desktopsByName.get(name) ?? new Set();
  }

  /** The desktops of a pool, in no order. */
  desktopsInPool(poolId: string): ReadonlySet<Desktop> {
    return this.#desktopsByPool.get(poolId) ?? new Set();
  }

  attachedNames(): Iterable<string> {
    return this.#desktopsByName.keys();
  }

  eipOf(desktopId: string): Eip | undefined {
    return this.#eipByDesktop.get(desktopId);
  }

  clear(): void {
    for (const table of [this.users, this.groups, this.pools, this.desktops, this.eips, this.jobs]) table.clear();
    this.releasedEips.clear();
    for (const index of [this.#usersByName, this.#desktopsByName, this.#desktopsByPool]) index.clear();
    for (const index of [this.#eipByDesktop, this.#counts]) index.clear();
    this.#agenda.clear();
  }

  #index(entity: Entity): void {
    if (entity.kind === 'user') {
      const named = this.#usersByName.get(entity.userName) ?? new Set<User>();
      this.#usersByName.set(entity.userName, named.add(entity));
    }
    if (entity.kind === 'eip' && entity.desktopId !== null) this.#eipByDesktop.set(entity.desktopId, entity);
    if (entity.kind !== 'desktop') return;
    for (const { userName } of entity.attachments) put(this.#desktopsByName, userName, entity);
    if (entity.poolId !== null) put(this.#desktopsByPool, entity.poolId, entity);
  }

  #unindex(entity: Entity): void {
    if (entity.kind === 'user') {
      const named = this.#usersByName.get(entity.userName);
      named?.delete(entity);
      if (named?.size === 0) this.#usersByName.delete(entity.userName);
    }
    if (entity.kind === 'eip' && entity.desktopId !== null) this.#eipByDesktop.delete(entity.desktopId);
    if (entity.kind !== 'desktop') return;
    for (const { userName } of entity.attachments) take(this.#desktopsByName, userName, entity);
    if (entity.poolId !== null) take(this.#desktopsByPool, entity.poolId, entity);
  }
}

function put(index: Map<string, Set<Desktop>>, key: string, desktop: Desktop): void {
  const desktops = index.get(key);
  if (desktops) desktops.add(desktop);
  else index.set(key, new Set([desktop]));
}

function take(index: Map<string, Set<Desktop>>, key: string, desktop: Desktop): void {
  const desktops = index.get(key);
  desktops?.delete(desktop);
  if (desktops?.size === 0) index.delete(key);
}

/** The domain of users who are created without one. */
export const mainDomain = 'local.com';

/** What tells a user from others of the same name. */
export function accountOf({ userName, domain }: Pick<User, 'userName' | 'domain'>): string {
  return domain === mainDomain ? userName : `${domain}\\${userName}`;
}
