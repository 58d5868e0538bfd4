import * as z from 'zod';
import { announcement, proof } from '../evidence/announcement.ts';
import { attachedUser } from '../identity/attached-user.ts';
import { candidate } from '../identity/candidate.ts';
import { person } from './person.ts';
import type { CaseReason } from './reasons.ts';
import { isAdmission, trailLine } from './trail.ts';

const instant = z.iso.datetime({ offset: true });

/** What has become of one part of an undo. */
const restoreStates = ['planned', 'requested', 'verified', 'impossible'] as const;
/** When it was asked for, by which request, and when a reading showed it to be back; the undo's own times. */
const restoreTimes = {
  restoreRequestedAt: z.optional(instant),
  restoreRequestId: z.optional(z.string()),
  restoreVerifiedAt: z.optional(instant),
};

/** Why something did not go as asked, in the API's own code. */
export const problem = z.object({ code: z.string(), message: z.string() });
export type Problem = z.infer<typeof problem>;

/** One person on one desktop: how it was before the first write, and what has become of it. */
export const desktopRecord = z.object({
  /** The Workspace project that it belongs to, by its name in the configuration. */
  workspace: z.string(),
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
  /** Who else was attached beside this person. */
  others: z.array(attachedUser),
  /** Why it is never touched, machine-readable: `desktop` or `tag:…`. */
  protected: z.optional(z.string()),
  /** When it was counted against the caps, which is once. */
  admittedAt: z.optional(instant),
  /** Whether its session was ended before the detachment; `kept` has others in it. Workspace shows no proof of it. */
  logOff: z.optional(z.enum(['requested', 'failed', 'kept'])),
  eip: z.optional(z.object({ eipId: z.string(), address: z.optional(z.string()) })),
  detach: z.enum(['planned', 'requested', 'verified', 'would-detach']),
  /** The person was gone from it before the case took anything: there is nothing to detach. */
  wasGone: z.optional(z.literal(true)),
  /** When it was asked for; where no answer is on record, when it was about to be. So it is with all that is taken away. */
  detachRequestedAt: z.optional(instant),
  detachRequestId: z.optional(z.string()),
  detachJobId: z.optional(z.string()),
  detachVerifiedAt: z.optional(instant),
  /** `kept` has its reason in `eipReason`. */
  unbind: z.optional(z.enum(['planned', 'requested', 'verified', 'kept', 'would-unbind'])),
  eipReason: z.optional(z.string()),
  /** Who needs it still, by the reading that it was kept on. */
  eipKeptFor: z.optional(z.array(attachedUser)),
  unbindRequestedAt: z.optional(instant),
  unbindRequestId: z.optional(z.string()),
  unbindVerifiedAt: z.optional(instant),
  shutdown: z.optional(z.enum(['planned', 'requested', 'verified'])),
  /** Of an undo: each part of the before-image that is to come back. `impossible` has its reason in `restoreReason`. */
  restore: z.optional(z.enum(restoreStates)),
  ...restoreTimes,
  restoreEip: z.optional(z.enum(restoreStates)),
  restoreEipRequestedAt: z.optional(instant),
  restoreEipRequestId: z.optional(z.string()),
  restoreEipVerifiedAt: z.optional(instant),
  restorePower: z.optional(z.enum(restoreStates)),
  restorePowerRequestedAt: z.optional(instant),
  restorePowerRequestId: z.optional(z.string()),
  restorePowerVerifiedAt: z.optional(instant),
  restoreReason: z.optional(z.string()),
  problem: z.optional(problem),
});
export type DesktopRecord = z.infer<typeof desktopRecord>;

/** The person's user in one Workspace project, as it was and what has become of it. */
export const userRecord = z.object({
  workspace: z.string(),
  userId: z.string(),
  userName: z.string(),
  /** It was locked before this case. */
  wasLocked: z.boolean(),
  lock: z.optional(z.enum(['planned', 'requested', 'verified', 'would-lock'])),
  lockRequestedAt: z.optional(instant),
  lockRequestId: z.optional(z.string()),
  restore: z.optional(z.enum(restoreStates)),
  ...restoreTimes,
  restoreReason: z.optional(z.string()),
  problem: z.optional(problem),
});
export type UserRecord = z.infer<typeof userRecord>;

