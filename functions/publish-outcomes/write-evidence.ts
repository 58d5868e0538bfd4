import type { SQSRecord } from 'aws-lambda';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { EvidenceStore } from '../shared/ledger/evidence-store.ts';
import type { Announcement, OutcomeMessage } from '../shared/offboarding/announcement.ts';
import { type AnnouncementEvent, endToldBy } from '../shared/offboarding/announcement-event.ts';
import { evidenceOf } from '../shared/offboarding/evidence.ts';
import type { OffboardingCase } from '../shared/offboarding/offboarding-case.ts';
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
    const status = endToldBy(announcement);
    const told = asEvent(announcement, deps);
    if (status === undefined) return { record, event: told };
    const { caseId } = announcement;
    if (!caseId) return { record, reason: 'announcement.caseId: an end is the end of a case', lost: true };
    try {
      const found = (await deps.cases.load([caseId])).get(caseId);
      if (!found) return { record, reason: `the ledger has no case ${caseId}`, lost: true };
      // Opened again since: its trail goes on, and the evidence of its next end has all of it.
      if (found.status !== status) return { record, event: told };
      return { record, event: { ...told, evidence: await write(found, deps) } };
    } catch (error) {
      return { record, reason: `evidence: ${error instanceof Error ? error.name : String(error)}` };
    }
  });
}

function asEvent(
  { undo, ...announcement }: Announcement,
  { operatorCommand }: EvidenceDependencies,
): AnnouncementEvent {
  return { ...announcement, ...(undo !== undefined && { undo: `${operatorCommand} ${undo}` }) };
}

async function write(
  ended: OffboardingCase,
  { cases, evidence, bucket }: EvidenceDependencies,
): Promise<AnnouncementEvent['evidence']> {
  const proof = evidenceOf(ended, await cases.trail(ended));
  return { bucket, key: await evidence.write(proof), lastHash: proof.chain.lastHash };
}
