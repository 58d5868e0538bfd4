import type { Clock } from '../runtime/clock.ts';
import { ATTACH_STATE_UNDECIDED, DETACH_UNDER_WAY } from './assumptions.ts';
import { type AttachInfo, attachedTo } from './attached-users.ts';
import type { DesktopResult } from './desktop-result.ts';
import type { DesktopDetail, desktopReads } from './desktops.ts';
import type { DetachTarget, DetachUser } from './detach-targets.ts';
import type { eipOperations } from './eips.ts';
import { settle } from './settle.ts';

type Reads = Pick<ReturnType<typeof desktopReads>, 'listDesktopDetails'> &
  Pick<ReturnType<typeof eipOperations>, 'listEips'>;

/** Answers what became of writes by reading: one read per 100 desktops in doubt (detach), or one for all (EIPs). */
export function settleOperations({ listDesktopDetails, listEips }: Reads, clock: Clock) {
  /** EIP ids by the desktop they are bound to, both in lower case: results of writes are told apart by that, too. */
  async function boundEips(): Promise<Map<string, Set<string>>> {
    const bound = new Map<string, Set<string>>();
    for await (const page of listEips({ state: 'bind' })) {
      for (const { attached_desktop_id: desktopId, id } of page) {
        const key = desktopId?.toLowerCase();
        if (key) bound.set(key, (bound.get(key) ?? new Set()).add(id.toLowerCase()));
      }
    }
    return bound;
  }

  return {
    /** For `batchDetach`, with the targets it was given, and for `detachDesktops`, without. */
    settleDetach(
      results: readonly DesktopResult[],
      targets?: readonly DetachTarget[],
    ): Promise<readonly DesktopResult[]> {
      return settle(clock, results, idOf, async (desktopIds) => {
        const desktops = new Map<string, DesktopDetail>();
        for await (const page of listDesktopDetails({ desktopIds })) {
          for (const desktop of page) desktops.set(desktop.desktop_id.toLowerCase(), desktop);
        }
        return (desktopId) => {
          const desktop = desktops.get(desktopId);
          return desktop && isDetached(desktop, (user) => isTarget(user, desktopId, targets));
        };
      });
    },

    /** For `unbindEips`. */
    settleUnbind(results: readonly DesktopResult[]): Promise<readonly DesktopResult[]> {
      return settle(clock, results, idOf, async () => {
        const bound = await boundEips();
        return (desktopId) => !bound.has(desktopId);
      });
    },

    /** For `bindEip`. */
    async settleBind(result: DesktopResult, eipId: string): Promise<DesktopResult> {
      const [settled = result] = await settle(clock, [result], idOf, async () => {
        const bound = await boundEips();
        return (desktopId) => bound.get(desktopId)?.has(eipId.toLowerCase()) ?? false;
      });
      return settled;
    },
  };
}

const idOf = ({ desktopId }: DesktopResult) => desktopId;

function isDetached(desktop: DesktopDetail, isAsked: (user: AttachInfo) => boolean): boolean | undefined {
  if (desktop.attach_state === ATTACH_STATE_UNDECIDED) return undefined;
  const attached = attachedTo(desktop);
  if (!attached.some(isAsked)) return true;
  // The state is the whole desktop's: where others are attached too, it may be one of them who is on the way out.
  if (desktop.attach_state === DETACH_UNDER_WAY) return attached.every(isAsked) || undefined;
  return false;
}

function isTarget(user: AttachInfo, desktopId: string, targets: readonly DetachTarget[] | undefined): boolean {
  if (!targets) return true;
  const own = targets.filter((target) => target.desktopId.toLowerCase() === desktopId);
  return own.some(({ users }) => users === 'all' || users.some((asked) => isSame(asked, user)));
}

function isSame(asked: DetachUser, user: AttachInfo): boolean {
  if ((asked.type ?? 'USER') !== (user.type || 'USER')) return false;
  if (asked.userId && user.user_id) return asked.userId.toLowerCase() === user.user_id.toLowerCase();
  return asked.userName.toLowerCase() === user.user_name?.toLowerCase();
}
