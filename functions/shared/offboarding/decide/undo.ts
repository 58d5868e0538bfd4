import { takenInAll } from '../case/new-episode.ts';
import { type DesktopRecord, hasBegun, hasEnded, type OffboardingCase } from '../case/offboarding-case.ts';
import { sourceOf, transition } from '../case/transition.ts';
import { undoCaseId } from './undo-case-id.ts';

/** Why a case cannot be undone. */
export type UndoProblem = 'not-ended' | 'nothing-was-done' | 'already-undone';

export type UndoAsked = { by: string; reason: string /** ISO 8601 UTC. */; at: string };

/** Both cases of an undo; one that is already as it is to be is left out. */
export type OpenedUndo = { original?: OffboardingCase; undo?: OffboardingCase; undoId: string };

/**
 * The case that undoes another one, and that other one as it is then. The undo is a case of its own, worked on like any other
 * until a reading shows the before-image restored; both name each other.
 *
 * Only what this product did comes back: an attachment that somebody else took away is theirs to restore.
 *
 * @param earlier the undo as it is, where it was asked for before: one that did not restore everything begins anew, and
 *   what a crash has left is made up for
 */
export function openUndo(
  original: OffboardingCase,
  asked: UndoAsked,
  earlier?: OffboardingCase,
): OpenedUndo | UndoProblem {
  if (!hasEnded(original)) return 'not-ended';
  const taken = takenEpisode(original);
  if (!taken || original.undoes !== undefined) return 'nothing-was-done';
  const undoId = undoCaseId(original);
  const isMarked = original.undoneBy === undoId;
  const isGivenUp = earlier && (isOvertaken(earlier, original) || hasEnded(earlier));
  const isToBegin = !earlier || (isGivenUp && earlier.reason !== 'restored');
  if (isMarked && !isToBegin) return 'already-undone';
  const facts = { command: 'undo', by: asked.by, reason: asked.reason };
  return {
    undoId,
    ...(isToBegin && { undo: begun(taken, original, asked, earlier) }),
    ...(!isMarked && {
      original: transition(original, { ...original, undoneBy: undoId }, line(asked.at, { ...facts, undoneBy: undoId })),
    }),
  };
}

function begun(
  taken: OffboardingCase,
  { caseId, openedAt }: OffboardingCase,
  asked: UndoAsked,
  earlier: OffboardingCase | undefined,
): OffboardingCase {
  const { version = 0, trail = [], unsaid = [] } = earlier ?? {};
  const undo = { ...undoOf(taken, asked), undoesEpisode: openedAt, version, trail, unsaid };
  const facts = { command: 'undo', by: asked.by, reason: asked.reason, undoes: caseId };
  return transition(earlier, undo, line(asked.at, facts));
}

/**
 * Whether the exit that an undo gives back was taken up again since: then nothing is to be given back, also if the exit is over
 * once more because it found nothing to take. An exit that was called off before it began takes nothing.
 */
export function isOvertaken(undo: OffboardingCase, original: OffboardingCase | undefined): boolean {
  if (original === undefined || undo.undoes !== original.caseId) return false;
  if (!hasEnded(original)) return true;
  const isCalledOff = original.status === 'cancelled' && !hasBegun(original);
  return original.openedAt !== undo.undoesEpisode && !isCalledOff;
}

/** A case as it was in the latest of its episodes that has taken something away, with what its exit had taken before. */
function takenEpisode(original: OffboardingCase): OffboardingCase | undefined {
  if (hasBegun(original)) return { ...original, ...takenInAll(original) };
  return original.taken && { ...original, ...original.taken };
}

/** An undo that ends for it. What it has given back until then, the exit takes away again. */
export function withdrawn(undo: OffboardingCase, at: string): OffboardingCase {
  const end = { status: 'cancelled', reason: 'exit-taken-up-again', dueAt: undefined, endedAt: at } as const;
  return transition(undo, { ...undo, ...end }, line(at, { status: end.status, reason: end.reason }));
}

function undoOf(original: OffboardingCase, { at }: UndoAsked): Omit<OffboardingCase, 'version' | 'trail' | 'unsaid'> {
  return {
    caseId: undoCaseId(original),
    status: 'restoring',
    person: original.person,
    actAt: at,
    dueAt: at,
    revokeNow: false,
    receivedAt: at,
    openedAt: at,
    updatedAt: at,
    lastSentAt: at,
    attempts: 0,
    desktops: original.desktops.map(asToRestore).filter(isToRestore),
    users: original.users
      .filter((user) => !user.wasLocked && user.lockRequestedAt !== undefined)
      .map(({ problem: _, ...user }) => ({ ...user, restore: 'planned' })),
    access: original.access
      .filter((access) => access.removalRequestedAt !== undefined)
      .map(({ problem: _, ...access }) => ({ ...access, restore: 'planned' })),
    undoes: original.caseId,
    source: sourceOf(original),
    notices: [],
  };
}

function asToRestore({ problem: _, admittedAt: __, ...record }: DesktopRecord): DesktopRecord {
  const wasDetached = record.detachRequestedAt !== undefined;
  const wasUnbound = record.eip !== undefined && record.unbindRequestedAt !== undefined;
  return {
    ...record,
    ...(wasDetached && { restore: 'planned' as const }),
    ...(wasUnbound && { restoreEip: 'planned' as const }),
    // Detaching shuts a single-user desktop down by itself.
    ...(wasDetached && record.powerState === 'ACTIVE' && { restorePower: 'planned' as const }),
  };
}

function isToRestore({ restore, restoreEip }: DesktopRecord): boolean {
  return restore !== undefined || restoreEip !== undefined;
}

function line(at: string, facts: Record<string, unknown>) {
  return { at, event: 'command' as const, facts };
}
