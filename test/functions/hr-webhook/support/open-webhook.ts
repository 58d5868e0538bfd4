import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { onTestFinished, vi } from 'vitest';
import { writeConfiguration } from '../../support/write-configuration.ts';
import type { SentRequest } from '../contract/contract-member.ts';
import { toEvent } from '../contract/open-door.ts';
import { startAws } from './start-aws.ts';

export type Answer = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> };

/**
 * The function as Lambda loads it: what its module exports, in an environment with a queue and one secret, until the test
 * ends.
 *
 * @param secret what Secrets Manager holds for the source
 */
export async function openWebhook(source: string, { options = {}, secret }: { options?: object; secret: object }) {
  const aws = await startAws({ 'secret-id': secret });
  const environment = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'for-tests',
    AWS_SECRET_ACCESS_KEY: 'for-tests',
    EXITS_QUEUE_URL: `${aws.url}/000000000000/exits`,
    OUTCOMES_QUEUE_URL: `${aws.url}/000000000000/outcomes`,
    REJECTED_NOTICES_QUEUE_URL: `${aws.url}/000000000000/rejected-notices`,
    HR_SECRETS: JSON.stringify({ [source]: 'secret-id' }),
    // Through the console that a test can watch, not past it.
    POWERTOOLS_DEV: 'true',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  writeConfiguration({ sources: { [source]: { options } } });
  const logged: unknown[] = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line: unknown) => void logged.push(line));
  }
  vi.resetModules();
  const { handler } = await import('../../../../functions/hr-webhook/handler.ts');
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await aws.close();
  });

  return {
    /** What has reached the queue, oldest first. */
    queued: aws.queued,
    /** What has reached the other queues. */
    outcomes: () => aws.sentTo('outcomes'),
    deadLetters: () => aws.sentTo('rejected-notices'),
    /** Has SQS refuse everything for a queue from now on. */
    closeQueue: aws.closeQueue,
    /** What has been logged, as one text. */
    log: () => logged.join('\n'),
    async deliver(sent: SentRequest): Promise<Answer> {
      const answer: APIGatewayProxyStructuredResultV2 = await handler(toEvent(source, sent), {} as Context);
      const { statusCode: status = 0, headers = {}, body = '' } = answer;
      return { status, headers, body: JSON.parse(body) as Record<string, unknown> };
    },
  };
}
