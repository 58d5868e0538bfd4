import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import * as z from 'zod/mini';
import { createRejectionReport } from '../shared/intake/create-rejection-report.ts';
import type { Problem } from '../shared/intake/reception.ts';
import { caseIdsOf } from '../shared/offboarding/case/person.ts';
import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { enabledPartners, type PartnerEvent, readPartnerEvent, UnusablePartnerEvent } from './read-partner-event.ts';

const environment = readEnvironment(
  z.object({
    EXITS_QUEUE_URL: z.url(),
    OUTCOMES_QUEUE_URL: z.url(),
    REJECTED_NOTICES_QUEUE_URL: z.url(),
  }),
);
const configuration = readConfiguration(z.strictObject({ partners: enabledPartners }));
const report = createRejectionReport({
  deadLetters: createQueue(sqs, environment.REJECTED_NOTICES_QUEUE_URL),
  outcomes: createQueue(sqs, environment.OUTCOMES_QUEUE_URL),
  log: logger,
});
const exits = createQueue(sqs, environment.EXITS_QUEUE_URL);

type Answer = { cases: string[]; ignored?: string; rejected?: readonly Problem[] };

/**
 * An event of a partner's event bus: mapped to an exit notice and queued. What is thrown is tried again by Lambda, and
 * then kept in the dead-letter queue with the reason. What no retry can mend is kept and told of at once.
 */
export const handler = middy<PartnerEvent, Answer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    const now = systemClock.now();
    const read = readOrRefuse(event, now);
    if (read instanceof UnusablePartnerEvent) {
      const { source, problems } = read;
      const content = Buffer.from(JSON.stringify(event));
      await report({ source, now, reason: 'unusable-event', problems, content });
      return { cases: [], rejected: problems };
    }
    if ('ignored' in read) {
      logger.info('Took an event without effect', { ignored: read.ignored });
      return { cases: [], ignored: read.ignored };
    }
    const { notice } = read;
    await exits.send([{ body: { type: 'notice', notice } satisfies ExitsMessage }]);
    const cases = [caseIdsOf(notice.person)[0]];
    logger.info('Took an event', { cases, source: notice.source, kind: notice.kind });
    return { cases };
  });

function readOrRefuse(event: PartnerEvent, now: number): ReturnType<typeof readPartnerEvent> | UnusablePartnerEvent {
  try {
    return readPartnerEvent(event, configuration.partners, new Date(now).toISOString());
  } catch (error) {
    if (error instanceof UnusablePartnerEvent) return error;
    throw error;
  }
}
