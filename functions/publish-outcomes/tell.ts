import type { AnnouncementEvent } from '../shared/offboarding/evidence/announcement-event.ts';
import type { BusEvent, EventBus } from '../shared/runtime/event-bus.ts';
import type { Topic, TopicMessage } from '../shared/runtime/topic.ts';

export type Listeners = { topic: Topic; bus: EventBus };

/**
 * Tells events to the subscribers of the topic and of the event bus. One of the two that cannot be reached does not keep an
 * event from the other.
 * @returns why each event did not reach both, in the events' order; undefined where it did
 */
export async function tell(
  events: readonly AnnouncementEvent[],
  { topic, bus }: Listeners,
): Promise<(string | undefined)[]> {
  const problems = await Promise.all([
    forEach(events, () => topic.publish(events.map(asTopicMessage))),
    forEach(events, () => bus.put(events.map(asBusEvent))),
  ]);
  return events.map((_, index) => problems.flatMap((ofOne) => ofOne[index] ?? []).join('; ') || undefined);
}

/** A call that failed as a whole has failed for each. */
async function forEach(
  events: readonly AnnouncementEvent[],
  send: () => Promise<(string | undefined)[]>,
): Promise<(string | undefined)[]> {
  try {
    return await send();
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error);
    return events.map(() => reason);
  }
}

function asTopicMessage(event: AnnouncementEvent): TopicMessage {
  const { type, caseId, reason, status } = event;
  // SNS takes no attribute without a value.
  const attributes = Object.entries({ type, reason, status }).filter(([, value]) => value);
  return {
    body: event,
    subject: caseId === undefined ? type : `${type}: ${caseId}`,
    attributes: Object.fromEntries(attributes) as Record<string, string>,
  };
}

function asBusEvent(event: AnnouncementEvent): BusEvent {
  return { detailType: event.type, detail: event, at: event.at };
}
