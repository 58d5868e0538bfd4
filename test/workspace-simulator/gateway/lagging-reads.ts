import * as z from 'zod';
import { check } from '../check.ts';
import { type Lag, LaggingView } from '../world/lagging-view.ts';
import type { World } from '../world/world.ts';
import type { Operation, Reply } from './operation.ts';

const lagSchema = z
  .strictObject({
    /** The operation's name in Huawei's documents: `ListDesktops`. */
    list: z.string().min(1),
    /** So long after a change it shows what was before. */
    ms: z.number().min(0).optional(),
    /** Its first so many readings after a change show what was before. */
    reads: z.int().min(0).optional(),
  })
  .refine(({ ms, reads }) => (ms === undefined) !== (reads === undefined), 'Either ms or reads');

const omissionSchema = z.strictObject({
  list: z.string().min(1),
  desktopId: z.string().min(1),
  /** Out of so many answers. */
  times: z.int().positive().default(1),
});

export type NewLag = z.input<typeof lagSchema>;
export type Omission = z.input<typeof omissionSchema>;

/** Lists that do not show what is there: some lag behind each change, some leave a desktop out now and then. None does until told so. */
export class LaggingReads {
  readonly #lists: ReadonlySet<string>;
  readonly #views = new Map<string, { lag: NewLag; view: LaggingView }>();
  #omissions: z.output<typeof omissionSchema>[] = [];

  constructor(operations: readonly Operation[]) {
    this.#lists = new Set(operations.filter(({ kind }) => kind === 'read').map(({ name }) => name));
  }

  /** From now on this list lags behind the world; a lag of 0 ends it. */
  lag(world: World, given: NewLag): NewLag {
    const lag = check(lagSchema, given);
    this.#checkList(lag.list);
    this.#views.get(lag.list)?.view.end();
    this.#views.delete(lag.list);
    const by: Lag = lag.ms === undefined ? { reads: lag.reads ?? 0 } : { ms: lag.ms };
    if (lag.ms || lag.reads) this.#views.set(lag.list, { lag, view: new LaggingView(world, by) });
    return lag;
  }

  /** The next answers of this list that would have the desktop, or its EIP, are without. */
  leaveOut(given: Omission): Omission {
    const omission = check(omissionSchema, given);
    this.#checkList(omission.list);
    this.#omissions.push(omission);
    return omission;
  }

  /** The world as this operation shows it now. */
  shownTo({ name }: Operation, world: World): World {
    return this.#views.get(name)?.view.read() ?? world;
  }

  /** The answer of a list without what it leaves out this time. */
  withoutOmitted({ name }: Operation, reply: Reply): Reply {
    const wanted = this.#omissions.filter(({ list }) => list === name);
    if (wanted.length === 0 || !isListing(reply.body)) return reply;
    const ids = new Set(wanted.map(({ desktopId }) => desktopId));
    const { desktops, eips, total_count: count } = reply.body;
    const left = (items: readonly Listed[] | undefined) => items?.filter((item) => !ids.has(idOf(item)));
    const omitted = new Set([...(desktops ?? []), ...(eips ?? [])].map(idOf).filter((id) => ids.has(id)));
    this.#omissions = this.#omissions.flatMap((omission) => {
      if (omission.list !== name || !omitted.has(omission.desktopId)) return omission;
      return omission.times > 1 ? { ...omission, times: omission.times - 1 } : [];
    });
    const [desktopsLeft, eipsLeft] = [left(desktops), left(eips)];
    return {
      ...reply,
      body: {
        ...reply.body,
        ...(desktopsLeft && { desktops: desktopsLeft }),
        ...(eipsLeft && { eips: eipsLeft }),
        total_count: count - omitted.size,
      },
    };
  }

  list(): { lags: NewLag[]; omissions: Omission[] } {
    return { lags: [...this.#views.values()].map(({ lag }) => lag), omissions: this.#omissions };
  }

  /** What has been in no answer since it was to be left out is shown after all. */
  endOmissions(): void {
    this.#omissions = [];
  }

  clear(): void {
    for (const { view } of this.#views.values()) view.end();
    this.#views.clear();
    this.#omissions = [];
  }

  #checkList(list: string): void {
    if (this.#lists.has(list)) return;
    throw new Error(`There is no list ${list}; there are ${[...this.#lists].join(', ')}`);
  }
}

type Listed = { desktop_id?: string; attached_desktop_id?: string };
type Listing = { desktops?: readonly Listed[]; eips?: readonly Listed[]; total_count: number };

function isListing(body: unknown): body is Listing {
  return typeof body === 'object' && body !== null && 'total_count' in body;
}

function idOf({ desktop_id: own, attached_desktop_id: holder }: Listed): string {
  return own ?? holder ?? '';
}
