import * as z from 'zod';
import { exitNotice } from './exit-notice.ts';
import { caseId } from './person.ts';

/** What the `exits` queue carries: a notice to apply, or a case whose time has come. */
export const exitsMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('notice'), notice: exitNotice }),
  z.strictObject({
    type: z.literal('wake'),
    caseId,
    /** The waker's one reading of the clock, ISO 8601 UTC. */
    now: z.iso.datetime({ offset: true }),
  }),
]);

export type ExitsMessage = z.infer<typeof exitsMessage>;
