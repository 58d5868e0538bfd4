import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { SecretStore } from '../runtime/secret-store.ts';
import { hrApiAccess } from './hr-api-access.ts';
import { liveSecrets } from './live-secrets.ts';
import type { HrSource } from './source.ts';

/** The message of the log line of a source whose secret cannot be used; an alarm waits for it. */
export const sourceRefused = 'A source is refused until its secret can be used';

/** The message where only what a source asks its HR system with cannot be used. */
const apiNotAsked = 'The API of a source is not asked until its credentials and its address can be used';

/** A door to be checked: of the HR systems, or SCIM's. */
export type CheckedDoor = {
  source: Pick<HrSource, 'name' | 'secret' | 'hrApi'>;
  secretId: string;
  options: unknown;
};

/** So long the first answer waits for the others' secrets, from the import on. */
const patienceMs = 250;

/**
 * Reads the secrets of all doors as a function starts, so that one that is missing, empty or of another form is told by
 * its source's name before anybody knocks. The others are not to wait for that one: its requests alone are refused, with
 * 503, until it is put right.
 */
export async function checkSecrets(
  doors: Iterable<CheckedDoor>,
  { get }: Pick<SecretStore, 'get'>,
  log: Pick<Logger, 'error'>,
): Promise<void> {
  const checks = Array.from(doors, async ({ source, secretId, options }) => {
    const tell = (message: string) => (error: unknown) => {
      log.error(message, { source: source.name, reason: String(error) });
    };
    const live = await liveSecrets(source, secretId, get).catch(tell(sourceRefused));
    if (live)
      await get(secretId)
        .then((secret) => hrApiAccess(source, options, secret))
        .catch(tell(apiNotAsked));
  });
  await Promise.race([Promise.all(checks), sleep(patienceMs, undefined, { ref: false })]);
}
