import * as z from 'zod';
import {
  accessRecord,
  approvalRecord,
  desktopRecord,
  endStatuses,
  offboardingCase,
  problem,
  userRecord,
} from '../case/offboarding-case.ts';
import { firstBrokenLine, type TrailLine, trailLine } from '../case/trail.ts';
import { restoration } from '../decide/restoration.ts';
import { accessTiming } from './access-timing.ts';
import { canonicalJson } from './canonical-json.ts';
import { accessStates, powerStates, publicIpStates } from './ledger-line.ts';

const instant = z.iso.datetime({ offset: true });

/** A line of the trail, without what ties it to the others: `seq` is its number there. */
const event = z.strictObject(trailLine.omit({ previous: true, hash: true }).shape);

/** One desktop: how it was, and what the case came to on it. */
const evidenceDesktop = desktopRecord.omit({ detach: true, unbind: true, powerState: true, admittedAt: true }).extend({
  access: z.enum(accessStates),
  publicIp: z.enum(publicIpStates),
  /** Absent where its power was left alone. */
  power: z.optional(z.enum(powerStates)),
  /** From `timing.startsAt` to the reading that showed it detached, milliseconds. */
  elapsedMs: z.optional(z.number()),
});

/**
 * What proves what one case came to: everything an auditor asks for, in one document that explains itself. All of it is in the lines of
 * its trail, and built of them.
 *
 * @internal for tests, which hold the samples against it
 */
export const evidence = z.strictObject({
  /** Of this shape; another number is another shape. */
  version: z.literal(2),
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
  /** Of a one-off: the desktops that it was about. It says nothing of what else the person may use. */
  scope: offboardingCase.shape.scope,
  /** Of an undo: the case that it undoes. */
  undoes: z.optional(z.string()),
  /** Whose people leave, as the configuration names them. */
  organisation: z.optional(z.string()),
  /** The Workspace projects in which the person was looked for, by their names in the configuration. */
  projects: z.optional(
    z.array(z.object({ workspace: z.string(), projectId: z.string(), region: z.optional(z.string()) })),
  ),
  /** The policy by which it was worked on last; absent where it ended before. `policy` lines of the trail have those before. */
  policy: z.optional(z.record(z.string(), z.unknown())),
  timing: accessTiming,
  /** Of an undo: its own times. */
  restoration: z.optional(restoration),
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
  /** When a reading showed for the first time that the person has nothing, where it was so. */
  seenEmptyAt: z.optional(instant),
  /** Of each project: when it was seen that nothing is attached, and since when that no pool and no group opens anything. */
  seenGone: offboardingCase.shape.seenGone.unwrap(),
  trail: z.array(trailLine),
  chain: z.object({
    algorithm: z.literal('SHA-256'),
    lines: z.number(),
    /** Of the last line; it stands for all lines before it. */
    lastHash: z.string(),
    /** The first line that does not follow from the one before; absent where all do. */
    brokenAt: z.optional(z.number()),
  }),
});

export type Evidence = z.infer<typeof evidence>;
export type EvidenceDesktop = Evidence['desktops'][number];

/** A trail whose end does not say what a case has come to. */
export class NoEvidence extends Error {
  override readonly name = 'NoEvidence';
}

/**
 * The evidence of a case, of nothing but the lines of its trail. Pure: the same lines give the same evidence, whoever makes it and whenever.
 *
 * @param trail every line of the case, from the first to the last that was written when it ended
 * @throws {NoEvidence} if it does not end with what the case has come to
 */
export function evidenceOf(trail: readonly TrailLine[]): Evidence {
  const first = trail.findLastIndex(({ event: kind, facts }) => kind === 'record' && 'caseId' in facts);
  const { lastLine, ...said } = first < 0 ? {} : together(trail.slice(first));
  if (trail.at(-1)?.event !== 'record' || lastLine !== trail.length) {
    throw new NoEvidence('The trail does not end with what the case has come to');
  }
  return {
    // As the end of a case writes it.
    ...(said as Omit<Evidence, 'version' | 'decisions' | 'calls' | 'trail' | 'chain'>),
    version: 2,
    decisions: eventsOf(trail, 'decided', 'guard', 'approval'),
    calls: eventsOf(trail, 'answered'),
    trail: [...trail],
    chain: {
      algorithm: 'SHA-256',
      lines: trail.length,
      lastHash: trail.at(-1)?.hash ?? '',
      brokenAt: firstBrokenLine(trail),
    },
  };
}

/** Evidence as it stands in its file: it has one form, to the byte. */
export function textOfEvidence(one: Evidence): string {
  return `${canonicalJson(one, 2)}\n`;
}

/** The facts of lines, put together: lists of one name one after the other, of all else the latest. */
function together(lines: readonly TrailLine[]): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const [name, value] of lines.flatMap(({ facts }) => Object.entries(facts))) {
    const before = all[name];
    all[name] = Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value;
  }
  return all;
}

function eventsOf(trail: readonly TrailLine[], ...kinds: TrailLine['event'][]): Evidence['calls'] {
  return trail
    .filter((line) => kinds.includes(line.event))
    .map(({ seq, at, event: kind, facts }) => ({ seq, at, event: kind, facts }));
}
