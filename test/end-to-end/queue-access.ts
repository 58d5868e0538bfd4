import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import type { StackFile } from '../../infra/local/stack-file.ts';
import { until, untilTrue } from './until.ts';

/** The queues of a stack, by their names, over the SQS API. */
export function createQueueAccess(config: SQSClientConfig, { queues, deadLetterQueues }: StackFile) {
  const sqs = new SQSClient(config);

  /** Sends up to ten messages in one call; objects as JSON, text as it is. */
  async function send(name: string, bodies: unknown[]): Promise<void> {
    const Entries = bodies.map((body, index) => ({
      Id: String(index),
      MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
    }));
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queues[name], Entries }));
    if (answer.Failed?.length) throw new Error(`SQS refused ${JSON.stringify(answer.Failed)}`);
  }

  /** Waits until every message of a queue has been worked on and deleted. */
  function drained(name: string): Promise<void> {
    return untilTrue(`the queue ${name} to be empty`, async () => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queues[name], AttributeNames: ['All'] }),
      );
      const counts = [Attributes.ApproximateNumberOfMessages, Attributes.ApproximateNumberOfMessagesNotVisible];
      return counts.every((count) => count === '0');
    });
  }

  /** Waits for so many dead letters of a queue and gives each body with its reason. */
  async function deadLetters(name: string, count: number): Promise<{ body: string; reason: string | undefined }[]> {
    const letters: Message[] = [];
    return until(`${count} dead letters of ${name}`, async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: deadLetterQueues[name],
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
        }),
      );
      letters.push(...Messages);
      if (letters.length < count) return { instead: `${letters.length} letters` };
      const found = letters.map(({ Body = '', MessageAttributes }) => {
        return { body: Body, reason: MessageAttributes?.['DeadLetterReason']?.StringValue };
      });
      return { found };
    });
  }

  return { send, drained, deadLetters, destroy: () => sqs.destroy() };
}
