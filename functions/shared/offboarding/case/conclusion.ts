import { restorationOf } from '../decide/restoration.ts';
import { accessTimingOf } from '../evidence/access-timing.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { ledgerLines } from '../evidence/ledger-line.ts';
import type { OffboardingCase } from './offboarding-case.ts';
import { type TrailEntry, withLine } from './trail.ts';

/**
 * A case that has just ended, with all that an auditor reads of it in lines of its trail: evidence is built of these lines alone, so
 * that whoever changes a word of it breaks the chain. And with what proves that no line is missing: their number, and the hash of the last.
 *
 * @param at ISO 8601 UTC
 */
export function concluded(ended: OffboardingCase, at: string): OffboardingCase {
  const facts = factsOf(ended);
  const lastLine = (ended.trail.at(-1)?.seq ?? 0) + facts.length;
  const entries = facts.map((own, index): TrailEntry => {
    return { at, event: 'record', facts: index === 0 ? { ...own, lastLine } : own };
  });
  const trail = entries.reduce((lines, entry) => withLine(lines, entry), ended.trail);
  const lastHash = trail.at(-1)?.hash ?? '';
  return { ...ended, trail, proof: { lines: lastLine, lastHash } };
}

/**
 * The parts of evidence, in lines that are not too long. A list is in as many lines as it has items; the first line has all lists,
 * empty, so that there is one also if it has none.
 */
function factsOf(ended: OffboardingCase): Partial<Evidence>[] {
  const { caseId, openedAt, endedAt, status, reason, problem, scope, undoes, approval, seenEmptyAt } = ended;
  const { notices, users, access, seenGone = [], workedBy } = ended;
  const lists = { notices: [], desktops: [], users: [], access: [], seenGone: [] };
  return [
    { caseId, openedAt, endedAt, status, reason, problem, scope, undoes, seenEmptyAt, ...lists } as Partial<Evidence>,
    { person: leastOf(ended.person) },
    ...(workedBy ? [workedBy] : []),
    { timing: accessTimingOf(ended) },
    ...(undoes === undefined ? [] : [{ restoration: restorationOf(ended) }]),
    ...notices.map((notice) => ({ notices: [notice] })),
    ...(approval ? [{ approval }] : []),
    ...ledgerLines(ended).map((line) => ({ desktops: [withoutTheCase(line)] })),
    ...users.map((user) => ({ users: [withoutTheExit(user, ended)] })),
    ...access.map((door) => ({ access: [withoutTheExit(door, ended)] })),
    ...seenGone.map((seen) => ({ seenGone: [seen] })),
  ];
}

/** What the lines of the ledger repeat of the case. */
function withoutTheCase({
  caseId: _,
  lineId: __,
  caseStatus: ___,
  receivedAt: ____,
  actAt: _____,
  recordedAt: ______,
  ...desktop
}: ReturnType<typeof ledgerLines>[number]): Evidence['desktops'][number] {
  return desktop;
}

const ofTheExit = new Set(['lockRequestedAt', 'lockRequestId', 'removalRequestedAt', 'removalRequestId']);

/** Of an undo, without when and by which request the exit took it. */
function withoutTheExit<Kept extends object>(record: Kept, { undoes }: OffboardingCase): Kept {
  if (undoes === undefined) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => !ofTheExit.has(name))) as Kept;
}

/** The person's e-mail address is left out wherever another identifier says who it was. */
function leastOf({ id, userName, email }: OffboardingCase['person']): Evidence['person'] {
  return id === undefined && userName === undefined ? { email } : { id, userName };
}
