import type { PublishBatchCommand, PublishBatchRequestEntry, SNSClient } from '@aws-sdk/client-sns';

/** An SNS topic with a memory, that refuses what it is told to refuse, inside a 200 as SNS does. */
export function createFakeSns() {
  const taken: PublishBatchRequestEntry[] = [];
  const calls: number[] = [];
  /** Why an entry is refused; undefined where it is not. */
  const rules: { refuse: (entry: PublishBatchRequestEntry) => string | undefined; down: Error | undefined } = {
    refuse: () => undefined,
    down: undefined,
  };

  async function send({ input }: PublishBatchCommand) {
    const { PublishBatchRequestEntries: entries = [] } = input;
    if (rules.down) throw rules.down;
    if (entries.length === 0 || entries.length > 10) throw new Error('TooManyEntriesInBatchRequest');
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) throw new Error('BatchEntryIdsNotDistinct');
    const values = entries.flatMap(({ MessageAttributes = {} }) => Object.values(MessageAttributes));
    if (values.some(({ StringValue }) => !StringValue)) throw new Error('ParameterValueInvalid');
    calls.push(entries.length);
    const failed = entries.filter((entry) => rules.refuse(entry) !== undefined);
    const successful = entries.filter((entry) => !failed.includes(entry));
    taken.push(...successful);
    return {
      Successful: successful.map(({ Id }) => ({ Id })),
      Failed: failed.map((entry) => ({ Id: entry.Id, Code: rules.refuse(entry), SenderFault: true })),
    };
  }

  return { client: { send } as unknown as SNSClient, taken, calls, rules };
}
