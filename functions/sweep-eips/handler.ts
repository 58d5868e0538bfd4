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
import type { SweepSummary } from '../shared/elastic-ips/eip-line.ts';
import { createEipLedger } from '../shared/ledger/eip-ledger.ts';
import { policy } from '../shared/offboarding/case/policy.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { sweepEips } from './sweep-eips.ts';

const environment = readEnvironment(
  z.object({
    ...workspaceEnvironment,
    LEDGER_TABLE: z.string().min(1),
    IDLE_EIPS_QUEUE_URL: z.url(),
  }),
);
const configuration = readConfiguration(z.strictObject({ workspace: workspaceConfiguration, policy }));
const ledger = createEipLedger(documents, environment.LEDGER_TABLE);
const idleEips = createQueue(sqs, environment.IDLE_EIPS_QUEUE_URL);
const workspacesUntil = createWorkspaces({ environment, configuration }, systemClock);

/** Nightly: finds EIPs bound to desktops that nobody is attached to, and queues them to be unbound. */
export const handler = middy<ScheduledEvent, SweepSummary>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (_event, context) => {
    const workspaces = workspacesUntil(deadlineOf(context, systemClock));
    const summary = await sweepEips(workspaces, idleEips, configuration.policy, systemClock.now());
    await ledger.summarize(summary);
    logger.info('Swept EIPs', summary);
    // What was found is queued; the failure is for the retry and the alarm.
    if (summary.unread) throw new Error(`Not every project could be read: ${JSON.stringify(summary.unread)}`);
    return summary;
  });
