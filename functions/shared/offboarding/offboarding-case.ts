import * as z from 'zod';
import { person } from './person.ts';

const instant = z.iso.datetime({ offset: true });

/** Why something did not go as asked, in the API's own code. */
export const problem = z.object({ code: z.string(), message: z.string() });
export type Problem = z.infer<typeof problem>;

/** One person on one desktop: how it was before the first write, and what has become of it. */
export const desktopRecord = z.object({
  desktopId: z.string(),
  computerName: z.optional(z.string()),
  desktopType: z.optional(z.string()),
  powerState: z.optional(z.string()),
  /** The attachment as it was, enough to restore it. */
  attachment: z.object({
    userName: z.string(),
    userId: z.optional(z.string()),
    userGroup: z.optional(z.string()),
    domain: z.optional(z.string()),
  }),
  /** How many others were attached beside this person. */
  others: z.number(),
  eip: z.optional(z.object({ eipId: z.string(), address: z.optional(z.string()) })),
  detach: z.enum(['planned', 'requested', 'verified', 'would-detach']),
  detachRequestedAt: z.optional(instant),
  detachRequestId: z.optional(z.string()),
  detachJobId: z.optional(z.string()),
  detachVerifiedAt: z.optional(instant),
  /** `kept` has its reason in `eipReason`. */
  unbind: z.optional(z.enum(['planned', 'requested', 'verified', 'kept', 'would-unbind'])),
  eipReason: z.optional(z.string()),
  unbindRequestedAt: z.optional(instant),
  unbindRequestId: z.optional(z.string()),
  unbindVerifiedAt: z.optional(instant),
  problem: z.optional(problem),
});
export type DesktopRecord = z.infer<typeof desktopRecord>;

export const openStatuses = ['scheduled', 'held', 'detaching', 'unbinding'] as const;
export const endStatuses = ['closed', 'cancelled', 'failed', 'dry-run'] as const;

/**
 * One person's exit. Many notices may feed it; every case that has not ended has a `dueAt`, so that a crash
 * anywhere only means that it wakes again.
 */
export const offboardingCase = z.object({
  caseId: z.string(),
  /** Counts the saves; a save names the version it was made from. */
  version: z.number(),
  status: z.enum([...openStatuses, ...endStatuses]),
  /** A machine-readable word for why it is held or how it ended. */
  reason: z.optional(z.string()),
  person,
  /** When each identifier was last sent. */
  identifiedAt: z.optional(
    z.object({ id: z.optional(instant), email: z.optional(instant), userName: z.optional(instant) }),
  ),
  /** The date as the sender wrote it, with its zone. */
  effectiveAt: z.optional(instant),
  /** When access is to go, UTC. */
  actAt: instant,
  /** When to look at it next, UTC; absent once ended. */
  dueAt: z.optional(instant),
  /** A "revoke now" is not postponed by a later date. */
  revokeNow: z.boolean(),
  /** When the notice that it acts on was received. */
  receivedAt: instant,
  openedAt: instant,
  updatedAt: instant,
  endedAt: z.optional(instant),
  /** The newest sender's time among the notices applied. */
  lastSentAt: instant,
  /** How often it was tried since it became due. */
  attempts: z.number(),
  desktops: z.array(desktopRecord),
  problem: z.optional(problem),
  notices: z.array(
    z.object({
      source: z.string(),
      eventId: z.string(),
      kind: z.string(),
      sentAt: instant,
      receivedAt: instant,
      effectiveAt: z.optional(instant),
      /** The time zone that the date was understood in. */
      zone: z.optional(z.string()),
      trust: z.string(),
      keyId: z.optional(z.string()),
      effect: z.string(),
    }),
  ),
});

export type OffboardingCase = z.infer<typeof offboardingCase>;

export function hasEnded(one: Pick<OffboardingCase, 'status'>): boolean {
  return (endStatuses as readonly string[]).includes(one.status);
}