/**
 * Access that is not an attachment of the person's own: a pool that they may take desktops from, by name or through a group,
 * and desktops that a group of theirs is attached to.
 */
export const accessRecord = z.object({
  workspace: z.string(),
  kind: z.enum(['pool', 'group']),
  /** The pool, or the group. */
  id: z.string(),
  name: z.optional(z.string()),
  /** Of a group: what it opens, as ids of desktops and pools. */
  opens: z.optional(z.array(z.string())),
  /** What the service wants back to remove and to restore it. */
  member: z.object({
    id: z.string(),
    name: z.string(),
    userGroup: z.optional(z.string()),
    domain: z.optional(z.string()),
  }),
  /** `reported`: the policy leaves it to a person. */
  removal: z.enum(['planned', 'requested', 'verified', 'reported', 'would-remove']),
  /** It was gone before the case took anything. */
  wasGone: z.optional(z.literal(true)),
  removalRequestedAt: z.optional(instant),
  removalRequestId: z.optional(z.string()),
  restore: z.optional(z.enum(restoreStates)),
  ...restoreTimes,
  restoreReason: z.optional(z.string()),
  problem: z.optional(problem),
});
export type AccessRecord = z.infer<typeof accessRecord>;

/** What a person is asked to agree to, and who has. */
export const approvalRecord = z.object({
  /** Why it is asked. */
  reasons: z.array(z.string()),
  /** The hash of the plan that is shown; another plan is another question. */
  planHash: z.string(),
  requestedAt: instant,
  expiresAt: instant,
  /** How many must agree. */
  people: z.number(),
  /** Whoever is not proven counts as well, by what they say: the policy allowed it when it was asked. */
  unproven: z.optional(z.literal(true)),
  approvedBy: z.array(
    z.object({
      by: z.string(),
      /** The ARN of the AWS identity that was proven; absent where nothing was. */
      principal: z.optional(z.string()),
      /** Which person that is; absent where it names nobody. */
      person: z.optional(z.string()),
      at: instant,
      reason: z.string(),
    }),
  ),
});
export type ApprovalRecord = z.infer<typeof approvalRecord>;

export const openStatuses = ['scheduled', 'held', 'detaching', 'unbinding', 'restoring'] as const;
export const endStatuses = ['closed', 'cancelled', 'failed', 'dry-run', 'restored'] as const;

/**
 * One person's exit. Many notices may feed it; every case that has not ended has a `dueAt`, so that a crash
 * anywhere only means that it wakes again.
 */
