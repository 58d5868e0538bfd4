import * as z from 'zod';
import { accessTiming, accessTimingOf } from './access-timing.ts';
import { accessStates, ledgerLines, publicIpStates } from './ledger-line.ts';
import {
  accessRecord,
  approvalRecord,
  desktopRecord,
  endStatuses,
  hasEnded,
  type OffboardingCase,
  offboardingCase,
  problem,
  userRecord,
} from './offboarding-case.ts';
import { firstBrokenLine, type TrailLine, trailLine } from './trail.ts';

const instant = z.iso.datetime({ offset: true });

/** A line of the trail, without what ties it to the others: `seq` is its number there. */
const event = trailLine.omit({ previous: true, hash: true });

/** One desktop: how it was, and what the case came to on it. */
export const evidenceDesktop = desktopRecord
  .omit({ detach: true, unbind: true, powerState: true, admittedAt: true })
  .extend({
    access: z.enum(accessStates),
    publicIp: z.enum(publicIpStates),
    /** From `timing.startsAt` to the reading that showed it detached, milliseconds. */
    elapsedMs: z.optional(z.number()),
  });

/** What proves what one case came to: everything an auditor asks for, in one document that explains itself. */
export const evidence = z.object({
  /** Of this shape; another number is another shape. */
  version: z.literal(1),
  caseId: z.string(),
  openedAt: instant,
  endedAt: instant,
  status: z.enum(endStatuses),
  /** A machine-readable word for how it ended. */
  reason: z.optional(z.string()),
  problem: z.optional(problem),
  /** The person's e-mail address is left out wherever another identifier says who it was. */
  person: z.object({
    id: z.optional(z.string()),
    userName: z.optional(z.string()),
    email: z.optional(z.string()),
  }),
  /** Of an undo: the case that it undoes. */
  undoes: z.optional(z.string()),
  timing: accessTiming,
  /** Who said it, and what vouched for it: the key's id, never the key. */
  notices: offboardingCase.shape.notices,
  approval: z.optional(approvalRecord),
  /** What was decided, by which rule. */
  decisions: z.array(event),
  /** What was asked of Workspace, and what it answered. */
  calls: z.array(event),
  desktops: z.array(evidenceDesktop),
  users: z.array(userRecord),
  access: z.array(accessRecord),
  /**
   * In each project: when it was seen that nothing is attached to the person, and since when it is known that no pool and no group
   * opens anything to them. Absent where the case did not see it.
   */
  seenGone: offboardingCase.shape.seenGone,
  trail: z.array(trailLine),
  chain: z.object({
    algorithm: z.literal('SHA-256'),
    lines: z.number(),
    /** Of the last line; it stands for all lines before it. Absent where there is none. */
    lastHash: z.optional(z.string()),
    /** The first line that does not follow from the one before; absent where all do. */
    brokenAt: z.optional(z.number()),
  }),
});

export type Evidence = z.infer<typeof evidence>;
export type EvidenceDesktop = Evidence['desktops'][number];

/**
 * The evidence of a case that has ended. Pure: the same case gives the same evidence, whenever it is asked.
 *
 * @param trail every line of the case, from the first
 * @throws {TypeError} where the case has not ended
 */
export function evidenceOf(ended: OffboardingCase, trail: readonly TrailLine[]): Evidence {
  const { status, endedAt } = ended;
  if (!isEnd(status) || endedAt === undefined) throw new TypeError(`Case ${ended.caseId} has not ended`);
  const { caseId, openedAt, reason, problem: why, undoes, notices, approval, users, access, seenGone } = ended;
  return {
    version: 1,
    caseId,
    openedAt,
    endedAt,
    status,
    reason,
    problem: why,
    person: leastOf(ended.person),
    undoes,
    timing: accessTimingOf(ended),
    notices,
    approval,
    decisions: eventsOf(trail, 'decided', 'guard', 'approval'),
    calls: eventsOf(trail, 'answered'),
    // Without what the lines repeat of the case.
    desktops: ledgerLines(ended).map((line) => evidenceDesktop.parse(line)),
    users,
    access,
    ...(seenGone && { seenGone }),
    trail: [...trail],
    chain: {
      algorithm: 'SHA-256',
      lines: trail.length,
      lastHash: trail.at(-1)?.hash,
      brokenAt: firstBrokenLine(trail),
    },
  };
}

function isEnd(status: OffboardingCase['status']): status is Evidence['status'] {
  return hasEnded({ status });
}

function leastOf({ id, userName, email }: OffboardingCase['person']): Evidence['person'] {
  return id === undefined && userName === undefined ? { email } : { id, userName };
}

function eventsOf(trail: readonly TrailLine[], ...kinds: TrailLine['event'][]): Evidence['calls'] {
  return trail
    .filter((line) => kinds.includes(line.event))
    .map(({ seq, at, event: kind, facts }) => ({ seq, at, event: kind, facts }));
}
