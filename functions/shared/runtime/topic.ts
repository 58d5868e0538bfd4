import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { chunksOf } from './chunks.ts';

/** SNS's own limit on one PublishBatch. */
const entriesPerBatch = 10;

export type TopicMessage = {
  /** Sent as JSON. */
  body: unknown;
  /** What e-mails have as their subject: up to 100 ASCII characters. */
  subject: string;
  /** String message attributes, which subscriptions filter by. */
  attributes: Record<string, string>;
};

export type Topic = {
  /**
   * Why each message was not taken, in the messages' order; undefined where it was. SNS answers 200 with failures inside.
   * @throws where SNS took nothing of a batch; what it took before stays taken
   */
  publish(messages: readonly TopicMessage[]): Promise<(string | undefined)[]>;
};

/** A topic to publish to, up to ten messages a call. */
export function createTopic(sns: SNSClient, TopicArn: string): Topic {
  return {
    async publish(messages) {
      const problems: (string | undefined)[] = [];
      for (const chunk of chunksOf(messages, entriesPerBatch)) {
        const entries = chunk.map(toEntry);
        const answer = await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
        const taken = new Set(answer.Successful?.map(({ Id }) => Id));
        const refused = new Map(answer.Failed?.map(({ Id, Code }) => [Id, Code]));
        // What is in neither list was not taken either.
        problems.push(
          ...entries.map(({ Id }) => (taken.has(Id) ? undefined : `SNS: ${refused.get(Id) ?? 'no answer'}`)),
        );
      }
      return problems;
    },
  };
}

function toEntry({ body, subject, attributes }: TopicMessage, index: number) {
  return {
    Id: String(index),
    Message: JSON.stringify(body),
    Subject: subject,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
}
