import type { Logger } from '@aws-lambda-powertools/logger';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { type Door, liveSecrets } from './live-secrets.ts';

/** The message of the log line of a source whose secret cannot be used; an alarm waits for it. */
export const sourceRefused = 'A source is refused until its secret can be used';

/**
 * Reads the secrets of all doors as a function starts, so that one that is missing, empty or of another form is told by
 * its source's name before anybody knocks. The others are not to wait for that one: its requests alone are refused, with
 * 503, until it is put right.
 */
export async function checkSecrets(
  doors: Iterable<{ source: Door<unknown>; secretId: string }>,
  { get }: Pick<SecretStore, 'get'>,
  log: Pick<Logger, 'error'>,
): Promise<void> {
  const checks = Array.from(doors, async ({ source, secretId }) => {
    await liveSecrets(source, secretId, get).catch((error: unknown) => {
      log.error(sourceRefused, { source: source.name, reason: String(error) });
    });
  });
  await Promise.all(checks);
}
