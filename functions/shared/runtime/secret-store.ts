import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from './clock.ts';

/** A flood of bad signatures must not become a flood of calls to Secrets Manager. */
const shortestTimeBetweenRefreshes = 60_000;

/** Nor must one that fails become one: it is tried again after so long. */
const shortestTimeAfterFailure = 5_000;

/** A secret that has been withdrawn is not honoured for longer than this. */
const longestKept = 5 * 60_000;

export type SecretStore = {
  /** The secret's text, fetched once and kept for five minutes. One that could not be fetched is for five seconds. */
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
    const fetched: Fetched = { at: clock.now(), value };
    for (const each of [kept, tried]) each.set(secretId, fetched);
    value.catch(() => {
      fetched.failed = true;
      // A failure does not cost what was known: requests that it verifies go on being taken.
      if (before) kept.set(secretId, before);
      else kept.delete(secretId);
    });
    return value;
  }

  return {
    get(secretId) {
      const [known, last] = [kept.get(secretId), tried.get(secretId)];
      if (known && clock.now() - known.at < longestKept) return known.value;
      return last?.failed && clock.now() - last.at < shortestTimeAfterFailure ? last.value : fetch(secretId);
    },
    refresh(secretId) {
      const last = tried.get(secretId);
      return last && clock.now() - last.at < shortestTimeBetweenRefreshes ? last.value : fetch(secretId);
    },
  };
}

type Fetched = { at: number; value: Promise<string>; failed?: boolean };
