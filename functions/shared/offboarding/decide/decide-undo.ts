import { endAs } from '../case/end-as.ts';
import type { AccessRecord, DesktopRecord, OffboardingCase, UserRecord } from '../case/offboarding-case.ts';
import type { Policy } from '../case/policy.ts';
import { accessKey, desktopKey } from '../case/record-keys.ts';
import { isAccessUnread, wasAccessRead } from './access-confirmation.ts';
import type { Decision, Step } from './decision.ts';
import { firstThatIsLeft, whyRefused } from './first-that-is-left.ts';
import { wasRead } from './note-what-is-seen.ts';
import type { Observation, SeenDesktop } from './observation.ts';

/** What a step is decided from. */
type Situation = { one: OffboardingCase; seen: Observation };

/**
 * The parts of the before-image as they come back; the first that is left is the next step. A desktop is attached before it is
 * started: in which states Workspace attaches is not documented. A single-user desktop that was detached is off, and the console
 * offers it in that state; while it starts it is certainly refused. Where attaching is refused to one that is off, it is started
 * for it, and attached once it runs.
 */
const inOrder = [bind, attach, start, lookForAccess, restoreAccess, unlock, awaitDesktop, awaitPower];

/**
 * The next step of a case that undoes another. As with exits the observation is the truth: what is there again is
 * restored, whoever did it. What Workspace refuses for good is said to be impossible, with its reason, and the rest goes on.
 */
export function decideUndo(one: OffboardingCase, seen: Observation, policy: Policy): Decision {
  const noted = noteRestored(one, seen);
  const rest: Step = { do: 'rest' };
  if (policy.mode === 'dry-run') return { case: endAs(noted, 'dry-run', 'would-restore', seen.at), step: rest };
  const step = firstThatIsLeft(inOrder, { one: noted, seen }, seen);
  if (step) return { case: { ...noted, status: 'restoring' }, step };
  const [unread] = seen.unread;
  if (unread) return { case: noted, step: { do: 'try-later', problem: unread.problem } };
  return { case: endAs(noted, 'restored', isWhole(noted) ? 'restored' : 'restored-in-part', seen.at), step: rest };
}

function bind({ one, seen }: Situation): Step {
  return { do: 'bind', desktops: one.desktops.filter((record) => isLeft(record.restoreEip) && wasRead(record, seen)) };
}

function attach({ one, seen }: Situation): Step {
  const desktops = one.desktops.filter(
    (record) => isLeft(record.restore) && wasRead(record, seen) && !hasToWait(record, seen),
  );
  return { do: 'attach', desktops };
}

/** Once its user is back, or so that they can be. */
function start({ one, seen }: Situation): Step {
  const desktops = one.desktops.filter((record) => {
    const isDue = isLeft(record.restore)
      ? isRefused(record, seen) && !isRunning(record, seen) && record.restorePower !== 'requested'
      : record.restorePower === 'planned';
    return isDue && record.restorePower !== 'impossible' && wasRead(record, seen);
  });
  return { do: 'start', desktops };
}

function isRefused(record: DesktopRecord, seen: Observation): boolean {
  return whyRefused('attach', desktopKey(record), seen) !== undefined;
}

/** Neither what is still on its way out can come back yet, nor what is being started. */
function awaitDesktop({ one, seen }: Situation): Step | undefined {
  const waits = one.desktops.some(
    (record) => isLeft(record.restore) && wasRead(record, seen) && hasToWait(record, seen),
  );
  return waits ? { do: 'look-again' } : undefined;
}

function hasToWait(record: DesktopRecord, seen: Observation): boolean {
  const { desktopId, restorePower } = record;
  const desktop = seenDesktop(record, seen);
  if (desktop?.busy || (restorePower === 'requested' && isOff(record, seen))) return true;
  return seen.attached.some((own) => own.desktopId === desktopId && (own.detaching || own.isDisputed));
}

function isRunning(record: DesktopRecord, seen: Observation): boolean {
  return seenDesktop(record, seen)?.powerState === 'ACTIVE';
}

/** Known to be off. */
function isOff(record: DesktopRecord, seen: Observation): boolean {
  const desktop = seenDesktop(record, seen);
  return desktop?.powerState !== undefined && !isRunning(record, seen);
}

function seenDesktop({ desktopId }: DesktopRecord, { attached, others }: Observation): SeenDesktop | undefined {
  return [...attached, ...others].find((desktop) => desktop.desktopId === desktopId);
}

