import type { SQSRecord } from 'aws-lambda';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { EvidenceStore } from '../shared/ledger/evidence-store.ts';
import type { OutcomeMessage } from '../shared/offboarding/announcement.ts';
import { type AnnouncementEvent, endToldBy } from '../shared/offboarding/announcement-event.ts';
import { evidenceOf } from '../shared/offboarding/evidence.ts';
import type { OffboardingCase } from '../shared/offboarding/offboarding-case.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { ParsedRecord } from '../shared/runtime/parse-batch.ts';

export type OutcomeRecord = ParsedRecord<OutcomeMessage>;

export type EvidenceDependencies = {
  cases: Pick<CaseStore, 'load'>;
  evidence: Pick<EvidenceStore, 'write'>;
  bucket: string;
};

/** What is to be told. */
export type Ready = { record: SQSRecord; event: AnnouncementEvent };
/** What was not told to all whom it is for, and why; `lost` where no retry can mend that. */
export type Untold = { record: SQSRecord; reason: string; lost?: true };

const writesAtOnce = 10;

/** Writes the evidence of the cases that have ended, and adds to their announcements where it is. */
export async function writeEvidence(
  records: readonly OutcomeRecord[],
  { cases, evidence, bucket }: EvidenceDependencies,
): Promise<(Ready | Untold)[]> {
  const announcements = records.map(({ message }) => message.announcement);
  const ended = announcements.flatMap((one) => (endToldBy(one) && one.caseId !== undefined ? [one.caseId] : []));
  const loaded = await cases.load([...new Set(ended)]);

  async function write(found: OffboardingCase): Promise<Pick<AnnouncementEvent, 'evidence'>> {
    const proof = evidenceOf(found, found.trail);
    return { evidence: { bucket, key: await evidence.write(proof), lastHash: proof.chain.lastHash } };
  }

  return inParallel(records, writesAtOnce, async ({ record, message: { announcement } }) => {
    const status = endToldBy(announcement);
    if (status === undefined) return { record, event: announcement };
    const found = loaded.get(announcement.caseId ?? '');
    if (!found) return { record, reason: `the ledger has no case ${announcement.caseId}`, lost: true };
    // Opened again since: its trail goes on, and the evidence of its next end has all of it.
    if (found.status !== status) return { record, event: announcement };
    try {
      return { record, event: { ...announcement, ...(await write(found)) } };
    } catch (error) {
      return { record, reason: `evidence: ${error instanceof Error ? error.name : String(error)}` };
    }
  });
}
