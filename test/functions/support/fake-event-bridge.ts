import type { EventBridgeClient, PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** An event bus with a memory, that refuses what it is told to refuse, inside a 200 as EventBridge does. */
export function createFakeEventBridge() {
  const taken: PutEventsRequestEntry[] = [];
  const calls: number[] = [];
  /** Why an entry is refused; undefined where it is not. */
  const rules: { refuse: (entry: PutEventsRequestEntry) => string | undefined; down: Error | undefined } = {
    refuse: () => undefined,
    down: undefined,
  };

  async function send({ input }: PutEventsCommand) {
    const { Entries: entries = [] } = input;
    if (rules.down) throw rules.down;
    if (entries.length === 0 || entries.length > 10) throw new Error('ValidationException');
    calls.push(entries.length);
    const answers = entries.map((entry) => {
      const ErrorCode = rules.refuse(entry);
      if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: 'refused' };
      taken.push(entry);
      return { EventId: String(taken.length) };
    });
    return { FailedEntryCount: answers.filter((one) => 'ErrorCode' in one).length, Entries: answers };
  }

  return { client: { send } as unknown as EventBridgeClient, taken, calls, rules };
}