export const offboardingCase = z.object({
  caseId: z.string(),
  /** Counts the saves; a save names the version it was made from. */
  version: z.number(),
  status: z.enum([...openStatuses, ...endStatuses]),
  /** A machine-readable word for why it is held or how it ended. One that is no longer in use is still read. */
  reason: z.optional(z.string() as z.ZodType<CaseReason>),
  person,
  /** When each identifier was last sent. */
  identifiedAt: z.optional(
    z.object({ id: z.optional(instant), email: z.optional(instant), userName: z.optional(instant) }),
  ),
  /** The sources that have sent the person's id, so that it counts only as what their ids are. */
  idSources: z.optional(z.array(z.string())),
  /** The Workspace users among whom no reading tells who the person is: for a person to choose from. */
  candidates: z.optional(z.array(candidate)),
  /** The ids of further cases that are the same person's, who was known by another name there. */
  siblings: z.optional(z.array(z.string())),
  /** Who the person is on Workspace where a drift was seen under that name: what maps people to users may have changed since. */
  workspaceUserName: z.optional(z.string()),
  /** The users as whom Workspace has shown them, whatever they had there: names are given to others in time, ids are not. */
  workspaceUserIds: z.optional(z.array(z.object({ workspace: z.string(), userId: z.string() }))),
  /**
   * The notice by which the exit stands without an interruption since then, and from when the time counts in which access is to be
   * gone. It runs on where the same exit is said once more.
   */
  exitSince: z.optional(z.object({ source: z.string(), sentAt: instant, receivedAt: instant, startsAt: instant })),
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
  /** The newest sender's time among the notices applied, but for those that take back only what their own source has said. */
  lastSentAt: instant,
  /** When it was held for the last time until: it could not act before. */
  releasedAt: z.optional(instant),
  /** How often it was tried since it became due. */
  attempts: z.number(),
  desktops: z.array(desktopRecord),
  users: z.array(userRecord),
  access: z.array(accessRecord),
  approval: z.optional(approvalRecord),
  /** Where it is worked on, and by which policy: see `withPolicyInForce`. */
  workedBy: z.optional(z.record(z.string(), z.unknown())),
  /** When a reading showed for the first time that the person has nothing. */
  seenEmptyAt: z.optional(instant),
  /** Of each project: when it was seen that nothing is attached, and since when that no pool and no group opens anything. */
  seenGone: z.optional(
    z.array(z.object({ workspace: z.string(), attachments: instant, poolsAndGroups: z.optional(instant) })),
  ),
  /** By when access is to be gone, and when it was said that it is late. */
  sla: z.optional(z.object({ dueAt: instant, warnedAt: z.optional(instant), breachedAt: z.optional(instant) })),
  /** The latest episode before this one in which something was taken away. */
  taken: z.optional(
    z.object({
      openedAt: instant,
      source: z.optional(z.string()),
      /** The case goes on with the same exit, so that an undo gives it back as well. */
      ofThisExit: z.optional(z.literal(true)),
      desktops: z.array(desktopRecord),
      users: z.array(userRecord),
      access: z.array(accessRecord),
    }),
  ),
  /** The undo of an earlier episode, which this one has overtaken: what it has asked for may still come. */
  overtakes: z.optional(
    z.object({
      /** Still to be looked for, by its case id. */
      undo: z.optional(z.string()),
      /** What it may still give back, as write and target, such as `attach desktop-1`; none of it after `until`. */
      awaits: z.optional(z.array(z.string())),
      until: z.optional(instant),
    }),
  ),
  /** Of a one-off by hand: these desktops alone, and nothing else of the person. It is no exit. */
  scope: z.optional(
    z.object({
      desktopIds: z.array(z.string()),
      /** Shut down those that nobody is left on. */
      shutdown: z.boolean(),
    }),
  ),
  /** Of an undo: the case whose before-image it restores, and when the episode began that the case was in by then. */
  undoes: z.optional(z.string()),
  undoesEpisode: z.optional(instant),
  /** Of what has no notices: an undo, which has the source of what it undoes, and a one-off. */
  source: z.optional(z.string()),
  /** The case that undoes this one: what is attached again is no drift. */
  undoneBy: z.optional(z.string()),
  /** Everything that happened, line by line, each tied to the one before. */
  trail: z.array(trailLine),
  /** Of a case that has ended: the last of the lines that its evidence is built of. What follows came after the end. */
  proof: z.optional(proof),
  /** Saved but perhaps not yet told to subscribers. */
  unsaid: z.array(announcement),
  problem: z.optional(problem),
  notices: z.array(
    z.object({
      source: z.string(),
      eventId: z.string(),
      kind: z.string(),
      onlyOwn: z.optional(z.literal(true)),
      sentAt: instant,
      receivedAt: instant,
      effectiveAt: z.optional(instant),
      /** The time zone that the date was understood in. */
      zone: z.optional(z.string()),
      trust: z.string(),
      keyId: z.optional(z.string()),
      by: z.optional(z.string()),
      reason: z.optional(z.string()),
      effect: z.string(),
    }),
  ),
});

export type OffboardingCase = z.infer<typeof offboardingCase>;

export function hasEnded(one: Pick<OffboardingCase, 'status'>): boolean {
  return (endStatuses as readonly string[]).includes(one.status);
}

/** Whether anything may have been written to Workspace for it: the guards have let it. */
export function hasBegun({ desktops, users, access, trail, openedAt }: OffboardingCase): boolean {
  return (
    trail.some((line) => isAdmission(line) && line.at >= openedAt) ||
    desktops.some((record) => record.admittedAt !== undefined || record.detachRequestedAt !== undefined) ||
    users.some((record) => record.lockRequestedAt !== undefined) ||
    access.some((record) => record.removalRequestedAt !== undefined)
  );
}
