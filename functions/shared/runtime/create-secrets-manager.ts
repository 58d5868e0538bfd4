import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** An answer that never comes, as over a connection that died while Lambda froze, is not to be waited for by everybody. */
export function createSecretsManager(): SecretsManagerClient {
  return new SecretsManagerClient({ requestHandler: { requestTimeout: 3_000, throwOnRequestTimeout: true } });
}
