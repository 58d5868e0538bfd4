import type { ExitNotice } from '../shared/offboarding/exit-notice.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { liveSecrets } from './live-secrets.ts';
import { nothingUsable } from './malformed-body.ts';
import type { OpenSource } from './open-sources.ts';
import type { Reception, SourceRequest } from './source.ts';

/** A reception whose notices say through which door they came and which key vouched for them. */
export type Received = Omit<Reception, 'notices'> & { notices: ExitNotice[]; keyId: string };

/**
 * Has a source read a request with each of its live secrets, the newest first, and once more with freshly fetched ones:
 * the sender may have changed its secret.
 *
 * @throws {HttpError} 401 where none fits, 400 where no entry of it can be used, and what the source throws
 */
export async function receive(open: OpenSource, request: SourceRequest, secrets: SecretStore): Promise<Received> {
  const received =
    (await receiveWith(secrets.get, open, request).catch(unlessRefused)) ??
    (await receiveWith(secrets.refresh, open, request));
  if (!received) throw new HttpError(401, 'bad-signature', 'No live secret of this source signed this request');
  const { notices, ignored, rejected = [] } = received;
  if (notices.length === 0 && ignored === undefined && rejected.length > 0) throw nothingUsable(rejected);
  return received;
}

/** A secret that cannot be used may have been put right since it was fetched; a refusal stays one. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof HttpError) throw error;
  return undefined;
}

async function receiveWith(
  fetch: SecretStore['get'],
  { source, secretId, options }: OpenSource,
  request: SourceRequest,
): Promise<Received | undefined> {
  for (const { keyId, value } of await liveSecrets(source, secretId, fetch)) {
    const reception = source.receive(request, value, options);
    if (reception)
      return { ...reception, keyId, notices: reception.notices.map((draft) => ({ ...draft, ...signedBy(keyId) })) };
  }
  return undefined;

  function signedBy(keyId: string) {
    return { source: source.name, receivedAt: new Date(request.now).toISOString(), trust: source.trust, keyId };
  }
}
