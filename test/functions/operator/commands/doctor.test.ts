import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../functions/operator/caller/identify-caller.ts';
import { doctor, type Finding } from '../../../../functions/operator/commands/doctor.ts';
import { aPolicy } from '../../support/samples.ts';
import { commandContext } from '../support/command-context.ts';

async function approvals(approval: object, caller: Caller): Promise<Finding | undefined> {
  const { context } = await commandContext([], { policy: aPolicy({ approval }) });
  const given = { pages: { page: async () => ({ cases: [] }) }, projects: [], depths: {}, caller };
  const { data } = await doctor.run({}, { ...context, ...given } as unknown as typeof context);
  return (data as { findings: Finding[] }).findings.find(({ check }) => check === 'approvals');
}

const ann = { by: 'ann (unproven)' };
const arn = 'arn:aws:sts::111122223333:assumed-role/Admin/ann';

describe('doctor, of approvals', () => {
  it.each<[what: string, approval: object, caller: Caller, state: Finding['state'], found: RegExp]>([
    ['one person is enough', {}, ann, 'ok', /one person approves/],
    [
      'whoever asks counts',
      { people: 2 },
      { by: arn, principal: arn, person: 'session:ann' },
      'ok',
      /you count as session:ann/,
    ],
    ['the role names nobody', { people: 2 }, { by: arn, principal: arn }, 'wrong', /names no person: .*personalRoles/],
    ['nothing is proven', { people: 2 }, ann, 'wrong', /nothing proves who you are/],
    ['nothing has to be proven', { people: 2, unproven: true }, ann, 'note', /by what they say/],
  ])('%s', async (_, approval, caller, state, found) => {
    expect(await approvals(approval, caller)).toMatchObject({ state, found: expect.stringMatching(found) });
  });
});
