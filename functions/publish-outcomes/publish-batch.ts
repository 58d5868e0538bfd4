import type { AnnouncementEvent } from '../shared/offboarding/evidence/announcement-event.ts';
import { type Listeners, tell } from './tell.ts';
import {
  type EvidenceDependencies,
  type OutcomeRecord,
  type Ready,
  type Untold,
  writeEvidence,
} from './write-evidence.ts';

export type PublishDependencies = EvidenceDependencies & Listeners;

export type Published = { told: AnnouncementEvent[]; untold: Untold[] };

/**
 * Writes the evidence of a batch of announcements, then tells them. What did not reach both the topic and the event bus is to be
 * told to both once more: at least once, with the same id.
 */
export async function publishBatch(records: readonly OutcomeRecord[], deps: PublishDependencies): Promise<Published> {
  const prepared = await writeEvidence(records, deps);
  const ready = prepared.filter((one): one is Ready => 'event' in one);
  const problems = await tell(
    ready.map(({ event }) => event),
    deps,
  );
  return {
    told: ready.filter((_, index) => problems[index] === undefined).map(({ event }) => event),
    untold: [
      ...prepared.filter((one): one is Untold => 'reason' in one),
      ...ready.flatMap(({ record }, index) => {
        const reason = problems[index];
        return reason === undefined ? [] : [{ record, reason }];
      }),
    ],
  };
}
