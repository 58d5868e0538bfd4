import * as z from 'zod';
import { type Announcement, announcement } from './announcement.ts';
import type { OffboardingCase } from './offboarding-case.ts';

/** The `detail` of an EventBridge event, and the message of an SNS notification. */
export const announcementEvent = z.object({
  ...announcement.shape,
  /** The command that gives back what was taken from somebody who stays, as a person runs it. */
  undo: z.string().optional(),
  /** Where the evidence of an ended case is; absent where the case has been opened again before it could be written. */
  evidence: z
    .strictObject({
      bucket: z.string(),
      /** Of the JSON file; the page has the same name with `.html`. */
      key: z.string(),
      /** The last hash of the trail. Whoever keeps it can tell later whether the trail is still the same. */
      lastHash: z.optional(z.string()),
    })
    .optional(),
});

export type AnnouncementEvent = z.infer<typeof announcementEvent>;

/** The end that an announcement tells of; undefined where it tells of something else. */
export function endToldBy({ type }: Announcement): OffboardingCase['status'] | undefined {
  return ends.get(type);
}

const ends = new Map<Announcement['type'], OffboardingCase['status']>([
  ['OffboardingCompleted', 'closed'],
  ['OffboardingFailed', 'failed'],
  ['OffboardingCancelled', 'cancelled'],
  ['OffboardingDryRun', 'dry-run'],
  ['OffboardingUndone', 'restored'],
]);
