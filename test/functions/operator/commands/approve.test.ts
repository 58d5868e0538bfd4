import { describe, expect, it } from 'vitest';
import { approve, reject } from '../../../../functions/operator/commands/approve.ts';
import { planShown } from '../../../../functions/operator/plan-shown.ts';
import { aCase, aPolicy, aRecord, at } from '../../support/samples.ts';
import { caseIn, commandContext } from '../support/command-context.ts';

const desktops = [aRecord('d-1')];
const { planHash } = planShown(aCase({ desktops }), aPolicy());

function asked(expiresAt: string) {
  const question = { reasons: ['many-desktops'], planHash, requestedAt: at(-60), expiresAt, people: 1, approvedBy: [] };
  return aCase({ status: 'held', reason: 'approval', desktops, approval: question, dueAt: at(60) });
}

const input = { caseId: 'case-1', reason: 'seen' };

describe('a verdict', () => {
  it('makes the case due at once, and is answered with what was agreed to', async () => {
    const { context, cases, woken, announced } = await commandContext([asked(at(1))]);

    const { data } = await approve.run({ ...input, planHash }, context);

    expect(data).toMatchObject({ version: 2, status: 'held', planHash, plan: [{ do: 'detach', target: 'd-1' }] });
    expect(await caseIn(cases, 'case-1')).toMatchObject({ dueAt: at(0), approval: { approvedBy: [{ by: 'ann' }] } });
    expect(woken).toEqual([{ type: 'wake', caseId: 'case-1', now: at(0) }]);
    expect(announced).toEqual([]);
  });

  it('that refuses is told to subscribers', async () => {
    const { context, cases, announced } = await commandContext([asked(at(1))]);

    await reject.run(input, context);

    const announcement = { type: 'OffboardingCancelled', caseId: 'case-1', reason: 'rejected' };
    expect(announced).toMatchObject([{ announcement }]);
    expect(await caseIn(cases, 'case-1')).toMatchObject({ status: 'cancelled', endedAt: at(0), unsaid: [] });
  });

  it.each([approve, reject])('comes too late once the question has expired', async (verdict) => {
    const { context, woken } = await commandContext([asked(at(0))]);

    const given = verdict.run(input, context);

    await expect(given).rejects.toMatchObject({ code: 'expired', message: expect.stringContaining(at(0)) });
    expect(woken).toEqual([]);
  });
});
