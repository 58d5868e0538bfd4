import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { authorize } from '../../../functions/scim/authorize.ts';
import type { Answer } from '../../../functions/scim/scim-answer.ts';
import { scimErrors } from '../../../functions/scim/scim-errors.ts';
import { scimRequest } from '../../../functions/scim/scim-request.ts';
import { serve } from '../../../functions/scim/serve.ts';
import { openDirectory } from '../../../functions/scim/user-directory.ts';
import type { UserStore } from '../../../functions/scim/user-store.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import type { SecretStore } from '../../../functions/shared/runtime/secret-store.ts';
import { ten } from '../support/samples.ts';

export const token = 'a-token-that-nobody-guesses';

export type Sent = {
  /** An object is sent as JSON. */
  body?: unknown;
  headers?: Record<string, string | undefined>;
  query?: string;
  /** ISO 8601. @default ten */
  at?: string;
};

/** A SCIM answer, its body as JSON. */
export type Answered = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> };

/**
 * The function as it is deployed, but for the queue behind it: everything from the gateway's event to the answer.
 *
 * @param stored what Secrets Manager holds
 * @param refreshed what it holds when it is asked again
 * @param idPrefix as it is configured
 */
export function openScim(
  store: UserStore,
  stored: unknown = { current: token },
  refreshed: unknown = stored,
  idPrefix?: string,
) {
  const notices: ExitNotice[] = [];
  const queue = { fails: false };
  const secrets: SecretStore = {
    get: async () => JSON.stringify(stored),
    refresh: async () => JSON.stringify(refreshed),
  };

  async function announce(notice: ExitNotice): Promise<void> {
    if (queue.fails) throw new Error('The queue cannot be reached');
    notices.push(notice);
  }

  async function request(method: string, path: string, { at = ten, ...sent }: Sent = {}): Promise<Answered> {
    const handler = middy<APIGatewayProxyEventV2, Answer>()
      .use(scimErrors(new Logger({ logLevel: 'SILENT' })))
      .handler(async (event) => {
        const keyId = await authorize(event.headers['authorization'], 'secret-id', secrets);
        return serve(scimRequest(event), openDirectory({ store, announce, now: Date.parse(at), keyId, idPrefix }));
      });
    const { statusCode = 0, headers = {}, body = '{}' } = await handler(toEvent(method, path, sent), {} as Context);
    return { status: statusCode, headers, body: JSON.parse(body) };
  }

  return {
    request,
    /** What has been queued, oldest first. */
    notices,
    queue,
    /** Makes a user known. @returns its id */
    async create(body: unknown): Promise<string> {
      const { status, body: user } = await request('POST', '/Users', { body });
      if (status !== 201) throw new Error(`The answer was ${status}`);
      return String(user['id']);
    },
  };
}

export function sampleOf(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../events/scim', file), 'utf8'));
}

function toEvent(method: string, path: string, { body, headers = {}, query = '' }: Omit<Sent, 'at'>) {
  const bytes = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body) ?? '');
  return {
    version: '2.0',
    rawPath: `/scim/v2${path}`,
    rawQueryString: query,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', ...headers },
    ...(path !== '' && { pathParameters: { proxy: path.slice(1) } }),
    requestContext: { domainName: 'api.example.com', http: { method } },
    // API Gateway takes application/scim+json for binary.
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
}
