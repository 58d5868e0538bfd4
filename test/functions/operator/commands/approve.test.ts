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

const input = { caseId: 'case-1', reason: 'seen', planHash };

describe('a verdict', () => {
  it('makes the case due at once, and is answered with what was agreed to', async () => {
    const { context, cases, woken, announced } = await commandContext([asked(at(1))]);

    const { data } = await approve.run(input, context);

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

  it('needs the plan that it agrees to, and a refusal does not', () => {
    const { planHash: _, ...unseen } = input;

    expect(approve.input.safeParse(unseen).success).toBe(false);
    expect(reject.input.safeParse(unseen).success).toBe(true);
  });

  it.each([
    ['nobody has proven', { by: 'ann (unproven)' }, 'identity-not-proven', 'by the command line with --stack'],
    [
      'STS cannot say',
      { by: 'ann (unproven)', unchecked: 'no answer in time' },
      'identity-not-proven',
      'STS cannot say now (no answer in time); give the command again',
    ],
    [
      'a role that names nobody has given',
      { by: 'x', principal: 'x' },
      'identity-names-nobody',
      'policy.approval.personalRoles',
    ],
    [
      'was signed before',
      { by: 'x', principal: 'x', person: 'p', signedAt: Date.parse(at(-61)) },
      'signed-before-it-was-asked',
      'the clock',
    ],
  ])('that %s does not count where two must agree, and the answer says what to do', async (_, caller, code, says) => {
    const one = asked(at(1));
    const { context, cases } = await commandContext([
      { ...one, approval: one.approval && { ...one.approval, people: 2 } },
    ]);

    const given = approve.run(input, { ...context, caller });

    await expect(given).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
    expect((await caseIn(cases, 'case-1'))?.approval?.approvedBy).toEqual([]);
  });
});
