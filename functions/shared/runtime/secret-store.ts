import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from './clock.ts';

/** A flood of bad signatures must not become a flood of calls to Secrets Manager. */
const shortestTimeBetweenRefreshes = 60_000;

/** A secret that has been withdrawn is not honoured for longer than this. */
const longestKept = 5 * 60_000;

export type SecretStore = {
  /** The secret's text, fetched once and kept for five minutes. */
  get: (secretId: string) => Promise<string>;
  /** Fetches again, where the last fetch is at least a minute old: for a secret that may have been rotated. */
  refresh: (secretId: string) => Promise<string>;
};

export function createSecretStore(client: SecretsManagerClient, clock: Clock): SecretStore {
  const kept = new Map<string, { fetchedAt: number; value: Promise<string> }>();

  function fetch(secretId: string): Promise<string> {
    const value = client.send(new GetSecretValueCommand({ SecretId: secretId })).then((answer) => {
      if (!answer.SecretString) throw new Error(`Secret ${secretId} has no text`);
      return answer.SecretString;
    });
    const before = kept.get(secretId);
    kept.set(secretId, { fetchedAt: clock.now(), value });
    // A failure is not kept, and does not cost what was known: requests that it verifies go on being taken.
    value.catch(() => (before ? kept.set(secretId, before) : kept.delete(secretId)));
    return value;
  }

  return {
    get(secretId) {
      const known = kept.get(secretId);
      return known && clock.now() - known.fetchedAt < longestKept ? known.value : fetch(secretId);
    },
    refresh(secretId) {
      const known = kept.get(secretId);
      if (known && clock.now() - known.fetchedAt < shortestTimeBetweenRefreshes) return known.value;
      return fetch(secretId);
    },
  };
}
