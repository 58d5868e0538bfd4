import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { ScheduledEvent } from 'aws-lambda';
import * as z from 'zod';
import {
  createWorkspaces,
  deadlineOf,
  workspaceConfiguration,
  workspaceEnvironment,
} from '../shared/composition/workspace.ts';
import { createAccessIndexStore } from '../shared/ledger/access-index-store.ts';
import { createCaseStore } from '../shared/ledger/case-store.ts';
import { createIdentityStore } from '../shared/ledger/identity-store.ts';
import { createReconcileLedger } from '../shared/ledger/reconcile-ledger.ts';
import { policy } from '../shared/offboarding/case/policy.ts';
import type { ReconcileSummary } from '../shared/offboarding/drift/reconcile-summary.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { reconcile } from './reconcile.ts';

const environment = readEnvironment(
  z.object({
    ...workspaceEnvironment,
    LEDGER_TABLE: z.string().min(1),
    EXITS_QUEUE_URL: z.url(),
    OUTCOMES_QUEUE_URL: z.url(),
  }),
);
const configuration = readConfiguration(z.strictObject({ workspace: workspaceConfiguration, policy }));
const ledger = createReconcileLedger(documents, environment.LEDGER_TABLE);
const parts = {
  ledger,
  cases: createCaseStore(documents, environment.LEDGER_TABLE, {
    onUnreadable: (caseId) => logger.error('Case cannot be read', { caseId, source: 'reconcile' }),
  }),
  identities: createIdentityStore(documents, environment.LEDGER_TABLE),
  index: createAccessIndexStore(documents, environment.LEDGER_TABLE),
  clock: systemClock,
  exits: createQueue(sqs, environment.EXITS_QUEUE_URL),
  outcomes: createQueue(sqs, environment.OUTCOMES_QUEUE_URL),
  policy: configuration.policy,
  log: logger,
};
const workspacesUntil = createWorkspaces({ environment, configuration }, systemClock);

/** Nightly: finds people who have access again, and users that are disabled and still attached. */
export const handler = middy<ScheduledEvent, ReconcileSummary>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (_event, context) => {
    const workspaces = workspacesUntil(deadlineOf(context, systemClock));
    const summary = await reconcile({ ...parts, workspaces }, systemClock.now());
    await ledger.summarize(summary);
    logger.info('Looked for drift', summary);
    // What was found is queued; the failure is for the retry and the alarm.
    if (summary.unread) throw new Error(`Not every project could be read: ${JSON.stringify(summary.unread)}`);
    return summary;
  });
