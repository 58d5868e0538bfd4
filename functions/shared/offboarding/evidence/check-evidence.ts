import * as z from 'zod';
import { firstBrokenLine, trailLine } from '../case/trail.ts';
import type { AnnouncementEvent } from './announcement-event.ts';
import { canonicalJson } from './canonical-json.ts';
import { type Evidence, evidenceOf, NoEvidence, textOfEvidence } from './evidence.ts';

/** What a check of evidence comes to. */
export type CheckedEvidence =
  | { verdict: 'intact'; caseId: string; status: Evidence['status']; lines: number; lastHash: string }
  | {
      verdict: 'altered';
      /** What is wrong, machine-readable and as a sentence. */
      code: 'not-json' | 'no-trail' | 'broken-line' | 'cut' | 'not-of-its-lines' | 'other-form' | 'not-as-announced';
      message: string;
    };

type Altered = Extract<CheckedEvidence, { verdict: 'altered' }>;

/** As far as a check needs it. */
export type AnnouncedEvidence = Pick<AnnouncementEvent, 'caseId' | 'status'> & {
  evidence: Pick<NonNullable<AnnouncementEvent['evidence']>, 'lines' | 'lastHash'>;
};

/**
 * Whether a file of evidence is as it was written: each line has its own hash and that of the line before, and the lines make the file
 * once more, byte by byte. Somebody who makes all lines anew can only be found out by what was announced, which is in other hands.
 */
export function checkEvidence(file: Uint8Array, announced?: AnnouncedEvidence): CheckedEvidence {
  const said = parsed(file);
  if (said === undefined) return altered('not-json', 'The file is not JSON.');
  const trail = trailIn(said);
  if (!trail) return altered('no-trail', 'The file has no lines of a trail, as evidence has.');
  const broken = firstBrokenLine(trail);
  if (broken !== undefined) {
    const what = 'it, or a line before it, was changed, left out or put in';
    return altered('broken-line', `Line ${broken} of the trail does not follow from the one before: ${what}.`);
  }
  return againstItsLines(file, said, trail) ?? againstAnnouncement(evidenceOf(trail), announced);
}

function parsed(file: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file));
  } catch {
    return undefined;
  }
}

/** As they stand in the file, whatever else is in a line: its hash is of that too. */
function trailIn(said: unknown): Evidence['trail'] | undefined {
  const withTrail = z.object({ trail: z.array(trailLine).min(1) });
  return withTrail.safeParse(said).success ? (said as Pick<Evidence, 'trail'>).trail : undefined;
}

function againstItsLines(file: Uint8Array, said: unknown, trail: Evidence['trail']): Altered | undefined {
  try {
    const built = evidenceOf(trail);
    if (Buffer.from(textOfEvidence(built)).equals(file)) return undefined;
    return whereItDiffers(said as Record<string, unknown>, built);
  } catch (error) {
    if (!(error instanceof NoEvidence)) throw error;
    return altered('cut', `${error.message}: lines at its end are missing, or others were added.`);
  }
}

function whereItDiffers(said: Record<string, unknown>, built: Record<string, unknown>): Altered {
  const names = [...new Set([...Object.keys(said), ...Object.keys(built)])];
  const differs = (name: string) => canonicalJson([said[name]]) !== canonicalJson([built[name]]);
  const first = names.find((name) => Object.hasOwn(said, name) !== hasValue(built, name) || differs(name));
  if (first === undefined) {
    return altered('other-form', 'Blanks, escapes, or the order of names in the file are not as it was written.');
  }
  return altered('not-of-its-lines', `"${first}" is not what the lines of the trail say.`);
}

function hasValue(built: Record<string, unknown>, name: string): boolean {
  return built[name] !== undefined;
}

function againstAnnouncement(
  { caseId, status, chain: { lines, lastHash } }: Evidence,
  announced: AnnouncedEvidence | undefined,
): CheckedEvidence {
  const own = { caseId, status, lines, lastHash };
  const told = announced && { caseId: announced.caseId, status: announced.status, ...announced.evidence };
  for (const name of ['caseId', 'status', 'lines', 'lastHash'] as const) {
    if (told && told[name] !== own[name]) {
      const what = `the announcement says ${name} ${told[name] ?? 'nothing'}, and the file ${own[name]}`;
      return altered('not-as-announced', `It is not the evidence that was announced: ${what}.`);
    }
  }
  return { verdict: 'intact', ...own };
}

function altered(code: Altered['code'], message: string): Altered {
  return { verdict: 'altered', code, message };
}
