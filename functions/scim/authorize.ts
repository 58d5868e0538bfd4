import { withLiveSecrets } from '../shared/intake/live-secrets.ts';
import { sharedSecret } from '../shared/intake/shared-secret.ts';
import { isToken } from '../shared/intake/static-token.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';

/** The door, as those of the HR systems are. */
export const scim = { name: 'scim', secret: sharedSecret };

/**
 * Holds the bearer token of a request against the live ones, and once more against freshly fetched ones.
 *
 * @param authorization the header's value
 * @returns which of the live tokens it is
 * @throws {HttpError} 401, the same whatever is wrong with it
 */
export async function authorize(
  authorization: string | undefined,
  secretId: string,
  secrets: SecretStore,
): Promise<string> {
  const [, token] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const keyId =
    token &&
    (await withLiveSecrets(scim, secretId, secrets, (live) => (isToken(token, live.value) ? live.keyId : undefined)));
  if (keyId) return keyId;
  throw new HttpError(401, 'unauthorized', 'Authorization must be Bearer and a live token', {
    headers: { 'www-authenticate': 'Bearer realm="scim"' },
  });
}
