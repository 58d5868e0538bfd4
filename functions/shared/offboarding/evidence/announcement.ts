import * as z from 'zod';
import { flows } from '../guards/flow.ts';

/**
 * What subscribers are told of, as EventBridge detail types.
 *
 * @internal for tests, which look for a sample of each
 */
export const announcementTypes = [
  'OffboardingStarted',
  'OffboardingHeld',
  'OffboardingCompleted',
  'OffboardingFailed',
  'OffboardingCancelled',
  'OffboardingDryRun',
  'OffboardingUndone',
  'OffboardingSlaWarning',
  'OffboardingSlaBreached',
  'OffboardingDrift',
  'OffboardingContradicted',
  'QuarantineSet',
  'QuarantineCleared',
  'NoticeRejected',
] as const;

const instant = z.iso.datetime({ offset: true });

/** What tells whether a trail is still the one that a case ended with: how many lines it had, and the hash of the last. */
export const proof = z.strictObject({ lines: z.number(), lastHash: z.string() });

/**
 * Something that subscribers are told: by SNS and EventBridge, at least once. It names the case, never the person: who may
 * know who it is about looks the case up.
 */
export const announcement = z.strictObject({
  /** The same each time it is told: what to tell duplicates by. */
  id: z.string(),
  type: z.enum(announcementTypes),
  /** When it happened, ISO 8601 UTC. */
  at: instant,
  /** Absent where it is about the whole system. */
  caseId: z.string().optional(),
  status: z.string().optional(),
  /** A machine-readable word for why. */
  reason: z.string().optional(),
  /** What a quarantine stops or lets go on: people's exits, or the nightly saving. */
  flow: z.enum(flows).optional(),
  /** Who set or cleared a quarantine; which door says that somebody stays whose exit is over. */
  by: z.string().optional(),
  /** The door of the notice that the case acts on, or that what was rejected came through. */
  source: z.string().optional(),
  /** How many people it is about, where it is about more than a case. */
  people: z.number().optional(),
  /** Desktops that the case is about. */
  desktops: z.number().optional(),
  /** By when access is to be gone. */
  slaDueAt: instant.optional(),
  /** Of an end: what its evidence is built of. */
  proof: proof.optional(),
  /** What gives back what was taken from somebody who stays, as arguments of the operator's command line. */
  undo: z.string().optional(),
});

export type Announcement = z.infer<typeof announcement>;

/** What the `outcomes` queue carries. */
export const outcomeMessage = z.strictObject({ announcement });
export type OutcomeMessage = z.infer<typeof outcomeMessage>;
