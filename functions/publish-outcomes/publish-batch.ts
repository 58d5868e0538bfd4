import type { SQSRecord } from 'aws-lambda';
import type { OutcomeMessage } from '../shared/offboarding/announcement.ts';
import type { EventBus } from '../shared/runtime/event-bus.ts';
import type { ParsedRecord } from '../shared/runtime/parse-batch.ts';
import type { Topic } from '../shared/runtime/topic.ts';

export type OutcomeRecord = ParsedRecord<OutcomeMessage>;

/** An announcement that was not told to all, and why. */
export type Untold = { record: SQSRecord; reason: string };

export type PublishDependencies = { topic: Topic; bus: EventBus };

/**
 * Tells a batch of announcements to the topic and the event bus.
 * @returns those that either of the two did not take; told again, the other one hears them twice, with the same id
 */
export async function publishBatch(
  records: readonly OutcomeRecord[],
  { topic, bus }: PublishDependencies,
): Promise<Untold[]> {
  const announcements = records.map(({ message }) => message.announcement);
  const refusals = await Promise.all([
    settled(records.length, () =>
      topic.publish(announcements.map((one) => ({ body: one, subject: one.type, attributes: {} }))),
    ),
    settled(records.length, () =>
      bus.put(announcements.map((one) => ({ detailType: one.type, detail: one, at: one.at }))),
    ),
  ]);
  return records.flatMap(({ record }, index) => {
    const reasons = refusals.flatMap((problems) => problems[index] ?? []);
    return reasons.length > 0 ? [{ record, reason: reasons.join('; ') }] : [];
  });
}

/** A call that failed as a whole failed for each. */
async function settled(count: number, send: () => Promise<(string | undefined)[]>): Promise<(string | undefined)[]> {
  try {
    return await send();
  } catch (error) {
    return Array.from({ length: count }, () => (error instanceof Error ? error.name : String(error)));
  }
}
