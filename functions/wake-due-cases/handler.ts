import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { ScheduledEvent } from 'aws-lambda';
import * as z from 'zod';
import { createCaseStore } from '../shared/ledger/case-store.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { wakeDueCases } from './wake-due-cases.ts';

const environment = readEnvironment(z.object({ LEDGER_TABLE: z.string().min(1), EXITS_QUEUE_URL: z.url() }));
const store = createCaseStore(documents, environment.LEDGER_TABLE);
const exits = createQueue(sqs, environment.EXITS_QUEUE_URL);

/** Every minute: queues each case whose time has come. A failure is thrown, so that the Errors alarm means something. */
export const handler = middy<ScheduledEvent, { woken: number }>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async () => {
    const woken = await wakeDueCases(store, exits, systemClock.now());
    logger.info('Woke due cases', { woken });
    return { woken };
  });
