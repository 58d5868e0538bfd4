import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { createGuards } from '../shared/composition/guards.ts';
import {
  createWorkspaces,
  deadlineOf,
  endOf,
  projectsOf,
  workspaceConfiguration,
  workspaceEnvironment,
} from '../shared/composition/workspace.ts';
import { createAccessIndexStore } from '../shared/ledger/access-index-store.ts';
import { createCaseStore } from '../shared/ledger/case-store.ts';
import { createGuardStore } from '../shared/ledger/guard-store.ts';
import { createIdentityStore } from '../shared/ledger/identity-store.ts';
import { policy } from '../shared/offboarding/case/policy.ts';
import { exitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { sendToDeadLetters } from '../shared/runtime/dead-letter.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { parseBatch } from '../shared/runtime/parse-batch.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { type ExitsRecord, latestTime, withDefaults } from './exits-record.ts';
import { workOnBatch } from './work-on-batch.ts';

const environment = readEnvironment(
  z.object({
    ...workspaceEnvironment,
    LEDGER_TABLE: z.string().min(1),
    EXITS_DEAD_LETTER_QUEUE_URL: z.url(),
    OUTCOMES_QUEUE_URL: z.url(),
  }),
);
const configuration = readConfiguration(
  z.strictObject({
    workspace: workspaceConfiguration,
    policy,
    keepDays: z.int().positive(),
    organisation: z.string().optional(),
  }),
);
const store = createCaseStore(documents, environment.LEDGER_TABLE, {
  keepDays: configuration.keepDays,
  onUnreadable: (caseId, { issues }) =>
    logger.error('Case cannot be read', { caseId, at: issues.map(({ path }) => path.join('.')) }),
});
const identities = createIdentityStore(documents, environment.LEDGER_TABLE);
const index = createAccessIndexStore(documents, environment.LEDGER_TABLE);
const deadLetters = createQueue(sqs, environment.EXITS_DEAD_LETTER_QUEUE_URL);
const outcomes = createQueue(sqs, environment.OUTCOMES_QUEUE_URL);
const guards = createGuards('exits', {
  store: createGuardStore(documents, environment.LEDGER_TABLE, 'exits'),
  outcomes,
  policy: configuration.policy,
});
const place = {
  organisation: configuration.organisation,
  projects: projectsOf({ environment, configuration }).map(({ name, projectId, region }) => ({
    workspace: name,
    projectId,
    region,
  })),
};
const workspacesUntil = createWorkspaces({ environment, configuration }, systemClock, guards);

/** Redelivery takes the queue's visibility timeout, which would be long for a cancellation. */
const mostTries = 3;

/** `exits` queue: applies notices to cases and advances every case that is due, a whole batch together. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event, context) => {
    const { parsed, rejected } = parseBatch(event.Records, exitsMessage, withDefaults);
    await sendToDeadLetters(deadLetters, rejected);

    const deadline = deadlineOf(context, systemClock);
    const parts = {
      workspaces: workspacesUntil(deadline),
      store,
      identities,
      index,
      guards,
      outcomes,
      policy: configuration.policy,
      place,
      clock: systemClock,
      log: logger,
      deadline,
      leaseUntil: endOf(context, systemClock),
    };
    let left: ExitsRecord[] = parsed;
    for (let tries = 0; left.length > 0 && tries < mostTries; tries += 1) {
      left = await workOnBatch(left, latestTime(left, systemClock.now()), parts);
    }
    return { batchItemFailures: left.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  });
