import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { outcomeMessage } from '../shared/offboarding/announcement.ts';
import { sendToDeadLetters } from '../shared/runtime/dead-letter.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { createEventBus } from '../shared/runtime/event-bus.ts';
import { logger } from '../shared/runtime/logger.ts';
import { parseBatch } from '../shared/runtime/parse-batch.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { createTopic } from '../shared/runtime/topic.ts';
import { publishBatch } from './publish-batch.ts';

const environment = readEnvironment(
  z.object({
    LEDGER_TABLE: z.string().min(1),
    EVIDENCE_BUCKET: z.string().min(1),
    ANNOUNCEMENTS_TOPIC_ARN: z.string().min(1),
    EVENT_SOURCE: z.string().min(1),
    OUTCOMES_DEAD_LETTER_QUEUE_URL: z.url(),
  }),
);
const deadLetters = createQueue(sqs, environment.OUTCOMES_DEAD_LETTER_QUEUE_URL);
const topic = createTopic(new SNSClient(), environment.ANNOUNCEMENTS_TOPIC_ARN);
const bus = createEventBus(new EventBridgeClient(), environment.EVENT_SOURCE);

/** `outcomes` queue: tells subscribers what has become of cases, at least once. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    const { parsed, rejected } = parseBatch(event.Records, outcomeMessage);
    await sendToDeadLetters(deadLetters, rejected);
    const untold = await publishBatch(parsed, { topic, bus });
    for (const { record, reason } of untold) logger.error('Not told', { messageId: record.messageId, reason });
    return { batchItemFailures: untold.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  });
