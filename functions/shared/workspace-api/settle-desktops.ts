import type { Clock } from '../runtime/clock.ts';
import { ATTACH_STATE_UNDECIDED, ATTACH_UNDER_WAY, DETACH_UNDER_WAY } from './assumptions.ts';
import { type AttachTarget, usersOf } from './attach.ts';
import { type AttachInfo, attachedKind, attachedTo } from './attached-users.ts';
import type { PowerAction } from './desktop-actions.ts';
import type { DesktopResult } from './desktop-result.ts';
import type { DesktopDetail, desktopReads, SimpleDesktop } from './desktops.ts';
import type { DetachTarget, DetachUser } from './detach-targets.ts';
import { settle } from './settle.ts';

type Reads = Pick<ReturnType<typeof desktopReads>, 'listDesktopDetails' | 'listDesktops'>;
type Settled = Promise<readonly DesktopResult[]>;

/** Answers what became of writes to desktops by reading those in doubt: one call per 100. */
export function settleDesktops({ listDesktopDetails, listDesktops }: Reads, clock: Clock) {
  /** What cannot be found cannot tell. */
  const settleBy = <Desktop extends { desktop_id: string }>(
    results: readonly DesktopResult[],
    list: (filter: { desktopIds: string[] }) => AsyncIterable<Desktop[]>,
    wasApplied: (desktop: Desktop, desktopId: string) => boolean | undefined,
  ): Settled =>
    settle(clock, results, idOf, async (desktopIds) => {
      const desktops = new Map<string, Desktop>();
      for await (const page of list({ desktopIds })) {
        for (const desktop of page) desktops.set(desktop.desktop_id.toLowerCase(), desktop);
      }
      return (desktopId) => {
        const desktop = desktops.get(desktopId);
        return desktop && wasApplied(desktop, desktopId);
      };
    });

  return {
    /** For `batchDetach`, with the targets it was given, and for `detachDesktops`, without. */
    settleDetach: (results: readonly DesktopResult[], targets?: readonly DetachTarget[]): Settled =>
      settleBy(results, listDesktopDetails, (desktop, desktopId) =>
        isDetached(desktop, (user) => isTarget(user, desktopId, targets)),
      ),

    /** For `attach` and `batchAttach`, with the targets they were given. Who is attached is told, not whether data was wiped. */
    settleAttach: (results: readonly DesktopResult[], targets: readonly AttachTarget[]): Settled =>
      settleBy(results, listDesktopDetails, (desktop, desktopId) =>
        isAttached(desktop, ofDesktop(targets, desktopId).flatMap(usersOf)),
      ),

    /** For `startDesktops`. */
    settleStart: (results: readonly DesktopResult[]): Settled =>
      settleBy(results, listDesktops, (desktop) => isPowered(desktop, 'os-start')),

    /** For `stopDesktops`. */
    settleStop: (results: readonly DesktopResult[]): Settled =>
      settleBy(results, listDesktops, (desktop) => isPowered(desktop, 'os-stop')),

    /** For `runDesktops`. A restart is seen while it lasts; afterwards it stays `unknown`. */
    settleRun: (results: readonly DesktopResult[], action: PowerAction): Settled =>
      settleBy(results, listDesktops, (desktop) => isPowered(desktop, action)),
  };
}

const idOf = ({ desktopId }: DesktopResult) => desktopId;

function ofDesktop<Target extends { desktopId: string }>(targets: readonly Target[], desktopId: string): Target[] {
  return targets.filter((target) => target.desktopId.toLowerCase() === desktopId);
}

function isDetached(desktop: DesktopDetail, isAsked: (user: AttachInfo) => boolean): boolean | undefined {
  if (desktop.attach_state === ATTACH_STATE_UNDECIDED) return undefined;
  const attached = attachedTo(desktop);
  if (!attached.some(isAsked)) return true;
  // The state is the whole desktop's: where others are attached too, it may be one of them who is on the way out.
  if (desktop.attach_state === DETACH_UNDER_WAY) return attached.every(isAsked) || undefined;
  return false;
}

function isAttached(desktop: DesktopDetail, asked: readonly DetachUser[]): boolean | undefined {
  const { attach_state: state } = desktop;
  if (state === ATTACH_STATE_UNDECIDED || state === DETACH_UNDER_WAY) return undefined;
  const attached = attachedTo(desktop);
  if (asked.every((user) => attached.some((info) => isSame(user, info)))) return true;
  // Somebody is on the way in, but who is not told.
  return state === ATTACH_UNDER_WAY ? undefined : false;
}

function isTarget(user: AttachInfo, desktopId: string, targets: readonly DetachTarget[] | undefined): boolean {
  if (!targets) return true;
  return ofDesktop(targets, desktopId).some(
    ({ users }) => users === 'all' || users.some((asked) => isSame(asked, user)),
  );
}

function isSame(asked: DetachUser, user: AttachInfo): boolean {
  if (asked.userId && user.user_id) return asked.userId.toLowerCase() === user.user_id.toLowerCase();
  if (attachedKind(asked.type) !== attachedKind(user.type)) return false;
  return asked.userName.toLowerCase() === user.user_name?.toLowerCase();
}

/** How a desktop shows that it is on its way, and where it is when it has arrived. A restarted one looks as it did. */
const power: Record<PowerAction, { task?: RegExp; status?: string }> = {
  'os-start': { task: /^powering-on/, status: 'ACTIVE' },
  'os-stop': { task: /^powering-off/, status: 'SHUTOFF' },
  'os-hibernate': { status: 'HIBERNATED' },
  reboot: { task: /^reboot/ },
};

function isPowered({ status, task_status: task }: SimpleDesktop, action: PowerAction): boolean | undefined {
  const shown = power[action];
  if (task) return shown.task?.test(task) || undefined;
  return shown.status === undefined ? undefined : status === shown.status;
}
