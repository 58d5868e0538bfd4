import type { SendMessageBatchCommand, SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';

const longestBatch = 10;
const largestBatch = 1_048_576;
/** What SQS allows in a message; everything else is refused with InvalidMessageContents. */
const allowed = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]+$/u;

export type SentMessage = { body: string; attributes: Record<string, string> };

/** An SQS with a memory, that refuses what SQS refuses. */
export function createFakeSqs() {
  const calls: { url: string; entries: SendMessageBatchRequestEntry[] }[] = [];

  async function send({ input }: SendMessageBatchCommand) {
    const { QueueUrl: url = '', Entries: entries = [] } = input;
    if (entries.length === 0 || entries.length > longestBatch) throw new Error('TooManyEntriesInBatchRequest');
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length) throw new Error('BatchEntryIdsNotDistinct');
    if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > largestBatch) throw new Error('BatchRequestTooLong');
    if (!entries.flatMap(textsOf).every((text) => allowed.test(text))) throw new Error('InvalidMessageContents');
    calls.push({ url, entries });
    return { Successful: entries.map(({ Id }) => ({ Id })) };
  }

  return {
    client: { send } as unknown as SQSClient,
    calls,
    /** What was sent to a queue, oldest first. */
    messages: (url: string): SentMessage[] =>
      calls.filter((call) => call.url === url).flatMap(({ entries }) => entries.map(asMessage)),
  };
}

function asMessage({ MessageBody = '', MessageAttributes = {} }: SendMessageBatchRequestEntry): SentMessage {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
  return { body: MessageBody, attributes: Object.fromEntries(attributes) as Record<string, string> };
}

function textsOf(entry: SendMessageBatchRequestEntry): string[] {
  const { body, attributes } = asMessage(entry);
  return [body, ...Object.values(attributes)];
}

function sizeOf({ MessageBody = '', MessageAttributes = {} }: SendMessageBatchRequestEntry): number {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType = '', StringValue = '' }]) => name + DataType + StringValue,
  );
  return Buffer.byteLength([MessageBody, ...attributes].join(''));
}
