import type { SQSRecord } from 'aws-lambda';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { EvidenceStore } from '../shared/ledger/evidence-store.ts';
import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import type { Announcement, OutcomeMessage } from '../shared/offboarding/evidence/announcement.ts';
import { type AnnouncementEvent, endToldBy } from '../shared/offboarding/evidence/announcement-event.ts';
import { evidenceOf, NoEvidence } from '../shared/offboarding/evidence/evidence.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { ParsedRecord } from '../shared/runtime/parse-batch.ts';

export type OutcomeRecord = ParsedRecord<OutcomeMessage>;

export type EvidenceDependencies = {
  cases: Pick<CaseStore, 'load' | 'trail'>;
  evidence: Pick<EvidenceStore, 'write'>;
  bucket: string;
  /** How a person begins a command of the operator's command line for this stack. */
  operatorCommand: string;
};

/** What is to be told. */
export type Ready = { record: SQSRecord; event: AnnouncementEvent };
/** What was not told to all whom it is for, and why; `lost` where no retry can mend that. */
export type Untold = { record: SQSRecord; reason: string; lost?: true };

const casesAtOnce = 10;

/**
 * Writes the evidence of the cases that have ended, and adds to their announcements where it is. Each by itself: a case that
 * cannot be read keeps no other one's end from being told.
 */
export function writeEvidence(
  records: readonly OutcomeRecord[],
  deps: EvidenceDependencies,
): Promise<(Ready | Untold)[]> {
  return inParallel(records, casesAtOnce, async ({ record, message: { announcement } }) => {
    const { proof } = announcement;
    const event = asEvent(announcement, deps);
    if (endToldBy(announcement.type) === undefined) return { record, event };
    const { caseId } = announcement;
    if (!caseId || !proof) return { record, reason: 'an end is the end of a case, with its proof', lost: true };
    try {
      const found = (await deps.cases.load([caseId])).get(caseId);
      if (!found) return { record, reason: `the ledger has no case ${caseId}`, lost: true };
      return { record, event: { ...event, evidence: await write(found, proof, deps) } };
    } catch (error) {
      const reason = error instanceof NoEvidence ? error.message : error instanceof Error ? error.name : String(error);
      return { record, reason: `evidence: ${reason}` };
    }
  });
}

function asEvent(
  { undo, proof: _, ...announcement }: Announcement,
  { operatorCommand }: EvidenceDependencies,
): AnnouncementEvent {
  return { ...announcement, ...(undo !== undefined && { undo: `${operatorCommand} ${undo}` }) };
}

/** Opened again since, its trail goes on: the lines up to the end that is told of are the same. */

async function write(
  ended: OffboardingCase,
  { lines, lastHash }: NonNullable<OutcomeMessage['announcement']['proof']>,
  { cases, evidence, bucket }: EvidenceDependencies,
): Promise<AnnouncementEvent['evidence']> {
  const trail = (await cases.trail(ended)).slice(0, lines);
  if (trail.at(-1)?.hash !== lastHash)
    throw new NoEvidence(`line ${lines} of the ledger is not the one that was announced`);
  return { bucket, key: await evidence.write(evidenceOf(trail)), lines, lastHash };
}
