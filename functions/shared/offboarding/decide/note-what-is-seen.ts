import {
  type AccessRecord,
  type DesktopRecord,
  hasBegun,
  type OffboardingCase,
  type UserRecord,
} from '../case/offboarding-case.ts';
import { type Policy, removalWanted } from '../case/policy.ts';
import { accessKey, userKey } from '../case/record-keys.ts';
import { whyProtected } from '../guards/protection.ts';
import { toKeep } from '../identity/attached-user.ts';
import { wasAccessRead } from './access-confirmation.ts';
import type { AttachedDesktop, BoundEip, Observation, SeenAccess, SeenUser } from './observation.ts';
import { isDisputed, readingsDisagree } from './readings-disagree.ts';

/**
 * Folds a reading into the records of a case: what is new enters with its before-image, and what the world no longer
 * shows is verified. Of projects that could not be read everything stays as it was.
 */
export function noteWhatIsSeen(one: OffboardingCase, seen: Observation, policy: Policy): OffboardingCase {
  return {
    ...one,
    desktops: noteDesktops(one, seen, policy),
    users: noteUsers(one.users, seen, policy).map((record) => (hasBegun(one) ? record : asBefore(record, seen))),
    workspaceUserIds: noteUserIds(one.workspaceUserIds, seen),
    access: noteAccess(one.access, seen, policy, hasBegun(one)),
  };
}

/** Whether a project was read. */
export function wasRead({ workspace }: { workspace: string }, { unread }: Observation): boolean {
  return unread.every((one) => one.workspace !== workspace);
}

function noteDesktops(
  { desktops: records, taken }: Pick<OffboardingCase, 'desktops' | 'taken'>,
  seen: Observation,
  policy: Policy,
): DesktopRecord[] {
  const eips = new Map(seen.eips.map((eip) => [eip.desktopId, eip]));
  const attached = new Map(seen.attached.map((desktop) => [desktop.desktopId, desktop]));
  const others = new Map(seen.others.map((desktop) => [desktop.desktopId, desktop]));
  const known = records.map((record) => {
    const { desktopId } = record;
    if (!wasRead(record, seen)) return record;
    const [theirs, bound] = [attached.get(desktopId), eips.get(desktopId)];
    const noted = theirs ? noteAttached(record, theirs, bound) : noteGone(record, bound, seen);
    const desktop = theirs ?? others.get(desktopId);
    const agreed = withDispute(noted, theirs);
    return desktop ? { ...agreed, protected: whyProtected(desktop, policy) } : agreed;
  });
  const names = new Set(records.map(({ desktopId }) => desktopId));
  const added = seen.attached.filter(({ desktopId }) => !names.has(desktopId));
  return [...known, ...added.map((desktop) => newRecord(desktop, eips.get(desktop.desktopId), { policy, taken }))];
}

function newRecord(
  desktop: AttachedDesktop,
  eip: BoundEip | undefined,
  { policy, taken }: { policy: Policy; taken: OffboardingCase['taken'] },
): DesktopRecord {
  const { workspace, desktopId } = desktop;
  const image = { workspace, desktopId, ...beforeImage(desktop, eip), protected: whyProtected(desktop, policy) };
  const before = taken?.desktops.find(
    (record) =>
      record.desktopId === desktopId && record.detachRequestedAt !== undefined && record.detach !== 'verified',
  );
  if (!desktop.detaching || !before) return { ...image, detach: 'planned' };
  // The exit was called off while its detachment was under way, and announced again: what goes now has gone for it.
  const { detachRequestedAt, detachRequestId, detachJobId } = before;
  return { ...image, detach: 'requested', detachRequestedAt, detachRequestId, detachJobId };
}

/** How a desktop is before anything is written for it. */
function beforeImage(desktop: AttachedDesktop, eip: BoundEip | undefined) {
  const { computerName, desktopType, powerState, attachment, others } = desktop;
  return {
    computerName,
    desktopType,
    powerState,
    attachment,
    others: toKeep(others),
    eip: eip && { eipId: eip.eipId, address: eip.address },
  };
}

/**
 * Until its first write the before-image is what is seen now: a case may have waited for days. Attached once more after it was
 * gone, whoever restored it: the person has left, so it starts again.
 */
