import * as z from 'zod/mini';
import type { SecretStore } from '../runtime/secret-store.ts';
import { tryParseJson } from '../runtime/try-parse-json.ts';
import { secretProblems } from './secret-problems.ts';
import type { HrSource } from './source.ts';

/** A secret that is live, and how the ledger calls it. */
export type LiveSecret<Secret> = { keyId: 'current' | 'previous'; value: Secret };

/** What must be known of a source to read its secrets. */
export type Door<Secret> = Pick<HrSource<Secret>, 'name' | 'secret' | 'hrApi'>;

/**
 * The secrets that a source may be verified with, the newest first: `{ "current": …, "previous": … }` in Secrets Manager,
 * so that a sender can change its secret without a gap.
 *
 * @throws naming the source, never the value
 */
export async function liveSecrets<Secret>(
  source: Door<Secret>,
  secretId: string,
  fetch: SecretStore['get'],
): Promise<readonly LiveSecret<Secret>[]> {
  const text = await fetch(secretId);
  const last = read.get(source.secret);
  if (last?.text === text) return last.live as readonly LiveSecret<Secret>[];
  const live = readSecrets(source, text);
  read.set(source.secret, { text, live });
  return live;
}

/**
 * Has something verified with each live secret, the newest first, and once more with freshly fetched ones: the sender may
 * have changed its secret, and one that cannot be used may have been put right.
 *
 * @returns undefined where none fits
 * @throws naming the source, where its secret cannot be used, and what `verify` throws
 */
export async function withLiveSecrets<Secret, Verified>(
  source: Door<Secret>,
  secretId: string,
  secrets: Pick<SecretStore, 'get' | 'refresh'>,
  verify: (live: LiveSecret<Secret>) => Verified | undefined,
): Promise<Verified | undefined> {
  const kept = await liveSecrets(source, secretId, secrets.get).catch(() => []);
  const verified = firstOf(kept, verify);
  if (verified !== undefined) return verified;
  const fresh = await liveSecrets(source, secretId, secrets.refresh);
  // What has not fitted does not fit the second time: a refusal is not to cost twice as much as it must.
  return fresh === kept ? undefined : firstOf(fresh, verify);
}

function firstOf<Item, Result>(items: readonly Item[], find: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What was last read, by the schema that read it: making keys of a text takes longer than to verify with them. */
const read = new WeakMap<object, { text: string; live: readonly LiveSecret<unknown>[] }>();

/** Strictly: a "previous" that is misspelt would be missed by whatever is still signed with it, which is not sent again. */
function readSecrets<Secret>({ name, secret, hrApi }: Door<Secret>, text: string): readonly LiveSecret<Secret>[] {
  const parsed = z
    .strictObject({ current: secret, previous: z.optional(secret), ...(hrApi && { api: z.optional(z.unknown()) }) })
    .safeParse(tryParseJson(text));
  if (!parsed.success) {
    const problems = secretProblems(parsed.error.issues);
    throw new Error(
      `The secret of source ${name} cannot be used (${problems}); store {"current": …}, and "previous" while rotating`,
    );
  }
  const { current, previous } = parsed.data;
  const live: LiveSecret<Secret>[] = [{ keyId: 'current', value: current }];
  return previous === undefined ? live : [...live, { keyId: 'previous', value: previous }];
}
