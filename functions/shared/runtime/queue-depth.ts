import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

export type QueueDepth = {
  /** Messages that wait, and those that somebody works on now; SQS counts roughly. */
  waiting: number;
  inWork: number;
};

export async function readQueueDepth(sqs: SQSClient, url: string): Promise<QueueDepth> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inWork: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
