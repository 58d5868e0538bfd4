import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Problem } from '../shared/intake/reception.ts';
import type { ReportRejection } from '../shared/intake/rejection.ts';
import { secretsIn } from '../shared/intake/without-secrets.ts';
import { caseIdsOf } from '../shared/offboarding/case/person.ts';
import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { httpErrors } from '../shared/runtime/http-errors.ts';
import type { Queue } from '../shared/runtime/queue.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { admit } from './admit.ts';
import { answerTo } from './answer-to.ts';
import type { OpenSource } from './open-sources.ts';
import { type Received, receive } from './receive.ts';
import { type Verified, VerifiedRefusal } from './verified-refusal.ts';

export type WebhookParts = {
  doors: ReadonlyMap<string, OpenSource>;
  exits: Queue;
  report: ReportRejection;
  secretStore: SecretStore;
  /** The check at the start, waited for before anything is answered: Lambda freezes whatever goes on after. */
  checked: Promise<void>;
  clock: Pick<Clock, 'now'>;
  log: Logger;
};

/** Verifies the raw bytes of a request, maps them to exit notices, queues those, answers the case ids. */
export function createWebhook({ doors, exits, report, secretStore, checked, clock, log }: WebhookParts) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(injectLambdaContext(log, { resetKeys: true }))
    .use(httpErrors(log))
    .handler(async (event) => {
      await checked;
      const { request, refusal, ...open } = admit(event, doors, clock.now());
      log.appendKeys({ source: open.source.name });
      const received = await receive(open, request, secretStore, refusal).catch(async (error: unknown) => {
        // Before it is refused: whoever is refused does not come again.
        if (error instanceof VerifiedRefusal) await reportTo(open, request.now, lossOf(error));
        throw error;
      });
      const { notices, rejected, verified } = received;
      await exits.send(notices.map((notice) => ({ body: { type: 'notice', notice } satisfies ExitsMessage })));
      if (rejected)
        await reportTo(open, request.now, {
          verified,
          reason: 'unusable-entries',
          problems: rejected,
          isPartial: true,
        });
      const cases = notices.map(({ person }) => caseIdsOf(person)[0]);
      logWhatCame(log, received, cases);
      return answerTo(received, cases, open.source);
    });

  async function reportTo({ source, secretId }: OpenSource, now: number, { verified, ...loss }: Loss): Promise<void> {
    const secrets = secretsIn(await secretStore.get(secretId));
    await report({ ...verified, ...loss, source: source.name, now, secrets });
  }
}

/** What has no effect of a request whose sender is believed. */
type Loss = { verified: Verified; reason: string; problems: readonly Problem[]; isPartial: boolean };

function lossOf({ verified, code, details, message, isPartial }: VerifiedRefusal): Loss {
  const problems = details as readonly Problem[];
  return { verified, reason: code, problems: problems.length > 0 ? problems : [{ path: '', message }], isPartial };
}

function logWhatCame(log: Logger, received: Received, cases: readonly string[]): void {
  const { notices, verified, ignored, unread, forOperator } = received;
  log.info('Took a request', { cases, kinds: notices.map(({ kind }) => kind), keyId: verified.keyId, ignored });
  if (unread) log.warn('The API of the HR system could not be read', unread);
  if (forOperator) log.warn('For whoever is setting this source up', forOperator);
}
