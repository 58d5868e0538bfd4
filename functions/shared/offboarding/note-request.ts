import type { Decision } from './decision.ts';
import type { OffboardingCase } from './offboarding-case.ts';
import { accessRecordKey, desktopKey, userKey } from './record-keys.ts';

/**
 * A decision's case with the time of what is about to be asked for on the records. It is saved before anything is asked: where
 * a crash swallows the answer, whoever undoes the case still knows what may be gone.
 *
 * @param now ISO 8601 UTC; the answer, where there is one, puts its own time in its place
 */
export function noteRequest({ case: one, step }: Decision, now: string): OffboardingCase {
  if (step.do === 'lock') return { ...one, users: noted(one.users, step.users, userKey, 'lockRequestedAt', now) };
  if (step.do === 'remove-access') {
    return { ...one, access: noted(one.access, step.access, accessRecordKey, 'removalRequestedAt', now) };
  }
  if (step.do !== 'detach' && step.do !== 'unbind') return one;
  const name = step.do === 'detach' ? 'detachRequestedAt' : 'unbindRequestedAt';
  return { ...one, desktops: noted(one.desktops, step.desktops, desktopKey, name, now) };
}

function noted<Kept, Name extends keyof Kept>(
  records: readonly Kept[],
  asked: readonly Kept[],
  keyOf: (record: Kept) => string,
  name: Name,
  now: Kept[Name] & string,
): Kept[] {
  const keys = new Set(asked.map(keyOf));
  return records.map((record) => (keys.has(keyOf(record)) ? { ...record, [name]: record[name] ?? now } : record));
}
