import * as z from 'zod/mini';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';
import type { HrSource } from './source.ts';

/** A secret that is live, and how the ledger calls it. */
export type LiveSecret<Secret> = { keyId: 'current' | 'previous'; value: Secret };

/**
 * The secrets that a source may be verified with, the newest first: `{ "current": …, "previous": … }` in Secrets Manager,
 * so that a sender can change its secret without a gap.
 *
 * @throws naming the source, never the value
 */
export async function liveSecrets<Secret>(
  source: Pick<HrSource<Secret>, 'name' | 'secret'>,
  secretId: string,
  fetch: SecretStore['get'],
): Promise<LiveSecret<Secret>[]> {
  const pair = z.object({ current: source.secret, previous: z.optional(source.secret) });
  const parsed = pair.safeParse(tryParseJson(await fetch(secretId)));
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole'))].join(', ');
    throw new Error(
      `The secret of source ${source.name} cannot be used (${fields}); store {"current": …}, and "previous" while rotating`,
    );
  }
  const { current, previous } = parsed.data;
  const live: LiveSecret<Secret>[] = [{ keyId: 'current', value: current }];
  return previous === undefined ? live : [...live, { keyId: 'previous', value: previous }];
}
