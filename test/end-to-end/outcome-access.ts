import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createCaseStore } from '../../functions/shared/ledger/case-store.ts';
import type { OffboardingCase } from '../../functions/shared/offboarding/case/offboarding-case.ts';
import type { AnnouncementEvent } from '../../functions/shared/offboarding/evidence/announcement-event.ts';
import type { LocalEvent } from '../../infra/local/aws/event-bridge.ts';
import { arnOf, nameInArn } from '../../infra/local/aws/local-account.ts';
import type { StackFile } from '../../infra/local/stack-file.ts';

type ClientConfig = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

/** What a subscriber of the topic received. */
export type Heard = { subject: string; event: AnnouncementEvent; attributes: Record<string, string> };

/** Where outcomes go: the bucket, the topic and the event bus, over their own protocols; and cases that have one. */
export function createOutcomeAccess(config: ClientConfig, stack: StackFile) {
  const [sqs, sns, s3, dynamodb] = [
    new SQSClient(config),
    new SNSClient(config),
    new S3Client(config),
    new DynamoDBClient(config),
  ];
  const documents = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });
  const cases = createCaseStore(documents, stack.table);
  const topicArn = stack.topics['announcements'] ?? '';
  let subscribers = 0;

  /** Subscribes a queue to the topic. Gives what it has received so far, oldest first. */
  async function subscribe(filter?: Record<string, string[]>): Promise<() => Promise<Heard[]>> {
    subscribers += 1;
    const name = `subscriber-${subscribers}`;
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const Attributes = filter && { FilterPolicy: JSON.stringify(filter) };
    const Endpoint = arnOf('sqs', name);
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint, Attributes }));
    const heard: Heard[] = [];
    return async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      heard.push(...Messages.map(({ Body = '' }) => asHeard(JSON.parse(Body) as Notification)));
      return heard;
    };
  }

  return {
    /** Saves a case as a worker would. */
    save: (one: OffboardingCase) => cases.save(one),
    subscribe,
    /** A file of the evidence bucket. */
    async file(key: string): Promise<{ text: string; type: string | undefined }> {
      const { Body, ContentType } = await s3.send(
        new GetObjectCommand({ Bucket: stack.buckets['evidence'], Key: key }),
      );
      return { text: (await Body?.transformToString()) ?? '', type: ContentType };
    },
    /** What the event bus has taken, oldest first. */
    async events(): Promise<LocalEvent[]> {
      return (await (await fetch(`${config.endpoint}/__local/events`)).json()) as LocalEvent[];
    },
    /** Takes the topic away, or puts it back without its subscribers. */
    topic: {
      remove: () => sns.send(new DeleteTopicCommand({ TopicArn: topicArn })),
      restore: () => sns.send(new CreateTopicCommand({ Name: nameInArn(topicArn) })),
    },
    destroy(): void {
      for (const client of [sqs, sns, s3, dynamodb]) client.destroy();
    },
  };
}

type Notification = { Subject: string; Message: string; MessageAttributes?: Record<string, { Value: string }> };

function asHeard({ Subject, Message, MessageAttributes = {} }: Notification): Heard {
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
  return { subject: Subject, event: JSON.parse(Message), attributes: Object.fromEntries(attributes) };
}
