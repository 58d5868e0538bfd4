import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import * as z from 'zod/mini';
import type { ExitsMessage } from '../shared/offboarding/exits-message.ts';
import { caseIdsOf } from '../shared/offboarding/person.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { jsonText } from '../shared/runtime/json-text.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { enabledPartners, type PartnerEvent, readPartnerEvent } from './read-partner-event.ts';

const environment = readEnvironment(z.object({ EXITS_QUEUE_URL: z.url(), PARTNERS: jsonText(enabledPartners) }));
const exits = createQueue(sqs, environment.EXITS_QUEUE_URL);

/**
 * An event of a partner's event bus: mapped to an exit notice and queued. What is thrown is tried again by Lambda, and
 * then kept in the dead-letter queue with the reason.
 */
export const handler = middy<PartnerEvent, { cases: string[]; ignored?: string }>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    const receivedAt = new Date(systemClock.now()).toISOString();
    const read = readPartnerEvent(event, environment.PARTNERS, receivedAt);
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
