import * as z from 'zod';
import { endStatuses, openStatuses } from '../../shared/offboarding/offboarding-case.ts';
import { command } from '../command.ts';

const statuses = [...openStatuses, ...endStatuses] as const;

/** Lists cases, the latest change first within each status. */
export const list = command({
  input: z.strictObject({
    /** @default every status */
    status: z.enum(statuses).optional(),
    /** The most cases of each status. @default 50 */
    limit: z.int().min(1).max(1000).default(50),
  }),
  async run({ status, limit }, { cases }) {
    const wanted = status === undefined ? statuses : [status];
    const found = await Promise.all(wanted.map((one) => cases.list(one, limit)));
    return { outcome: 'done', data: { cases: found.flat().map(({ notices: _, ...one }) => one) } };
  },
});
