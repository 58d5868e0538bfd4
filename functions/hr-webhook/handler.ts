import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { ExitsMessage } from '../shared/offboarding/exits-message.ts';
import { caseIdsOf } from '../shared/offboarding/person.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { httpErrors } from '../shared/runtime/http-errors.ts';
import { jsonText } from '../shared/runtime/json-text.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { createSecretStore } from '../shared/runtime/secret-store.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { admit } from './admit.ts';
import { answerTo } from './answer-to.ts';
import { loadSources } from './load-sources.ts';
import { openSources } from './open-sources.ts';
import { receive } from './receive.ts';

const settings = z.object({ secretId: z.string(), options: z.unknown() });
const environment = readEnvironment(
  z.object({ EXITS_QUEUE_URL: z.url(), HR_SOURCES: jsonText(z.record(z.string(), settings)) }),
);
const openDoors = openSources(await loadSources(Object.keys(environment.HR_SOURCES)), environment.HR_SOURCES);
const exits = createQueue(sqs, environment.EXITS_QUEUE_URL);
const secretStore = createSecretStore(new SecretsManagerClient(), systemClock);

/** `POST /hr/{source}`: verify the raw bytes, map them to exit notices, queue those, answer the case ids. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(httpErrors(logger))
  .handler(async (event) => {
    const now = systemClock.now();
    const { request, ...open } = admit(event, openDoors, now);
    logger.appendKeys({ source: open.source.name });
    const received = await receive(open, request, secretStore);
    const { notices, keyId, ignored, rejected, unread, forOperator } = received;
    await exits.send(notices.map((notice) => ({ body: { type: 'notice', notice } satisfies ExitsMessage })));
    const cases = notices.map((notice) => caseIdsOf(notice.person)[0]);
    logger.info('Took a request', { cases, kinds: notices.map((notice) => notice.kind), keyId, ignored });
    if (rejected) {
      logger.warn('Some entries of a request cannot be used', {
        count: rejected.length,
        rejected: rejected.slice(0, 20),
      });
    }
    if (unread) logger.warn('The API of the HR system could not be read', unread);
    if (forOperator) logger.warn('For whoever is setting this source up', forOperator);
    return answerTo(received, open.source);
  });
