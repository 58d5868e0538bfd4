import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { createCaseStore } from '../shared/ledger/case-store.ts';
import { createEvidenceStore } from '../shared/ledger/evidence-store.ts';
import { outcomeMessage } from '../shared/offboarding/evidence/announcement.ts';
import { sendToDeadLetters } from '../shared/runtime/dead-letter.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { createEventBus } from '../shared/runtime/event-bus.ts';
import { logger } from '../shared/runtime/logger.ts';
import { parseBatch } from '../shared/runtime/parse-batch.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { createTopic } from '../shared/runtime/topic.ts';
import { publishBatch } from './publish-batch.ts';
import type { Untold } from './write-evidence.ts';

const environment = readEnvironment(
  z.object({
    LEDGER_TABLE: z.string().min(1),
    EVIDENCE_BUCKET: z.string().min(1),
    ANNOUNCEMENTS_TOPIC_ARN: z.string().min(1),
    EVENT_SOURCE: z.string().min(1),
    OPERATOR_COMMAND: z.string().min(1),
    OUTCOMES_DEAD_LETTER_QUEUE_URL: z.url(),
    /** How often a message is delivered before SQS makes it a dead letter, without a word of why. */
    OUTCOMES_MAX_RECEIVES: z.coerce.number().int().positive(),
  }),
);
const deadLetters = createQueue(sqs, environment.OUTCOMES_DEAD_LETTER_QUEUE_URL);
const parts = {
  cases: createCaseStore(documents, environment.LEDGER_TABLE),
  evidence: createEvidenceStore(new S3Client(), environment.EVIDENCE_BUCKET),
  bucket: environment.EVIDENCE_BUCKET,
  operatorCommand: environment.OPERATOR_COMMAND,
  topic: createTopic(new SNSClient(), environment.ANNOUNCEMENTS_TOPIC_ARN),
  bus: createEventBus(new EventBridgeClient(), environment.EVENT_SOURCE),
};

/** `outcomes` queue: writes the evidence of cases that have ended, and tells subscribers what has become of cases. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    const { parsed, rejected } = parseBatch(event.Records, outcomeMessage);
    const { told, untold } = await publishBatch(parsed, parts);
    for (const { type, caseId, source = 'none', status, reason, evidence } of told) {
      logger.info('Told', { type, caseId, source, status, reason, evidence: evidence?.key });
    }
    const again = untold.filter((one) => !isGivenUp(one));
    for (const { record, reason } of again) logger.warn('Not told yet', { messageId: record.messageId, reason });
    await sendToDeadLetters(deadLetters, [...rejected, ...untold.filter(isGivenUp)]);
    return { batchItemFailures: again.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  });

/** Where no retry can mend it, and at the last delivery, so that the dead letter has its reason. */
function isGivenUp({ record, lost }: Untold): boolean {
  return lost === true || Number(record.attributes.ApproximateReceiveCount) >= environment.OUTCOMES_MAX_RECEIVES;
}
