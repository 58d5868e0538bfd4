import type { Clock } from '../runtime/clock.ts';
import { ATTACH_STATE_UNDECIDED, DETACH_UNDER_WAY } from './assumptions.ts';
import type { DesktopResult } from './desktop-result.ts';
import type { AttachedUser, DesktopDetail, desktopReads } from './desktops.ts';
import type { DetachTarget, DetachUser } from './detach-targets.ts';
import type { eipOperations } from './eips.ts';
import { WorkspaceError } from './errors.ts';

type Reads = Pick<ReturnType<typeof desktopReads>, 'listDesktopDetails'> &
  Pick<ReturnType<typeof eipOperations>, 'listEips'>;

/**
 * Answers what became of writes by reading. Costs nothing when no outcome is `unknown`; otherwise one read per 100
 * desktops in doubt (detach), or one for all (EIPs). What cannot be read stays `unknown`.
 */
export function settleOperations({ listDesktopDetails, listEips }: Reads, clock: Clock) {
  /** EIP ids by the desktop they are bound to. */
  async function boundEips(): Promise<Map<string, Set<string>>> {
    const bound = new Map<string, Set<string>>();
    for await (const page of listEips({ state: 'bind' })) {
      for (const { attached_desktop_id: desktopId, id } of page) {
        if (desktopId) bound.set(desktopId, (bound.get(desktopId) ?? new Set()).add(id));
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
      return settle(clock, results, async (desktopIds) => {
        const desktops = new Map<string, DesktopDetail>();
        for await (const page of listDesktopDetails({ desktopIds })) {
          for (const desktop of page) desktops.set(desktop.desktop_id, desktop);
        }
        return (desktopId) => {
          const desktop = desktops.get(desktopId);
          if (!desktop || desktop.attach_state === ATTACH_STATE_UNDECIDED) return undefined;
          if (desktop.attach_state === DETACH_UNDER_WAY) return true;
          return !attachedUsers(desktop).some((user) => isTarget(user, desktopId, targets));
        };
      });
    },

    /** For `unbindEips`. */
    settleUnbind(results: readonly DesktopResult[]): Promise<readonly DesktopResult[]> {
      return settle(clock, results, async () => {
        const bound = await boundEips();
        return (desktopId) => !bound.has(desktopId);
      });
    },

    /** For `bindEip`. */
    async settleBind(result: DesktopResult, eipId: string): Promise<DesktopResult> {
      const [settled = result] = await settle(clock, [result], async () => {
        const bound = await boundEips();
        return (desktopId) => bound.get(desktopId)?.has(eipId) ?? false;
      });
      return settled;
    },
  };
}

type WasApplied = (desktopId: string) => boolean | undefined;

async function settle(
  clock: Clock,
  results: readonly DesktopResult[],
  read: (desktopIds: string[]) => Promise<WasApplied>,
): Promise<readonly DesktopResult[]> {
  const inDoubt = results.filter((result) => result.outcome === 'unknown').map((result) => result.desktopId);
  if (inDoubt.length === 0) return results;
  try {
    const wasApplied = await read(inDoubt);
    const at = clock.now();
    return results.map((result) => settleOne(result, wasApplied, at));
  } catch (error) {
    if (error instanceof WorkspaceError) return results;
    throw error;
  }
}

function settleOne(result: DesktopResult, wasApplied: WasApplied, at: number): DesktopResult {
  if (result.outcome !== 'unknown') return result;
  const applied = wasApplied(result.desktopId);
  if (applied === undefined) return result;
  const { code, message, outcome: _, ...rest } = result;
  const about = { ...rest, at };
  if (applied) return { ...about, outcome: 'done' };
  return { ...about, outcome: 'failed', code, message: `${message} Reading shows: not applied.`, retryable: true };
}

function attachedUsers(desktop: DesktopDetail): AttachedUser[] {
  if (desktop.attach_user_infos?.length) return desktop.attach_user_infos;
  return desktop.user_name ? [{ user_name: desktop.user_name }] : [];
}

function isTarget(user: AttachedUser, desktopId: string, targets: readonly DetachTarget[] | undefined): boolean {
  if (!targets) return true;
  const own = targets.filter((target) => target.desktopId === desktopId);
  return own.some(({ users }) => users === 'all' || users.some((asked) => isSame(asked, user)));
}

function isSame(asked: DetachUser, user: AttachedUser): boolean {
  if ((asked.type ?? 'USER') !== (user.type || 'USER')) return false;
  if (asked.userId && user.user_id) return asked.userId === user.user_id;
  return asked.userName.toLowerCase() === user.user_name?.toLowerCase();
}
