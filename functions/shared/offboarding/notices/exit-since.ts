import type { OffboardingCase } from '../case/offboarding-case.ts';
import { utc } from '../case/utc.ts';
import { isLeaving, type Said, sendersTime, sentAtOf, takesBackOwn } from './standing-notice.ts';

/** Since when an exit stands without an interruption: by which notice, and from when the time counts in which access is to go. */
export type ExitSince = NonNullable<OffboardingCase['exitSince']>;

type Clocked = Pick<OffboardingCase, 'actAt' | 'receivedAt'> & Partial<Pick<OffboardingCase, 'exitSince' | 'sla'>>;

/**
 * From when the time of a case counts, epoch milliseconds: from when access was to go by an exit that has not been taken back since,
 * however often it was said again and whoever has said it last.
 */
export function clockStartOf({ exitSince, actAt, receivedAt }: Clocked): number {
  return exitSince ? Date.parse(exitSince.startsAt) : Math.max(Date.parse(actAt), Date.parse(receivedAt));
}

/** The same of an exit that nobody has announced before. */
export function exitSinceOf(said: Said, { actAt, receivedAt }: Clocked): ExitSince {
  const startsAt = new Date(clockStartOf({ actAt, receivedAt })).toISOString();
  return { source: said.source, sentAt: sentAtOf(said), receivedAt: utc(receivedAt), startsAt };
}

/**
 * What stays of the clock where another notice stands: it runs on, unless somebody leaves at a later date, which has not come, after
 * all; that it was late, stays.
 *
 * @param opened the case as the notice that stands now opens it
 */
export function clockGoesOn(
  { exitSince: before, sla }: Clocked,
  opened: Clocked & { exitSince: ExitSince; effectiveAt?: string | undefined },
): Pick<OffboardingCase, 'exitSince' | 'sla'> {
  const { effectiveAt, receivedAt, exitSince: own } = opened;
  if (!before) return { exitSince: own, sla: breachIn(sla) };
  const first = Date.parse(before.receivedAt) <= Date.parse(own.receivedAt) ? before : own;
  const isPutOff = effectiveAt !== undefined && Date.parse(effectiveAt) > Date.parse(receivedAt);
  if (isPutOff) return { exitSince: { ...first, startsAt: own.startsAt }, sla: breachIn(sla) };
  const startsAt = before.startsAt < own.startsAt ? before.startsAt : own.startsAt;
  return { exitSince: { ...first, startsAt }, sla };
}

/** The clock of a case whose exit was interrupted, as came to light later: it runs from the notice that it stands on now. */
export function clockSince(stands: Said, { sla, ...one }: Clocked): Pick<OffboardingCase, 'exitSince' | 'sla'> {
  return { exitSince: exitSinceOf(stands, { actAt: one.actAt, receivedAt: one.receivedAt }), sla: breachIn(sla) };
}

/**
 * Whether a notice, however late it comes, says that somebody had stayed after all between the first notice and the one that
 * stands; or takes back the first, which its source alone can do to what it has said.
 */
export function interrupts(said: Said, since: ExitSince | undefined, stands: Said): boolean {
  if (isLeaving(said) || !since) return false;
  if (sendersTime(said) < Date.parse(since.sentAt)) return false;
  if (takesBackOwn(said)) return said.source === since.source && stands.source !== since.source;
  return sendersTime(said) <= sendersTime(stands);
}

function breachIn(sla: OffboardingCase['sla']): OffboardingCase['sla'] {
  return sla?.breachedAt === undefined ? undefined : sla;
}
