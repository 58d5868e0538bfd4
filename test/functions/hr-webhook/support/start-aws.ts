import { createHash } from 'node:crypto';
import type { ExitNotice } from '../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { jsonService, operationOf, sendError } from '../../../../infra/local/aws/aws-service.ts';
import { listen } from '../../../../infra/local/listen.ts';

type Entry = { Id: string; MessageBody: string; MessageAttributes?: Record<string, { StringValue: string }> };

/** A message of a queue other than `exits`. */
export type SentMessage = { body: Record<string, unknown>; attributes: Record<string, string> };

/** The two services of AWS that the webhook calls, with a memory: secrets by their ids, and queues. */
export async function startAws(secrets: Record<string, unknown>) {
  const queued: ExitNotice[] = [];
  const others = new Map<string, SentMessage[]>();
  const closed = new Set<string>();

  const secretsManager = jsonService('Secrets Manager', {
    GetSecretValue: ({ SecretId = '' }: { SecretId?: string }) => ({ SecretString: JSON.stringify(secrets[SecretId]) }),
  });
  const sqs = jsonService('SQS', {
    SendMessageBatch: ({ QueueUrl = '', Entries = [] }: { QueueUrl?: string; Entries?: Entry[] }) => {
      const queue = QueueUrl.split('/').at(-1) ?? '';
      if (closed.has(queue))
        return { Failed: Entries.map(({ Id }) => ({ Id, Code: 'AccessDenied', SenderFault: true })) };
      if (queue !== 'exits') others.set(queue, [...(others.get(queue) ?? []), ...Entries.map(asSent)]);
      else queued.push(...Entries.map(({ MessageBody }) => (JSON.parse(MessageBody) as { notice: ExitNotice }).notice));
      return { Successful: Entries.map(({ Id, MessageBody }) => ({ Id, MD5OfMessageBody: md5(MessageBody) })) };
    },
  });
  const { url, close } = await listen(async (request, response) => {
    try {
      await (operationOf(request) === 'GetSecretValue' ? secretsManager : sqs)(request, response);
    } catch (error) {
      sendError(response, error);
    }
  });
  return {
    url,
    queued,
    sentTo: (queue: string) => others.get(queue) ?? [],
    closeQueue: (queue: string) => void closed.add(queue),
    close,
  };
}

function asSent({ MessageBody, MessageAttributes = {} }: Entry): SentMessage {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]);
  return {
    body: JSON.parse(MessageBody) as SentMessage['body'],
    attributes: Object.fromEntries(attributes) as SentMessage['attributes'],
  };
}

/** What the SDK compares, to see that SQS has received what was sent. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