function noteAttached(record: DesktopRecord, desktop: AttachedDesktop, bound: BoundEip | undefined): DesktopRecord {
  const image = record.admittedAt === undefined && !desktop.isDisputed && beforeImage(desktop, bound);
  const planned = { detach: 'planned', detachVerifiedAt: undefined, wasGone: undefined } as const;
  const again = record.detach === 'verified' && planned;
  return { ...record, ...image, ...again };
}

/** Who is on a desktop by one list and not by another is said to be, and not to be gone. */
function withDispute(record: DesktopRecord, desktop: AttachedDesktop | undefined): DesktopRecord {
  if (desktop?.isDisputed) return { ...record, problem: readingsDisagree };
  return isDisputed(record) ? { ...record, problem: undefined } : record;
}

function noteGone(
  record: DesktopRecord,
  bound: BoundEip | undefined,
  { attachmentsAt, eipsAt }: Observation,
): DesktopRecord {
  const isUnadmitted = record.admittedAt === undefined;
  const isBefore = isUnadmitted && (record.detach === 'planned' || record.wasGone === true);
  const isReplaced = isUnadmitted && bound;
  const kept = isBefore ? undefined : record.eip;
  const eip = isReplaced ? { eipId: bound.eipId, address: bound.address } : kept;
  const isNews = record.detach !== 'verified';
  const gone = isNews && { detach: 'verified' as const, detachVerifiedAt: attachmentsAt, problem: undefined };
  const isLeft = bound !== undefined && bound.eipId === eip?.eipId;
  const isUnbound = !isLeft && (record.unbind === 'planned' || record.unbind === 'requested');
  const unbound = isUnbound && { unbind: 'verified' as const, unbindVerifiedAt: eipsAt, problem: undefined };
  return { ...record, eip, ...gone, ...(isBefore && { wasGone: true as const }), ...unbound };
}

function noteUsers(records: readonly UserRecord[], seen: Observation, policy: Policy): UserRecord[] {
  if (!policy.lockUser && records.length === 0) return [];
  const users = new Map(seen.users.map((user) => [userKey(user), user]));
  const known = records.map((record) => noteUser(record, users.get(userKey(record)), wasRead(record, seen)));
  const names = new Set(records.map(userKey));
  return [...known, ...seen.users.filter((user) => !names.has(userKey(user))).map(asUserRecord)];
}

function noteUserIds(known: OffboardingCase['workspaceUserIds'] = [], { users }: Observation) {
  const seen = users.map(({ workspace, userId }) => ({ workspace, userId }));
  return [...new Map([...known, ...seen].map((user) => [userKey(user), user])).values()];
}

function asUserRecord({ workspace, userId, userName, locked }: SeenUser): UserRecord {
  return { workspace, userId, userName, wasLocked: locked, lock: locked ? 'verified' : 'planned' };
}

/** Until the first write the before-image is what is seen now. */
function asBefore(record: UserRecord, { users }: Observation): UserRecord {
  const user = users.find((one) => userKey(one) === userKey(record));
  return user && record.lock !== undefined ? { ...record, wasLocked: user.locked } : record;
}

/** A user that is gone cannot log in either. */
function noteUser(record: UserRecord, user: SeenUser | undefined, isRead: boolean): UserRecord {
  if (!isRead || record.lock === undefined) return record;
  if (user?.locked === false) return record.lock === 'verified' ? { ...record, lock: 'planned' } : record;
  return { ...record, lock: 'verified', problem: undefined };
}

function noteAccess(
  records: readonly AccessRecord[],
  seen: Observation,
  policy: Policy,
  begun: boolean,
): AccessRecord[] {
  const current = new Map(seen.access.map((access) => [accessKey(access), access]));
  const known = records.map((record) => {
    if (!wasAccessRead(record, seen)) return record;
    const access = current.get(accessKey(record));
    const gone = { ...record, removal: 'verified' as const, problem: undefined };
    if (!access) return begun ? gone : { ...gone, wasGone: true as const };
    const isAsked = record.removal === 'requested';
    return {
      ...record,
      ...access,
      wasGone: undefined,
      removal: isAsked ? record.removal : firstStateOf(access, policy),
    };
  });
  const names = new Set(records.map(accessKey));
  const added = seen.access.filter((access) => !names.has(accessKey(access)));
  return [...known, ...added.map((access) => ({ ...access, removal: firstStateOf(access, policy) }))];
}

function firstStateOf({ kind }: SeenAccess, policy: Policy): AccessRecord['removal'] {
  return removalWanted(kind, policy) === 'remove' ? 'planned' : 'reported';
}
