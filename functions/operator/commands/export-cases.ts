import * as z from 'zod';
import { ExportTokenError } from '../../shared/ledger/case-export.ts';
import { exportRows } from '../../shared/offboarding/evidence/export-row.ts';
import { command } from '../command.ts';
import { CommandError } from '../command-error.ts';

const instant = z.iso.datetime({ offset: true });

/**
 * One page of the cases of a period, as rows: one for each desktop of a case. The answer says where the next page begins; an
 * answer of a function has its limit, and a period has none.
 */
export const exportCases = command({
  input: z.union([
    /** From the one, up to but without the other: by the latest change of a case. */
    z.strictObject({ from: instant, to: instant }).refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
      path: ['from'],
      message: 'The period must begin before it ends',
    }),
    z.strictObject({ next: z.string().min(1).max(4096) }),
  ]),
  async run(asked, { period }) {
    const { cases, next } = await period.page(asked).catch(refuseToken);
    return { outcome: 'done', data: { cases: cases.length, rows: cases.flatMap(exportRows), next } };
  },
});

function refuseToken(error: unknown): never {
  if (error instanceof ExportTokenError) throw new CommandError('bad-next', error.message);
  throw error;
}
