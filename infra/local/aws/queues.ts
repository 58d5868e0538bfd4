import { CreateQueueCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import type { Handler } from '../listen.ts';
import type { Resource } from './describe-resources.ts';
import { queueUrlOf, region } from './local-account.ts';

/** Sends a message to the queue with an ARN, with attributes of type String. */
export type SendMessage = (queueArn: string, body: string, attributes?: Record<string, string>) => Promise<void>;

/** SQS, SNS, S3 and STS, by the fauxqs emulator. It answers on our connections and opens no port of its own. */
export async function startQueueEmulator(): Promise<{ handler: Handler; close: () => Promise<void> }> {
  const app = buildApp({ logger: false, defaultRegion: region });
  // It names its queues by a host that not every machine resolves.
  app.addHook('onSend', async ({ headers }, _reply, payload) => {
    const namesQueues = /\.(CreateQueue|GetQueueUrl|ListQueues)$/.test(String(headers['x-amz-target']));
    return namesQueues ? String(payload).replaceAll(`sqs.${region}.localhost`, '127.0.0.1') : payload;
  });
  // It takes a conditional write for a plain one.
  app.addHook('onRequest', async ({ headers, method, url }, reply) => {
    if (method !== 'PUT' || headers['if-none-match'] !== '*') return;
    const { statusCode } = await app.inject({
      method: 'HEAD',
      url: url.split('?')[0] ?? '',
      headers: { host: headers.host },
    });
    if (statusCode === 200) {
      await reply.code(412).type('application/xml').send('<Error><Code>PreconditionFailed</Code></Error>');
    }
  });
  await app.ready();
  return { handler: (request, response) => app.routing(request, response), close: () => app.close() };
}

/** Creates the queues, dead-letter queues first. */
export async function createQueues(sqs: SQSClient, queues: Resource<'AWS::SQS::Queue'>[]): Promise<void> {
  const { plain = [], redriving = [] } = Object.groupBy(queues, ({ properties }) =>
    properties.RedrivePolicy ? 'redriving' : 'plain',
  );
  for (const group of [plain, redriving]) await Promise.all(group.map((queue) => sqs.send(createQueue(queue))));
}

function createQueue({ name, properties }: Resource<'AWS::SQS::Queue'>): CreateQueueCommand {
  const attributes = Object.entries(properties).map(([key, value]) => {
    return [key, typeof value === 'object' ? JSON.stringify(value) : String(value)];
  });
  return new CreateQueueCommand({ QueueName: name, Attributes: Object.fromEntries(attributes) });
}

export function messageSender(sqs: SQSClient, aws: string): SendMessage {
  return async (queueArn, body, attributes = {}) => {
    const given = Object.entries(attributes).filter(([, value]) => value !== '');
    const typed = given.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]);
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrlOf(queueArn, aws),
        MessageBody: body,
        MessageAttributes: Object.fromEntries(typed),
      }),
    );
  };
}
