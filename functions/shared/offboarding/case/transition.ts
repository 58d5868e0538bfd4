import type { Announcement } from '../evidence/announcement.ts';
import { endToldBy } from '../evidence/announcement-event.ts';
import { isLeftToUndo, undoArguments } from '../notices/left-to-undo.ts';
import { actedOn } from './acted-on.ts';
import { concluded } from './conclusion.ts';
import { hasEnded, type OffboardingCase } from './offboarding-case.ts';
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
 * goes through here, so that nothing happens to it without a line, and nothing ends without those that its evidence is built of.
 */
export function transition(
  before: OffboardingCase | undefined,
  after: OffboardingCase,
  ...entries: readonly TrailEntry[]
): OffboardingCase {
  const trail = entries.reduce((lines, entry) => withLine(lines, entry), after.trail);
  const at = entries.at(-1)?.at;
  const isEnd = hasEnded(after) && isNews(before, after) && at !== undefined;
  const changed = isEnd ? concluded({ ...after, trail }, at) : { ...after, trail };
  const type = announced[after.status];
  return type && isNews(before, after) && at !== undefined ? announce(changed, type, at) : changed;
}

/** Whether it has come to another status, or to the same for another reason. */
function isNews(before: OffboardingCase | undefined, after: OffboardingCase): boolean {
  // A case that begins as cancelled waits for an exit that is late, if there is one: nobody has been told of any.
  if (!before) return after.status !== 'cancelled';
  return before.status !== after.status || before.reason !== after.reason || isAnotherQuestion(before, after);
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
  const { caseId, status, reason, sla, desktops, proof } = one;
  const told: Announcement = {
    id: `${caseId}#${lineOf(one)}#${type}`,
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
    ...(proof && endToldBy(type) === status && { proof }),
  };
  return { ...one, unsaid: [...one.unsaid, told] };
}

/** The number of the latest line that says what has happened. */
function lineOf({ trail }: OffboardingCase): number {
  return trail.findLast(({ event }) => event !== 'record')?.seq ?? 0;
}

/** The door of the notice that a case acts on: its policy is that of this source. An undo goes by that of what it undoes. */
export function sourceOf(one: Pick<OffboardingCase, 'notices' | 'receivedAt' | 'source'>): string | undefined {
  return one.source ?? actedOn(one)?.source;
}

function source(one: OffboardingCase): { source?: string } {
  const door = sourceOf(one);
  return door === undefined ? {} : { source: door };
}
