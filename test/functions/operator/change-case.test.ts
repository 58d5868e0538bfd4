import { describe, expect, it } from 'vitest';
import { changeCase } from '../../../functions/operator/change-case.ts';
import type { CaseSaver } from '../../../functions/shared/ledger/case-saver.ts';
import { aCase, at } from '../support/samples.ts';
import { caseIn, commandContext } from './support/command-context.ts';

describe('changing a case by hand', () => {
  it('is done to the case as it is, where a worker was faster', async () => {
    const first = aCase({ updatedAt: at(-5) });
    const { context, cases, woken } = await commandContext([first]);
    await cases.save({ ...first, attempts: 7 });

    const saved = await changeCase(first, context, (one) => ({ ...one, attempts: one.attempts + 1, dueAt: at(0) }));

    expect(saved).toMatchObject({ attempts: 8, version: 3 });
    expect(await caseIn(cases, first.caseId)).toMatchObject({ attempts: 8, updatedAt: at(0) });
    expect(woken).toEqual([{ type: 'wake', caseId: first.caseId, now: at(0) }]);
  });

  it('says so, and wakes nobody, where workers are faster every time', async () => {
    const first = aCase();
    const { context, woken } = await commandContext([first]);
    let tries = 0;

    const changed = changeCase(first, context, (one) => {
      tries += 1;
      return { ...one, version: one.version + 1 };
    });

    await expect(changed).rejects.toMatchObject({ code: 'case-is-busy' });
    expect(tries).toBe(5);
    expect(woken).toEqual([]);
  });

  it('passes on why the store does not take it, and tries no more', async () => {
    const first = aCase();
    const { context, woken } = await commandContext([first]);
    let tries = 0;
    const saveAll: CaseSaver['saveAll'] = async () => {
      tries += 1;
      return { cases: [], conflicts: new Set(), failures: new Map([[first.caseId, new Error('no table')]]) };
    };

    const changed = changeCase(first, { ...context, saver: { saveAll } }, (one) => one);

    await expect(changed).rejects.toThrow('no table');
    expect(tries).toBe(1);
    expect(woken).toEqual([]);
  });
});
