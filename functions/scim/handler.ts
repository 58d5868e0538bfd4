import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { checkSecrets } from '../shared/intake/check-secrets.ts';
import { createRejectionReport } from '../shared/intake/create-rejection-report.ts';
import { idPrefix } from '../shared/intake/id-prefix.ts';
import { caseIdsOf } from '../shared/offboarding/case/person.ts';
import type { ExitNotice } from '../shared/offboarding/notices/exit-notice.ts';
import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { createSecretsManager } from '../shared/runtime/create-secrets-manager.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { createSecretStore } from '../shared/runtime/secret-store.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { authorize, scim } from './authorize.ts';
import { reportingRefusals } from './reporting-refusals.ts';
import type { Answer } from './scim-answer.ts';
import { scimErrors } from './scim-errors.ts';
import { scimRequest } from './scim-request.ts';
import { serve } from './serve.ts';
import { openDirectory } from './user-directory.ts';
import { createUserStore } from './user-store.ts';

const environment = readEnvironment(
  z.object({
    EXITS_QUEUE_URL: z.url(),
    OUTCOMES_QUEUE_URL: z.url(),
    REJECTED_NOTICES_QUEUE_URL: z.url(),
    LEDGER_TABLE: z.string().check(z.minLength(1)),
    SCIM_SECRET_ID: z.string().check(z.minLength(1)),
  }),
);
const configuration = readConfiguration(z.strictObject({ idPrefix }));
const exits = createQueue(sqs, environment.EXITS_QUEUE_URL);
const report = createRejectionReport({
  deadLetters: createQueue(sqs, environment.REJECTED_NOTICES_QUEUE_URL),
  outcomes: createQueue(sqs, environment.OUTCOMES_QUEUE_URL),
  log: logger,
});
const secretStore = createSecretStore(createSecretsManager(), systemClock);
const store = createUserStore(documents, environment.LEDGER_TABLE);
const checked = checkSecrets(
  [{ source: scim, secretId: environment.SCIM_SECRET_ID, options: {} }],
  secretStore,
  logger,
);

/** `/scim/v2/…`: identity providers keep their users here, and whoever they deactivate is an exit. */
export const handler = middy<APIGatewayProxyEventV2, Answer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(scimErrors(logger))
  .handler(async (event) => {
    const now = systemClock.now();
    logger.appendKeys({ source: 'scim' });
    await checked;
    const keyId = await authorize(event.headers['authorization'], environment.SCIM_SECRET_ID, secretStore);
    const request = scimRequest(event);
    const directory = openDirectory({ store, announce, now, keyId, idPrefix: configuration.idPrefix });
    const answer = await reportingRefusals({ event, now, keyId, report }, () => serve(request, directory));
    logger.info('Answered a request', {
      method: request.method,
      resource: request.resource,
      status: answer.statusCode,
    });
    return answer;
  });

async function announce(notice: ExitNotice): Promise<void> {
  await exits.send([{ body: { type: 'notice', notice } satisfies ExitsMessage }]);
  const { kind, keyId } = notice;
  logger.info('Queued a notice', { cases: [caseIdsOf(notice.person)[0]], kind, keyId });
}
