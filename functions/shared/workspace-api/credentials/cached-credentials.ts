import type { Clock } from '../../runtime/clock.ts';
import type { CredentialSource, Credentials } from './credentials.ts';

type Issued = Credentials & { expiresAt: number };

export type CacheOptions = {
  clock: Clock;
  /** How long before their end credentials are replaced, ms. @default 300000 */
  renewBeforeMs?: number;
};

/**
 * Credentials that are asked for once, by however many callers at a time, and kept until shortly before their end or
 * until the service has rejected them. When none can be had, those at hand serve to their end.
 */
export function cachedCredentials(
  issue: () => Promise<Issued>,
  { clock, renewBeforeMs = 300_000 }: CacheOptions,
): CredentialSource {
  let current: Issued | undefined;
  let issuing: Promise<Issued> | undefined;

  return async (rejected) => {
    const held = current && current !== rejected ? current : undefined;
    if (held && held.expiresAt - renewBeforeMs > clock.now()) return held;
    issuing ??= issue().finally(() => {
      issuing = undefined;
    });
    try {
      current = await issuing;
      return current;
    } catch (error) {
      if (held && held.expiresAt > clock.now()) return held;
      throw error;
    }
  };
}
