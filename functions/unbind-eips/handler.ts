import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { createGuards } from '../shared/composition/guards.ts';
import {
  createWorkspaces,
  deadlineOf,
  workspaceConfiguration,
  workspaceEnvironment,
} from '../shared/composition/workspace.ts';
import { unbindIdleEips } from '../shared/desktops/unbind-idle-eips.ts';
import type { Workspaces } from '../shared/desktops/workspace-reader.ts';
import { type IdleEipsMessage, idleEipsMessage } from '../shared/elastic-ips/idle-eips-message.ts';
import { createEipLedger } from '../shared/ledger/eip-ledger.ts';
import { createGuardStore } from '../shared/ledger/guard-store.ts';
import { policy } from '../shared/offboarding/case/policy.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { sendToDeadLetters } from '../shared/runtime/dead-letter.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { parseBatch } from '../shared/runtime/parse-batch.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';

const environment = readEnvironment(
  z.object({
    ...workspaceEnvironment,
    LEDGER_TABLE: z.string().min(1),
    IDLE_EIPS_DEAD_LETTER_QUEUE_URL: z.url(),
    OUTCOMES_QUEUE_URL: z.url(),
  }),
);
const configuration = readConfiguration(z.strictObject({ workspace: workspaceConfiguration, policy }));
const ledger = createEipLedger(documents, environment.LEDGER_TABLE);
const deadLetters = createQueue(sqs, environment.IDLE_EIPS_DEAD_LETTER_QUEUE_URL);
const guards = createGuards('savings', {
  store: createGuardStore(documents, environment.LEDGER_TABLE, 'savings'),
  outcomes: createQueue(sqs, environment.OUTCOMES_QUEUE_URL),
  policy: configuration.policy,
});
const workspacesUntil = createWorkspaces({ environment, configuration }, systemClock, guards);

/** `idle-eips` queue: judges each EIP again, unbinds what is still idle, reads again to see it gone, records. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event, context) => {
    const { parsed, rejected } = parseBatch(event.Records, idleEipsMessage);
    await sendToDeadLetters(deadLetters, rejected);
    const workspaces = workspacesUntil(deadlineOf(context, systemClock));
    const now = new Date(systemClock.now()).toISOString();
    const again: string[] = [];
    for (const { record, message } of parsed) {
      if (!(await unbindChunk(message, workspaces, now))) again.push(record.messageId);
    }
    return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
  });

/** Whether the chunk is finished; one that is not is delivered again, and what is done by then is only read. */
async function unbindChunk(message: IdleEipsMessage, workspaces: Workspaces, now: string): Promise<boolean> {
  const { runId, workspace: name, eips } = message;
  const client = workspaces.get(name);
  // Thrown, so that the message waits in the dead-letter queue for whoever took the project out of the configuration.
  if (!client) throw new Error(`There is no workspace ${name} in the configuration`);
  const outcomes = await unbindIdleEips(eips, {
    workspace: { name, client },
    clock: systemClock,
    policy: configuration.policy,
    admit: (count) => guards.admit(count, workspaces, now),
  });
  const recordedAt = new Date(systemClock.now()).toISOString();
  const lines = outcomes.map(({ retryable: _, ...outcome }) => ({ ...outcome, runId, recordedAt }));
  await ledger.record(lines);
  for (const line of lines) logger.info('EIP', line);
  return outcomes.every((outcome) => outcome.retryable !== true);
}
