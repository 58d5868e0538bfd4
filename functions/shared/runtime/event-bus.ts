import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { chunksOf } from './chunks.ts';

/** EventBridge's own limit on one PutEvents. */
const entriesPerCall = 10;

export type BusEvent = {
  detailType: string;
  detail: object;
  /** When it happened, ISO 8601. */
  at: string;
};

export type EventBus = {
  /**
   * Why each event was not taken, in the events' order; undefined where it was. EventBridge answers 200 with failures inside.
   * @throws where EventBridge took nothing of a call; what it took before stays taken
   */
  put(events: readonly BusEvent[]): Promise<(string | undefined)[]>;
};

/** The account's default event bus, for the events of one source. */
export function createEventBus(client: EventBridgeClient, source: string): EventBus {
  return {
    async put(events) {
      const problems: (string | undefined)[] = [];
      for (const chunk of chunksOf(events, entriesPerCall)) {
        const Entries = chunk.map(({ detailType, detail, at }) => ({
          Source: source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
          Time: new Date(at),
        }));
        const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries }));
        // Answers come in the order of the entries.
        problems.push(...chunk.map((_, index) => problemOf(answers[index])));
      }
      return problems;
    },
  };
}

function problemOf(answer: { EventId?: string | undefined; ErrorCode?: string | undefined } | undefined) {
  return answer?.EventId === undefined ? `EventBridge: ${answer?.ErrorCode ?? 'no answer'}` : undefined;
}
