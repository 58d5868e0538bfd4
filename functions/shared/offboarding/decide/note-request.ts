import type { OffboardingCase } from '../case/offboarding-case.ts';
import { accessRecordKey, desktopKey, userKey } from '../case/record-keys.ts';
import type { Decision } from './decision.ts';

/**
 * A decision's case with the time of what is about to be asked for on the records. It is saved before anything is asked: where
 * a crash swallows the answer, whoever undoes the case still knows what may be gone.
 *
 * @param now ISO 8601 UTC; the answer, where there is one, puts its own time in its place
 */
export function noteRequest({ case: one, step }: Decision, now: string): OffboardingCase {
  if ('users' in step) {
    const name = step.do === 'lock' ? 'lockRequestedAt' : 'restoreRequestedAt';
    return { ...one, users: noted(one.users, step.users, userKey, name, now) };
  }
  if ('access' in step) {
    const name = step.do === 'remove-access' ? 'removalRequestedAt' : 'restoreRequestedAt';
    return { ...one, access: noted(one.access, step.access, accessRecordKey, name, now) };
  }
  if (!('desktops' in step) || step.do === 'log-off' || step.do === 'shutdown') return one;
  return { ...one, desktops: noted(one.desktops, step.desktops, desktopKey, timeNames[step.do], now) };
}

const timeNames = {
  detach: 'detachRequestedAt',
  unbind: 'unbindRequestedAt',
  attach: 'restoreRequestedAt',
  bind: 'restoreEipRequestedAt',
  start: 'restorePowerRequestedAt',
} as const;

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
