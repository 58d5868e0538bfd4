import type { ExitNotice } from '../shared/offboarding/exit-notice.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { liveSecrets } from './live-secrets.ts';
import type { OpenSource } from './open-sources.ts';
import type { Reception, SourceRequest } from './source.ts';

/** A reception whose notices say through which door they came and which key vouched for them. */
export type Received = Omit<Reception, 'notices'> & { notices: ExitNotice[]; keyId: string };

/**
 * Has a source read a request with each of its live secrets, the newest first.
 * @returns undefined where none fits
 */
export async function receive(
  { source, secretId, options }: OpenSource,
  request: SourceRequest,
  fetch: SecretStore['get'],
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
