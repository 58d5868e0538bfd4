import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createWebhook } from '../../../../functions/hr-webhook/create-webhook.ts';
import { openSources } from '../../../../functions/hr-webhook/open-sources.ts';
import { sources } from '../../../../functions/hr-webhook/sources.ts';
import type { Rejection } from '../../../../functions/shared/intake/rejection.ts';
import type { ExitNotice } from '../../../../functions/shared/offboarding/notices/exit-notice.ts';
import type { Queue } from '../../../../functions/shared/runtime/queue.ts';
import { ten } from '../../support/samples.ts';
import { silentLog } from '../../support/silent-log.ts';
import type { SentRequest } from './contract-member.ts';

/** The instant at which the requests of the suite arrive, if nothing else is said. */
export const now = Date.parse(ten);

export type Delivered = {
  status: number;
  headers: Record<string, unknown>;
  /** As text: what the sender sees. */
  body: string;
  /** Of an error that is answered in the one shape. */
  code: string | undefined;
  /** What would go into the queue. */
  notices: ExitNotice[];
  /** What is told of what has no effect although its sender is believed. */
  rejections: Rejection[];
};

/** A request as API Gateway hands it to the function, which is in base64 where it pleases. */
export function toEvent(source: string, sent: SentRequest, { inBase64 = false } = {}): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    headers: sent.headers,
    queryStringParameters: sent.query,
    pathParameters: { source },
    requestContext: { http: { method: sent.method ?? 'POST' } },
    body: sent.body.toString(inBase64 ? 'base64' : 'utf8'),
    isBase64Encoded: inBase64,
  } as unknown as APIGatewayProxyEventV2;
}

/**
 * The function as it is deployed, with one door open; but for the queue, the secrets and the clock, which are ours.
 *
 * @param stored what Secrets Manager holds
 * @param refreshed what it holds when it is asked again
 */
export function openDoor(name: string, options: unknown, stored: unknown, refreshed: unknown = stored) {
  const doors = openSources(sources, { [name]: { secretId: 'secret-id', options: options ?? {} } });
  const secretStore = {
    get: async () => JSON.stringify(stored),
    refresh: async () => JSON.stringify(refreshed),
  };

  async function deliverEvent(event: APIGatewayProxyEventV2, at = now): Promise<Delivered> {
    const notices: ExitNotice[] = [];
    const rejections: Rejection[] = [];
    const report = async (rejection: Rejection) => void rejections.push(rejection);
    const exits: Queue = {
      send: async (messages) =>
        void notices.push(...messages.map(({ body }) => (body as { notice: ExitNotice }).notice)),
    };
    const checked = Promise.resolve();
    const parts = { doors, exits, report, secretStore, checked, clock: { now: () => at }, log: silentLog };
    const handler = createWebhook(parts);
    const { statusCode = 0, headers = {}, body = '' } = await handler(event, {} as Context);
    return { status: statusCode, headers, body, code: /"code":"([^"]+)"/.exec(body)?.[1], notices, rejections };
  }

  return {
    deliver: (sent: SentRequest, { at = now, inBase64 = true } = {}) =>
      deliverEvent(toEvent(name, sent, { inBase64 }), at),
  };
}
