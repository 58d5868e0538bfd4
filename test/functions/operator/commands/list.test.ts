import { describe, expect, it } from 'vitest';
import { showList } from '../../../../functions/operator/cli/show-list.ts';
import { list } from '../../../../functions/operator/commands/list.ts';
import type { CasePages } from '../../../../functions/shared/ledger/case-pages.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { aCase } from '../../support/samples.ts';
import { commandContext } from '../support/command-context.ts';

/** Lists so many held cases, of which one in three waits for approval, in pages of ten. */
async function listing(held: number, input: { reason?: string; limit: number }) {
  const cases = Array.from({ length: held }, (_, index) =>
    aCase({ caseId: `case-${index}`, status: 'held', reason: index % 3 === 0 ? 'approval' : 'cap' }),
  );
  const pages: Pick<CasePages, 'all'> = {
    async *all(status) {
      const own: OffboardingCase[] = status === 'held' ? cases : [];
      for (let first = 0; first < own.length; first += 10)
        yield { cases: own.slice(first, first + 10), unreadable: [] };
    },
  };
  const { context } = await commandContext();
  const { data } = await list.run(input, { ...context, pages: pages as CasePages });
  return data as Parameters<typeof showList>[0];
}

describe('a list of cases', () => {
  it('says of which status there are more than it shows', async () => {
    const listed = await listing(31, { limit: 30 });

    expect(listed.cases).toHaveLength(30);
    expect(listed.more).toEqual(['held']);
    expect(showList(listed)).toContain('There are more: held');
  });

  it('is whole where there are just as many, also with one reason', async () => {
    const whole = await listing(30, { limit: 30 });
    expect([whole.cases.length, whole.more]).toEqual([30, []]);
    expect(showList(whole)).not.toContain('more');
    expect(await listing(30, { limit: 10, reason: 'approval' })).toMatchObject({ more: [] });
    expect(await listing(31, { limit: 10, reason: 'approval' })).toMatchObject({ more: ['held'] });
  });
});
