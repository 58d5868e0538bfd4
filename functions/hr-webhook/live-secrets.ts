import * as z from 'zod/mini';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';
import type { LiveSecret } from './source.ts';

const secretText = z.string().check(z.minLength(1));
const secretPair = z.object({ current: secretText, previous: z.optional(secretText) });

export type FetchSecret = SecretStore['get'];

/**
 * The secrets that a source may be verified with: `{ "current": …, "previous": … }` in Secrets Manager, so that a
 * sender can change its secret without a gap.
 */
export async function liveSecrets(source: string, secretId: string, fetch: FetchSecret): Promise<LiveSecret[]> {
  const text = await fetch(secretId);
  const pair = secretPair.safeParse(tryParseJson(text));
  if (!pair.success) {
    throw new Error(
      `The secret of source ${source} is empty or malformed; store {"current":"…"} (and "previous" while rotating)`,
    );
  }
  const { current, previous } = pair.data;
  const live = [{ keyId: 'current', value: current }];
  return previous === undefined ? live : [...live, { keyId: 'previous', value: previous }];
}
