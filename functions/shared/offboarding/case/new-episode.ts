import { undoCaseId } from '../decide/undo-case-id.ts';
import { type DesktopRecord, hasBegun, type OffboardingCase } from './offboarding-case.ts';
import { accessKey, desktopKey, userKey } from './record-keys.ts';
import { sourceOf } from './transition.ts';

/**
 * A case as it starts, also when it starts again: of an earlier episode its trail and its notices are left, and who it is about.
 *
 * @param actAt when access is to go, ISO 8601 UTC
 * @param receivedAt when that became known, ISO 8601
 */
export function newEpisode(actAt: string, receivedAt: string) {
  return {
    status: 'scheduled',
    reason: undefined,
    problem: undefined,
    workspaceUserName: undefined,
    workspaceUserIds: undefined,
    candidates: undefined,
    actAt,
    dueAt: actAt,
    receivedAt,
    openedAt: receivedAt,
    endedAt: undefined,
    releasedAt: undefined,
    attempts: 0,
    desktops: [],
    users: [],
    access: [],
    approval: undefined,
    seenEmptyAt: undefined,
    seenGone: undefined,
    exitSince: undefined,
    workedBy: undefined,
    sla: undefined,
    undoneBy: undefined,
    proof: undefined,
  } satisfies Partial<OffboardingCase>;
}

/**
 * What an episode that ends for another one has taken away is kept with its before-image: it can still be undone.
 *
 * @param goesOn the next one goes on with the same exit, because access came back
 */
export function takenBefore(
  ended: OffboardingCase,
  { goesOn = false } = {},
): Pick<OffboardingCase, 'taken' | 'overtakes'> {
  const { taken: before } = ended;
  if (!hasBegun(ended) && !before) return {};
  // Whether there is an undo of it is to be looked up once the new episode is saved.
  const overtakes = { ...ended.overtakes, undo: undoCaseId(ended) };
  if (!hasBegun(ended)) return { overtakes, ...(before && !goesOn && { taken: { ...before, ofThisExit: undefined } }) };
  const { openedAt } = ended;
  const taken = { openedAt, source: sourceOf(ended), ...takenInAll(ended) };
  return { overtakes, taken: goesOn ? { ...taken, ofThisExit: true } : taken };
}

type Taken = Pick<OffboardingCase, 'desktops' | 'users' | 'access'>;

/** What all episodes of an exit together have taken: of what was taken twice, as it was before the first time. */
export function takenInAll({ desktops, users, access, taken }: OffboardingCase): Taken {
  if (!taken?.ofThisExit) return { desktops, users, access };
  return {
    desktops: together(taken.desktops, desktops, desktopKey, firstOfEachPart),
    users: together(taken.users, users, userKey, (before, after) => (before.lockRequestedAt ? before : after)),
    access: together(taken.access, access, accessKey, (before, after) => (before.removalRequestedAt ? before : after)),
  };
}

/** The attachment with the power that went with it, and the EIP, each from whichever took it first. */
function firstOfEachPart(before: DesktopRecord, after: DesktopRecord): DesktopRecord {
  const whole = before.detachRequestedAt || !after.detachRequestedAt ? before : after;
  const { eip, eipReason, unbind, unbindRequestedAt, unbindRequestId, unbindVerifiedAt } =
    before.unbindRequestedAt || !after.unbindRequestedAt ? before : after;
  return { ...whole, eip, eipReason, unbind, unbindRequestedAt, unbindRequestId, unbindVerifiedAt };
}

function together<Kept>(
  earlier: readonly Kept[],
  latest: readonly Kept[],
  keyOf: (record: Kept) => string,
  firstOf: (before: Kept, after: Kept) => Kept,
): Kept[] {
  const records = new Map(latest.map((record) => [keyOf(record), record]));
  for (const record of earlier) {
    const again = records.get(keyOf(record));
    records.set(keyOf(record), again ? firstOf(record, again) : record);
  }
  return [...records.values()];
}
