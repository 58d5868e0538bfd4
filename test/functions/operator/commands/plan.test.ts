import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../../functions/operator/command.ts';
import { plan, planAll } from '../../../../functions/operator/commands/plan.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { aCase, aPolicy } from '../../support/samples.ts';
import { startWorkspace } from '../../support/start-workspace.ts';
import { commandContext } from '../support/command-context.ts';

const caps = { count: 3, percentOfFleet: 100, percentFloor: 3, windowMinutes: 60 };

/** People with two desktops each, and a case for each. */
async function people(names: readonly string[]) {
  const { world, client } = await startWorkspace();
  for (const userName of names) {
    for (const _ of [1, 2]) world.addDesktop({ users: [userName] });
  }
  const cases = names.map((userName, index) => aCase({ caseId: `case-${index}`, person: { userName } }));
  return { client, cases, made: await commandContext(cases, { client, policy: { caps } }) };
}

describe('the caps in a plan', () => {
  it('hold everything that would act now, and are not used up by asking', async () => {
    const { made, cases } = await people(['ann', 'ben']);
    const { context } = made;
    const one = await plan.run({ caseId: 'case-0' }, context);
    expect(one.data).toMatchObject({ forecasts: [{ would: 'act' }], guards: { verdict: 'go', desktops: 2 } });

    const { data } = await planAll.run({ page: { status: 'scheduled', counted: 0 } }, withPages(context, cases));

    expect(data).toMatchObject({
      forecasts: [
        { would: 'hold', why: 'cap' },
        { would: 'hold', why: 'cap' },
      ],
      guards: { verdict: 'cap', desktops: 4, why: expect.stringContaining('the cap is 3') },
    });
    expect(await context.guards.exits.state()).toMatchObject({ version: 0, taken: [] });
  });

  it('count on from page to page', async () => {
    const { made, cases } = await people(['ann']);
    const context = withPages(made.context, cases);

    const first = await planAll.run({ page: { status: 'scheduled', counted: 1 } }, context);
    const later = await planAll.run({ page: { status: 'scheduled', counted: 2 } }, context);

    expect(first.data).toMatchObject({ guards: { verdict: 'go', desktops: 3 }, next: { status: 'held', counted: 3 } });
    expect(later.data).toMatchObject({ guards: { verdict: 'cap', desktops: 4 } });
  });

  it('leave those alone who go later', async () => {
    const { client } = await people(['ann']);
    const later = aCase({ person: { userName: 'ann' }, actAt: '2026-12-24T18:00:00.000Z' });
    const { context } = await commandContext([later], {
      client,
      policy: { caps: { ...caps, count: 1, percentFloor: 1 } },
    });

    const { data } = await plan.run({ caseId: later.caseId }, context);

    expect(data).toMatchObject({ forecasts: [{ would: 'act' }], guards: { verdict: 'go', desktops: 0 } });
  });
});

describe('all open cases', () => {
  it('are planned status by status, to the last', async () => {
    const { context } = await commandContext([], { policy: aPolicy() });
    const seen: unknown[] = [];
    let page: { status: OffboardingCase['status']; counted: number } | undefined = { status: 'scheduled', counted: 0 };
    while (page) {
      seen.push(page.status);
      const { data } = await planAll.run({ page }, withPages(context, []));
      page = (data as { next?: typeof page }).next;
    }
    expect(seen).toEqual(['scheduled', 'held', 'detaching', 'unbinding', 'restoring']);
  });
});

/** All of a status in one page. */
function withPages(context: CommandContext, cases: readonly OffboardingCase[]): CommandContext {
  const page = async (status: OffboardingCase['status']) => ({
    cases: cases.filter((one) => one.status === status),
    unreadable: [],
  });
  return { ...context, pages: { ...context.pages, page } };
}
