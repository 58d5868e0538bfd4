import * as z from 'zod';
import { caseId } from '../case/person.ts';
import { exitNotice } from './exit-notice.ts';

/** One reading of the sender's clock, ISO 8601 UTC. */
const now = z.iso.datetime({ offset: true });

/** What the `exits` queue carries: a notice to apply, a case whose time has come, or one that is closed and no longer so. */
export const exitsMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('notice'), notice: exitNotice }),
  z.strictObject({ type: z.literal('wake'), caseId, now }),
  z.strictObject({
    type: z.literal('drift'),
    caseId,
    /** The Workspace user under whose name the person has access again. */
    userName: z.string().min(1).max(255),
    now,
  }),
]);

export type ExitsMessage = z.infer<typeof exitsMessage>;