function lookForAccess({ one, seen }: Situation): Step | undefined {
  const isWanted = one.access.some(({ restore }) => isLeft(restore));
  return isWanted && isAccessUnread(one, seen) ? { do: 'look-for-access' } : undefined;
}

function restoreAccess({ one, seen }: Situation): Step {
  const access = one.access.filter((record) => isLeft(record.restore) && wasAccessRead(record, seen));
  return { do: 'restore-access', access };
}

function unlock({ one, seen }: Situation): Step {
  return { do: 'unlock', users: one.users.filter((record) => isLeft(record.restore) && wasRead(record, seen)) };
}

function awaitPower({ one, seen }: Situation): Step | undefined {
  const isStarting = one.desktops.some((record) => record.restorePower === 'requested' && wasRead(record, seen));
  return isStarting ? { do: 'look-again' } : undefined;
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
    access: one.access.map((record) => (wasAccessRead(record, seen) ? noteAccess(record, seen) : record)),
  };
}

function noteDesktop(record: DesktopRecord, seen: Observation): DesktopRecord {
  const noted = noteWhatIsBack(record, seen);
  const isGone = !seen.attached.some(({ desktopId }) => desktopId === record.desktopId);
  return isGone ? { ...noted, ...whatIsImpossible(noted, seen) } : noted;
}

function noteWhatIsBack(record: DesktopRecord, seen: Observation): DesktopRecord {
  const { desktopId, eip } = record;
  const desktop = seenDesktop(record, seen);
  const hasEip = seen.eips.some((bound) => bound.desktopId === desktopId && bound.eipId === eip?.eipId);
  const isAttached = seen.attached.some((each) => each.desktopId === desktopId && !each.detaching && !each.isDisputed);
  return {
    ...record,
    ...(isLeft(record.restoreEip) &&
      hasEip && { restoreEip: 'verified' as const, restoreEipVerifiedAt: seen.eipsAt, problem: undefined }),
    ...(isLeft(record.restorePower) &&
      desktop?.powerState === 'ACTIVE' && { restorePower: 'verified' as const, restorePowerVerifiedAt: seen.at }),
    ...(isLeft(record.restore) &&
      isAttached && { restore: 'verified' as const, restoreVerifiedAt: seen.attachmentsAt, problem: undefined }),
  };
}

/**
 * A desktop for one person that somebody else has now is theirs: their data is on it, and whether it has a public IP and runs
 * is theirs to say.
 */
function whatIsImpossible(record: DesktopRecord, seen: Observation): Partial<DesktopRecord> {
  const desktop = seen.others.find(({ desktopId }) => desktopId === record.desktopId);
  if (!desktop) return impossible(record, ['restore'], 'desktop-not-listed');
  const refusal = seen.refused.find(
    ({ kind, key, forGood }) => forGood && kind === 'attach' && key === desktopKey(record),
  );
  const isTried = !isOff(record, seen) || record.restorePower === 'impossible';
  if (refusal && isTried && !hasToWait(record, seen)) return impossible(record, ['restore'], refusal.problem.code);
  const isTaken = record.others.length === 0 && desktop.desktopType !== 'SHARED' && desktop.others.length > 0;
  return isTaken ? impossible(record, ['restore', 'restoreEip', 'restorePower'], 'attached-to-somebody-else') : {};
}

type Part = 'restore' | 'restoreEip' | 'restorePower';

function impossible(record: DesktopRecord, parts: readonly Part[], restoreReason: string): Partial<DesktopRecord> {
  const left = parts.filter((part) => isLeft(record[part]));
  return left.length > 0 ? { ...Object.fromEntries(left.map((part) => [part, 'impossible'])), restoreReason } : {};
}

function noteUser(record: UserRecord, seen: Observation): UserRecord {
  if (!isLeft(record.restore)) return record;
  const user = seen.users.find(({ workspace, userId }) => workspace === record.workspace && userId === record.userId);
  if (!user) return { ...record, restore: 'impossible', restoreReason: 'unknown-workspace-user' };
  return user.locked ? record : { ...record, restore: 'verified', restoreVerifiedAt: seen.at, problem: undefined };
}

function noteAccess(record: AccessRecord, seen: Observation): AccessRecord {
  const isBack = seen.access.some((access) => accessKey(access) === accessKey(record));
  const back = { restore: 'verified' as const, restoreVerifiedAt: seen.at, problem: undefined };
  return isLeft(record.restore) && isBack ? { ...record, ...back } : record;
}
