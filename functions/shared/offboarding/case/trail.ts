import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { plainData } from './plain-data.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a line of a case's trail may tell of. */
const trailEvents = [
  'received',
  'decided',
  'answered',
  'verified',
  'approval',
  'guard',
  'sla',
  'command',
  /** Where it is worked on and by which policy, whenever that is another one. */
  'policy',
  /** What the case had come to when it ended: what its evidence shows is built of these lines. */
  'record',
] as const;

/**
 * One line of the trail of a case: what happened, when, and the hash that ties it to the line before. A line that is changed,
 * left out or put in afterwards breaks the chain.
 */
export const trailLine = z.object({
  /** Counts the lines of a case, from 1. */
  seq: z.number(),
  /** ISO 8601 UTC. */
  at: z.string(),
  event: z.enum(trailEvents),
  /** Facts about it by name: ids, codes, counts and words; nothing personal beyond what the case itself has. */
  facts: z.record(z.string(), z.unknown()),
  /** The hash of the line before; 64 zeros for the first. */
  previous: sha256,
  /** SHA-256 over all of the above, hexadecimal. */
  hash: sha256,
});

export type TrailLine = z.infer<typeof trailLine>;
export type TrailEntry = Pick<TrailLine, 'at' | 'event' | 'facts'>;

const beforeTheFirst = '0'.repeat(64);

/**
 * The trail with one line more: the one door through which anything enters it. Its facts are data as JSON has it, without
 * characters that nobody sees (`plainData`). Its time is never before that of the line
 * before: a run goes by the time at which it began, its calls by theirs, and a message waits in its queue.
 */
export function withLine(trail: readonly TrailLine[], { at: when, event, facts }: TrailEntry): TrailLine[] {
  const last = trail.at(-1);
  const at = last && Date.parse(last.at) > Date.parse(when) ? last.at : when;
  const known = plainData(facts) as TrailLine['facts'];
  const line = { seq: (last?.seq ?? 0) + 1, at, event, facts: known, previous: last?.hash ?? beforeTheFirst };
  return [...trail, { ...line, hash: hashOf(line) }];
}

/** Whether a line says that the guards have let a case take something away. */
export function isAdmission({ event, facts }: TrailLine): boolean {
  return event === 'guard' && facts['verdict'] === 'go';
}

/** The number of the first line that does not follow from the one before; undefined where the chain holds. */
export function firstBrokenLine(trail: readonly TrailLine[]): number | undefined {
  let before: TrailLine | undefined;
  for (const line of trail) {
    const follows = before ? line.previous === before.hash && line.seq === before.seq + 1 : isFirst(line);
    if (!follows || hashOf(line) !== line.hash) return line.seq;
    before = line;
  }
  return undefined;
}

function isFirst({ seq, previous }: TrailLine): boolean {
  return seq === 1 && previous === beforeTheFirst;
}

/** Over the line as canonical JSON, whatever is in it but its hash: whoever checks it needs no code of ours. */
function hashOf({ hash: _, ...line }: Partial<TrailLine>): string {
  return createHash('sha256').update(canonicalJson(line)).digest('hex');
}
