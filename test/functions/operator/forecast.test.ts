import { describe, expect, it } from 'vitest';
import { forecast } from '../../../functions/operator/forecast.ts';
import { openUndo } from '../../../functions/shared/offboarding/decide/undo.ts';
import { applyNotice } from '../../../functions/shared/offboarding/notices/apply-notice.ts';
import { aClosedCase } from '../support/ended-cases.ts';
import { aCase, aNotice, aPolicy, aRecord, at, attached, boundEip, seen, ten, without } from '../support/samples.ts';

const two = seen({ attached: [attached('d-1'), attached('d-2')] });

describe('what would happen', () => {
  it('is decided as in earnest under a dry run, which says that it is one', () => {
    const policy = aPolicy({ mode: 'dry-run', protect: { users: ['LEAVER'], groups: [], desktops: [], tags: [] } });

    expect(forecast(aCase(), two, policy, ten)).toMatchObject({
      mode: 'dry-run',
      would: 'hold',
      why: 'protected-user',
    });
    expect(forecast(aCase(), two, aPolicy({ mode: 'dry-run' }), ten)).toMatchObject({
      mode: 'dry-run',
      would: 'act',
      plan: [{ do: 'detach' }, { do: 'detach' }],
      counted: 0,
    });
  });

  it('follows the policy of the source, except for its dry run', () => {
    const one = applyNotice(undefined, aNotice({ source: 'okta', person: { userName: 'leaver' } }), aPolicy()).case;
    const policy = aPolicy({ sources: { okta: { mode: 'dry-run', shutdown: true } } });

    const { mode, would, plan, source } = forecast(one, two, policy, ten);

    expect({ mode, would, source }).toEqual({ mode: 'dry-run', would: 'act', source: 'okta' });
    expect(plan.map((action) => action.do)).toEqual(['detach', 'shutdown', 'detach', 'shutdown']);
  });

  it('is what it comes to when its day has come', () => {
    const tomorrow = at(24 * 60);
    expect(forecast(aCase({ actAt: tomorrow }), two, aPolicy(), ten)).toMatchObject({ would: 'act', actAt: tomorrow });
  });

  it('counts the desktops that a cap would count: neither the protected nor those counted before', () => {
    const policy = aPolicy({ protect: { users: [], groups: [], desktops: ['d-1'], tags: [] } });

    expect(forecast(aCase(), two, policy, ten).counted).toBe(1);
    expect(forecast(aCase(), two, aPolicy(), ten).counted).toBe(2);
    const admitted = aCase({ desktops: [aRecord('d-1', { admittedAt: ten })] });
    expect(forecast(admitted, two, aPolicy(), ten).counted).toBe(1);
  });

  it('asks people where the policy does, and says which plan they are to agree to', () => {
    const policy = aPolicy({
      approval: { lowTrust: false, protectedUser: false, moreThanDesktops: 1, expiresAfterHours: 72, people: 2 },
    });

    const { would, why, approval, planHash, counted } = forecast(aCase(), two, policy, ten);

    expect({ would, why, people: approval?.people, counted }).toEqual({
      would: 'ask',
      why: 'many-desktops',
      people: 2,
      counted: 0,
    });
    expect(approval?.planHash).toBe(planHash);
  });

  it('is to read again what could not be read', () => {
    const unread = [{ workspace: 'elsewhere', problem: { code: 'Http.503', message: 'not now' } }];
    expect(forecast(aCase(), seen({ unread, users: [] }), aPolicy(), ten)).toMatchObject({
      would: 'try-later',
      why: 'Http.503',
      unread,
    });
  });

  it('is an end where there is nothing to take', () => {
    expect(forecast(aCase(), seen(), aPolicy(), ten)).toMatchObject({ would: 'end', why: 'no-desktops', plan: [] });
  });

  it('gives back in an undo what the before-image has, and says what cannot be', () => {
    const opened = openUndo(aClosedCase(), { by: 'ann', reason: 'wrong', at: ten });
    if (typeof opened === 'string' || !opened.undo) throw new Error('It cannot be undone');
    const others = [without('d-5c1e90'), without('d-77a2f3')];

    const whole = forecast(
      opened.undo,
      seen({ others, eips: [boundEip('d-77a2f3', { eipId: 'eip-2' })] }),
      aPolicy(),
      ten,
    );
    const partly = forecast(opened.undo, seen({ others: others.slice(0, 1) }), aPolicy(), ten);

    expect(whole).toMatchObject({ would: 'act', counted: 0 });
    expect(whole.plan.map(({ do: what, target }) => [what, target])).toEqual([
      ['bind-eip', 'eip-1'],
      ['attach', 'd-5c1e90'],
      ['attach', 'd-77a2f3'],
    ]);
    expect(partly.plan.at(-1)).toMatchObject({ do: 'leave', target: 'd-77a2f3', why: 'impossible-desktop-not-listed' });
  });
});
