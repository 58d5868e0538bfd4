import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ExitsMessage } from '../shared/offboarding/exits-message.ts';
import { caseIdsOf } from '../shared/offboarding/person.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { httpErrors } from '../shared/runtime/http-errors.ts';
import type { Queue } from '../shared/runtime/queue.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { admit } from './admit.ts';
import { answerTo } from './answer-to.ts';
import type { OpenSource } from './open-sources.ts';
import { type Received, receive } from './receive.ts';

export type WebhookParts = {
  doors: ReadonlyMap<string, OpenSource>;
  exits: Queue;
  secretStore: SecretStore;
  /** The check at the start, waited for before anything is answered: Lambda freezes whatever goes on after. */
  checked: Promise<void>;
  clock: Pick<Clock, 'now'>;
  log: Logger;
};

/** What is logged of the entries of a request that cannot be used: a request may have thousands. */
const mostRejected = 20;

/** Verifies the raw bytes of a request, maps them to exit notices, queues those, answers the case ids. */
export function createWebhook({ doors, exits, secretStore, checked, clock, log }: WebhookParts) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(injectLambdaContext(log, { resetKeys: true }))
    .use(httpErrors(log))
    .handler(async (event) => {
      await checked;
      const { request, ...open } = admit(event, doors, clock.now());
      log.appendKeys({ source: open.source.name });
      const received = await receive(open, request, secretStore);
      const { notices } = received;
      await exits.send(notices.map((notice) => ({ body: { type: 'notice', notice } satisfies ExitsMessage })));
      const cases = notices.map(({ person }) => caseIdsOf(person)[0]);
      logWhatCame(log, received, cases);
      return answerTo(received, cases, open.source);
    });
}

function logWhatCame(log: Logger, received: Received, cases: readonly string[]): void {
  const { notices, keyId, ignored, rejected, unread, forOperator } = received;
  log.info('Took a request', { cases, kinds: notices.map(({ kind }) => kind), keyId, ignored });
  if (rejected) {
    const shown = rejected.slice(0, mostRejected);
    log.warn('Some entries of a request cannot be used', { count: rejected.length, rejected: shown });
  }
  if (unread) log.warn('The API of the HR system could not be read', unread);
  if (forOperator) log.warn('For whoever is setting this source up', forOperator);
}
