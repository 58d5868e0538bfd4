import type { Decision, Step } from './decide.ts';
import { endAs } from './end-as.ts';
import { accessKey, wasRead } from './note-what-is-seen.ts';
import type { Observation } from './observation.ts';
import type { AccessRecord, DesktopRecord, OffboardingCase, UserRecord } from './offboarding-case.ts';
import type { Policy } from './policy.ts';

/** Each part of the before-image in the reverse of the order in which it went; the first that is left is the next step. */
const inOrder = [bind, start, attach, awaitDetachment, restoreAccess, unlock, bindAfterAll, awaitPower];

/**
 * The next step of a case that undoes another. As with exits the observation is the truth: what is there again is
 * restored, whoever did it. What Workspace refuses for good is said to be impossible, with its reason, and the rest goes on.
 */
export function decideUndo(one: OffboardingCase, seen: Observation, policy: Policy): Decision {
  const noted = noteRestored(one, seen);
  const rest: Step = { do: 'rest' };
  if (policy.mode === 'dry-run') return { case: endAs(noted, 'dry-run', 'would-restore', seen.at), step: rest };
  for (const next of inOrder) {
    const step = next(noted, seen);
    if (step) return { case: { ...noted, status: 'restoring' }, step };
  }
  const [unread] = seen.unread;
  if (unread) return { case: noted, step: { do: 'try-later', problem: unread.problem } };
  return { case: endAs(noted, 'restored', isWhole(noted) ? 'restored' : 'restored-in-part', seen.at), step: rest };
}

function bind(one: OffboardingCase, seen: Observation): Step | undefined {
  const desktops = eipsLeft(one, seen).filter(({ problem }) => !problem);
  return desktops.length > 0 ? { do: 'bind', desktops } : undefined;
}

/** An EIP that cannot come back now keeps nobody from their desktop: it is asked for again at the end. */
function bindAfterAll(one: OffboardingCase, seen: Observation): Step | undefined {
  const desktops = eipsLeft(one, seen);
  return desktops.length > 0 ? { do: 'bind', desktops } : undefined;
}

function eipsLeft(one: OffboardingCase, seen: Observation): DesktopRecord[] {
  return one.desktops.filter((record) => isLeft(record.restoreEip) && wasRead(record, seen));
}

function start(one: OffboardingCase, seen: Observation): Step | undefined {
  const desktops = one.desktops.filter((record) => record.restorePower === 'planned' && wasRead(record, seen));
  return desktops.length > 0 ? { do: 'start', desktops } : undefined;
}

function attach(one: OffboardingCase, seen: Observation): Step | undefined {
  const desktops = one.desktops.filter(
    (record) => isLeft(record.restore) && wasRead(record, seen) && !isBeingDetached(record, seen),
  );
  return desktops.length > 0 ? { do: 'attach', desktops } : undefined;
}

/** What is still on its way out cannot come back yet. */
function awaitDetachment(one: OffboardingCase, seen: Observation): Step | undefined {
  const isLeaving = one.desktops.some((record) => isLeft(record.restore) && isBeingDetached(record, seen));
  return isLeaving ? { do: 'look-again' } : undefined;
}

function isBeingDetached({ desktopId }: DesktopRecord, { attached }: Observation): boolean {
  return attached.some((desktop) => desktop.desktopId === desktopId && desktop.detaching);
}

function awaitPower(one: OffboardingCase, seen: Observation): Step | undefined {
  const isStarting = one.desktops.some((record) => record.restorePower === 'requested' && wasRead(record, seen));
  return isStarting ? { do: 'look-again' } : undefined;
}

function restoreAccess(one: OffboardingCase, seen: Observation): Step | undefined {
  const access = one.access.filter((record) => isLeft(record.restore) && wasRead(record, seen));
  return access.length > 0 ? { do: 'restore-access', access } : undefined;
}

function unlock(one: OffboardingCase, seen: Observation): Step | undefined {
  const users = one.users.filter((record) => isLeft(record.restore) && wasRead(record, seen));
  return users.length > 0 ? { do: 'unlock', users } : undefined;
}

function isLeft(state: DesktopRecord['restore']): boolean {
  return state === 'planned' || state === 'requested';
}

function isWhole({ desktops, users, access }: OffboardingCase): boolean {
  const parts = desktops.flatMap(({ restore, restoreEip, restorePower }) => [restore, restoreEip, restorePower]);
  const others = [...users, ...access].map(({ restore }) => restore);
  return ![...parts, ...others].includes('impossible');
}

function noteRestored(one: OffboardingCase, seen: Observation): OffboardingCase {
  return {
    ...one,
    desktops: one.desktops.map((record) => (wasRead(record, seen) ? noteDesktop(record, seen) : record)),
    users: one.users.map((record) => (wasRead(record, seen) ? noteUser(record, seen) : record)),
    access: one.access.map((record) => (wasRead(record, seen) ? noteAccess(record, seen) : record)),
  };
}

function noteDesktop(record: DesktopRecord, seen: Observation): DesktopRecord {
  const { desktopId, eip } = record;
  const desktop = [...seen.attached, ...seen.others].find((each) => each.desktopId === desktopId);
  const hasEip = seen.eips.some((bound) => bound.desktopId === desktopId && bound.eipId === eip?.eipId);
  const isAttached = seen.attached.some((each) => each.desktopId === desktopId && !each.detaching);
  const isGone = !seen.attached.some((each) => each.desktopId === desktopId);
  return {
    ...record,
    ...(isLeft(record.restoreEip) && hasEip && { restoreEip: 'verified' as const, problem: undefined }),
    ...(isLeft(record.restorePower) && desktop?.powerState === 'ACTIVE' && { restorePower: 'verified' as const }),
    ...(isLeft(record.restore) && isAttached && { restore: 'verified' as const, problem: undefined }),
    ...(isLeft(record.restore) && isGone && whyImpossible(record, seen)),
  };
}

/** A desktop for one person that somebody else has now is theirs: their data is on it. */
function whyImpossible({ desktopId, others }: DesktopRecord, seen: Observation) {
  const desktop = seen.others.find((each) => each.desktopId === desktopId);
  if (!desktop) return { restore: 'impossible' as const, restoreReason: 'desktop-not-listed' };
  const isTaken = others === 0 && desktop.desktopType !== 'SHARED' && desktop.attachedCount > 0;
  return isTaken ? { restore: 'impossible' as const, restoreReason: 'attached-to-somebody-else' } : undefined;
}

function noteUser(record: UserRecord, seen: Observation): UserRecord {
  if (!isLeft(record.restore)) return record;
  const user = seen.users.find(({ workspace, userId }) => workspace === record.workspace && userId === record.userId);
  if (!user) return { ...record, restore: 'impossible', restoreReason: 'unknown-workspace-user' };
  return user.locked ? record : { ...record, restore: 'verified', problem: undefined };
}

function noteAccess(record: AccessRecord, seen: Observation): AccessRecord {
  const isBack = seen.access.some((access) => accessKey(access) === accessKey(record));
  return isLeft(record.restore) && isBack ? { ...record, restore: 'verified', problem: undefined } : record;
}
