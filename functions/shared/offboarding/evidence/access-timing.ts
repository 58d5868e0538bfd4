import * as z from 'zod';
import type { OffboardingCase } from '../case/offboarding-case.ts';
import { clockStartOf } from '../notices/exit-since.ts';

const instant = z.iso.datetime({ offset: true });

/** When access was to go, when it was gone, and whether that was in time. */
export const accessTiming = z.object({
  receivedAt: instant,
  /** When the exit was announced for the first time, and has stood since; `receivedAt` is of the notice that was acted on. */
  announcedAt: z.optional(instant),
  /** As the sender wrote it, with its zone. */
  effectiveAt: z.optional(instant),
  /** When the case was to act. */
  actAt: instant,
  /** From when it counts: from when access was to go since the exit stands. */
  startsAt: instant,
  /** By when access was to be gone. */
  dueAt: z.optional(instant),
  /** When it was noticed for the first time that access was to be gone and was not. It stays, also where the date was moved after. */
  breachedAt: z.optional(instant),
  /** When a reading of Workspace first showed that no access was left. */
  accessGoneAt: z.optional(instant),
  /** From `startsAt` to `accessGoneAt`, milliseconds. */
  elapsedMs: z.optional(z.number()),
  /** `gone`: there was no SLA to keep. `not-asked`: it ended without being meant to take anything away. */
  verdict: z.enum(['within-sla', 'breached', 'gone', 'not-gone', 'not-asked']),
});

export type AccessTiming = z.infer<typeof accessTiming>;

/** What the times of an ended case come to. */
export function accessTimingOf(ended: OffboardingCase): AccessTiming {
  const { receivedAt, effectiveAt, actAt, sla, exitSince } = ended;
  const startsAt = new Date(clockStartOf(ended)).toISOString();
  const dueAt = sla?.dueAt;
  const accessGoneAt = whenGone(ended);
  return {
    receivedAt,
    announcedAt: exitSince?.receivedAt,
    effectiveAt,
    actAt,
    startsAt,
    dueAt,
    breachedAt: sla?.breachedAt,
    accessGoneAt,
    ...(accessGoneAt !== undefined && { elapsedMs: Math.max(0, Date.parse(accessGoneAt) - Date.parse(startsAt)) }),
    verdict: verdictOf(ended, accessGoneAt),
  };
}

/**
 * Undefined where some access is left, or may be. Pools and groups carry no instant of their own: with them, and where nothing
 * was found, it is the end of the case, which the last reading made.
 */
function whenGone({ status, endedAt, desktops, access }: OffboardingCase): string | undefined {
  const isLeft =
    desktops.some(({ detach }) => detach !== 'verified') || access.some(({ removal }) => removal !== 'verified');
  if (status !== 'closed' || isLeft) return undefined;
  if (access.length > 0) return endedAt;
  const times = desktops.flatMap(({ detachVerifiedAt }) => detachVerifiedAt ?? []);
  return times.toSorted((a, b) => Date.parse(b) - Date.parse(a))[0] ?? endedAt;
}

function verdictOf(
  { status, sla, undoes }: OffboardingCase,
  accessGoneAt: string | undefined,
): AccessTiming['verdict'] {
  if (undoes !== undefined || (status !== 'closed' && status !== 'failed')) return 'not-asked';
  if (accessGoneAt === undefined) return 'not-gone';
  if (!sla) return 'gone';
  const isLate = sla.breachedAt !== undefined || Date.parse(accessGoneAt) > Date.parse(sla.dueAt);
  return isLate ? 'breached' : 'within-sla';
}
