import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { PartnerEvent } from '../../../functions/partner-events/read-partner-event.ts';
import { startAws } from '../hr-webhook/support/start-aws.ts';
import { writeConfiguration } from '../support/write-configuration.ts';

const sample = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../events/partner-events', name), 'utf8')) as PartnerEvent;

/** The function as Lambda loads it, beside its queues. */
async function open() {
  const aws = await startAws({});
  const environment = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'for-tests',
    AWS_SECRET_ACCESS_KEY: 'for-tests',
    EXITS_QUEUE_URL: `${aws.url}/000000000000/exits`,
    OUTCOMES_QUEUE_URL: `${aws.url}/000000000000/outcomes`,
    REJECTED_NOTICES_QUEUE_URL: `${aws.url}/000000000000/rejected-notices`,
    POWERTOOLS_DEV: 'true',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  writeConfiguration({ partners: { okta: {} } });
  for (const level of ['info', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
  vi.resetModules();
  const { handler } = await import('../../../functions/partner-events/handler.ts');
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await aws.close();
  });
  return { ...aws, invoke: (event: PartnerEvent) => handler(event, {} as Context) };
}

test('an event is queued as a notice', async () => {
  const { invoke, queued, sentTo } = await open();

  expect(await invoke(sample('okta-deactivated.json'))).toEqual({ cases: [expect.stringMatching(/^case-/)] });

  expect(queued).toMatchObject([{ kind: 'exit', source: 'okta' }]);
  expect(sentTo('outcomes')).toEqual([]);
});

test('an event that no retry can mend is kept and told of, and not tried again', async () => {
  const { invoke, queued, sentTo } = await open();
  const malformed = sample('okta-malformed.json');

  const { rejected = [] } = await invoke(malformed);

  expect(rejected.map(({ path }) => path)).toContain('detail.uuid');
  expect(queued).toEqual([]);
  expect(sentTo('rejected-notices')).toMatchObject([
    { body: { source: 'okta', reason: 'unusable-event', entries: [{ at: '', entry: malformed }] } },
  ]);
  expect(sentTo('outcomes')).toMatchObject([{ body: { announcement: { type: 'NoticeRejected', source: 'okta' } } }]);
});

test('an event of a partner that is not configured is, too', async () => {
  const { invoke, sentTo } = await open();

  await invoke(sample('auth0-user-deleted.json'));

  expect(sentTo('rejected-notices')).toMatchObject([{ body: { source: 'partner-events' } }]);
});

test('what cannot be kept is tried again by Lambda', async () => {
  const { invoke, closeQueue } = await open();
  closeQueue('rejected-notices');

  await expect(invoke(sample('okta-malformed.json'))).rejects.toThrow('SQS refused');
});
