import * as z from 'zod';
import { check } from '../check.ts';
import type { Desktop } from './entities.ts';

/** What may be set on a desktop from outside, as if a console user or the platform had done it. */
const patchSchema = z
  .strictObject({
    status: z.enum(['ACTIVE', 'SHUTOFF', 'HIBERNATED', 'ERROR', '']),
    /** Anything but null makes it busy. */
    taskStatus: z.string().nullable(),
    attachState: z.enum(['UNATTACH', 'ATTACHING', 'ATTACHED', 'DEATTACHING', 'DEATTACHED', 'DEATTACHFAIL']),
    loggedIn: z.string().nullable(),
    tags: z.record(z.string(), z.string()),
    inMaintenanceMode: z.boolean(),
    isAttachingEip: z.boolean(),
    hasNat: z.boolean(),
    data: z.string().nullable(),
  })
  .partial();

export type DesktopPatch = z.input<typeof patchSchema>;

export function checkedPatch(given: DesktopPatch): Partial<Desktop> {
  const patch = check(patchSchema, given);
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
