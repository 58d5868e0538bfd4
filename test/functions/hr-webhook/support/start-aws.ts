import { createHash } from 'node:crypto';
import type { ExitNotice } from '../../../../functions/shared/offboarding/exit-notice.ts';
import { jsonService, operationOf, sendError } from '../../../../infra/local/aws-service.ts';
import { listen } from '../../../../infra/local/listen.ts';

type Entry = { Id: string; MessageBody: string };

/** The two services of AWS that the webhook calls, with a memory: secrets by their ids, and a queue. */
export async function startAws(secrets: Record<string, unknown>) {
  const queued: ExitNotice[] = [];

  const secretsManager = jsonService('Secrets Manager', {
    GetSecretValue: ({ SecretId = '' }: { SecretId?: string }) => ({ SecretString: JSON.stringify(secrets[SecretId]) }),
  });
  const sqs = jsonService('SQS', {
    SendMessageBatch: ({ Entries = [] }: { Entries?: Entry[] }) => {
      queued.push(...Entries.map(({ MessageBody }) => (JSON.parse(MessageBody) as { notice: ExitNotice }).notice));
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
  return { url, queued, close };
}

/** What the SDK compares, to see that SQS has received what was sent. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
