import * as z from 'zod';
import type { OffboardingCase } from '../case/offboarding-case.ts';
import { type Announcement, announcement, proof } from './announcement.ts';

/**
 * The `detail` of an EventBridge event, and the message of an SNS notification.
 */
export const announcementEvent = z.object({
  ...announcement.omit({ proof: true }).shape,
  /** The command that gives back what was taken from somebody who stays, as a person runs it. */
  undo: z.string().optional(),
  /** Of an end: where its evidence is. */
  evidence: z
    .strictObject({
      bucket: z.string(),
      /** Of the JSON file; the page has the same name with `.html`. */
      key: z.string(),
      /** How many lines it is built of, and the hash of the last. Whoever keeps both can tell later whether it is still the same. */
      ...proof.shape,
    })
    .optional(),
});

export type AnnouncementEvent = z.infer<typeof announcementEvent>;

/** The end that an announcement tells of; undefined where it tells of something else. */
export function endToldBy(type: Announcement['type']): OffboardingCase['status'] | undefined {
  return ends.get(type);
}

const ends = new Map<Announcement['type'], OffboardingCase['status']>([
  ['OffboardingCompleted', 'closed'],
  ['OffboardingFailed', 'failed'],
  ['OffboardingCancelled', 'cancelled'],
  ['OffboardingDryRun', 'dry-run'],
  ['OffboardingUndone', 'restored'],
]);
