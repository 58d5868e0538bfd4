import * as z from 'zod';
import { caseIdsOf, person } from '../../shared/offboarding/person.ts';
import { command } from '../command.ts';

/** Shows a case with its ledger lines, by its id or by any identifier of the person. */
export const status = command({
  input: z.union([z.strictObject({ caseId: z.string().min(1) }), z.strictObject({ person })]),
  async run(input, { cases }) {
    const ids = 'caseId' in input ? [input.caseId] : caseIdsOf(input.person);
    const found = await cases.load(ids);
    const one = ids.map((id) => found.get(id)).find((known) => known !== undefined);
    if (!one) return { outcome: 'not-found', data: { looked: ids } };
    return { outcome: 'done', data: { case: one, lines: await cases.lines(one.caseId) } };
  },
});
