import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from './clock.ts';

/** A flood of bad signatures must not become a flood of calls to Secrets Manager. */
const shortestTimeBetweenRefreshes = 60_000;

/** A secret that has been withdrawn is not honoured for longer than this. */
const longestKept = 5 * 60_000;

export type SecretStore = {
  /** The secret's text, fetched once and kept for five minutes. */
  get: (secretId: string) => Promise<string>;
  /**
   * Fetches again, where the last fetch is at least a minute old: for a secret that may have been rotated. One that has failed
   * fails until then: whoever has signed with a new secret is to try again, and not to be refused.
   */
  refresh: (secretId: string) => Promise<string>;
};

export function createSecretStore(client: SecretsManagerClient, clock: Clock): SecretStore {
  const kept = new Map<string, Fetched>();
  const tried = new Map<string, Fetched>();

  function fetch(secretId: string): Promise<string> {
    const value = client.send(new GetSecretValueCommand({ SecretId: secretId })).then((answer) => {
      if (!answer.SecretString) throw new Error(`Secret ${secretId} has no text`);
      return answer.SecretString;
    });
    const before = kept.get(secretId);
    for (const fetched of [kept, tried]) fetched.set(secretId, { at: clock.now(), value });
    // A failure is not kept, and does not cost what was known: requests that it verifies go on being taken.
    value.catch(() => (before ? kept.set(secretId, before) : kept.delete(secretId)));
    return value;
  }

  return {
    get(secretId) {
      const known = kept.get(secretId);
      return known && clock.now() - known.at < longestKept ? known.value : fetch(secretId);
    },
    refresh(secretId) {
      const last = tried.get(secretId);
      return last && clock.now() - last.at < shortestTimeBetweenRefreshes ? last.value : fetch(secretId);
    },
  };
}

type Fetched = { at: number; value: Promise<string> };
