import { actedOn } from './acted-on.ts';
import type { Announcement } from './announcement.ts';
import { isLeftToUndo, undoArguments } from './left-to-undo.ts';
import type { OffboardingCase } from './offboarding-case.ts';
import { type TrailEntry, withLine } from './trail.ts';

/** What subscribers are told when a case comes to a status. */
const announced: Partial<Record<OffboardingCase['status'], Announcement['type']>> = {
  held: 'OffboardingHeld',
  closed: 'OffboardingCompleted',
  failed: 'OffboardingFailed',
  cancelled: 'OffboardingCancelled',
  'dry-run': 'OffboardingDryRun',
  restored: 'OffboardingUndone',
};

/**
 * A changed case, with the change written into its trail and what subscribers are to be told of it. Every change of a case
 * goes through here, so that nothing happens to it without a line.
 */
export function transition(
  before: OffboardingCase | undefined,
  after: OffboardingCase,
  ...entries: readonly TrailEntry[]
): OffboardingCase {
  const trail = entries.reduce((lines, entry) => withLine(lines, entry), after.trail);
  const changed = { ...after, trail };
  const type = announced[after.status];
  // A case that begins as cancelled waits for an exit that is late, if there is one: nobody has been told of any.
  const isNews = before
    ? before.status !== after.status || before.reason !== after.reason || isAnotherQuestion(before, after)
    : after.status !== 'cancelled';
  const at = entries.at(-1)?.at;
  return type && isNews && at !== undefined ? announce(changed, type, at) : changed;
}

/** Whoever has agreed to the plan before is asked once more. */
function isAnotherQuestion(before: OffboardingCase, { reason, approval }: OffboardingCase): boolean {
  return reason === 'approval' && before.approval?.planHash !== approval?.planHash;
}

/**
 * A case that subscribers are to be told something of. Its id is that of the line which says the same in the trail.
 *
 * @param more what is otherwise than the case has it
 */
export function announce(
  one: OffboardingCase,
  type: Announcement['type'],
  at: string,
  more: Pick<Announcement, 'reason' | 'by'> = {},
): OffboardingCase {
  const { caseId, status, reason, sla, desktops } = one;
  const told: Announcement = {
    id: `${caseId}#${one.trail.at(-1)?.seq ?? 0}#${type}`,
    type,
    at,
    caseId,
    status,
    ...(reason !== undefined && { reason }),
    ...source(one),
    desktops: desktops.length,
    ...(sla && { slaDueAt: sla.dueAt }),
    ...(isLeftToUndo(one) && { undo: undoArguments(one) }),
    ...more,
  };
  return { ...one, unsaid: [...one.unsaid, told] };
}

/** The door of the notice that a case acts on: its policy is that of this source. An undo goes by that of what it undoes. */
export function sourceOf(one: Pick<OffboardingCase, 'notices' | 'receivedAt' | 'source'>): string | undefined {
  return one.source ?? actedOn(one)?.source;
}

function source(one: OffboardingCase): { source?: string } {
  const door = sourceOf(one);
  return door === undefined ? {} : { source: door };
}
