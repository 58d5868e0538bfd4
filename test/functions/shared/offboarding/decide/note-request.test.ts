import { describe, expect, it } from 'vitest';
import type { Step } from '../../../../../functions/shared/offboarding/decide/decision.ts';
import { noteRequest } from '../../../../../functions/shared/offboarding/decide/note-request.ts';
import { aCase, aPool, aRecord, at, aUserRecord, ten } from '../../../support/samples.ts';

const one = aCase({
  desktops: [aRecord('one'), aRecord('two')],
  users: [aUserRecord(), aUserRecord({ userId: 'user-2' })],
  access: [aPool(), aPool({ id: 'pool-2' })],
});

describe('what is about to be asked for', () => {
  it.each<[list: 'desktops' | 'users' | 'access', name: string, step: Step]>([
    ['users', 'lockRequestedAt', { do: 'lock', users: [aUserRecord()] }],
    ['access', 'removalRequestedAt', { do: 'remove-access', access: [aPool()] }],
    ['desktops', 'detachRequestedAt', { do: 'detach', desktops: [aRecord('one')] }],
    ['desktops', 'unbindRequestedAt', { do: 'unbind', desktops: [aRecord('one')] }],
    ['users', 'restoreRequestedAt', { do: 'unlock', users: [aUserRecord()] }],
    ['access', 'restoreRequestedAt', { do: 'restore-access', access: [aPool()] }],
    ['desktops', 'restoreRequestedAt', { do: 'attach', desktops: [aRecord('one')] }],
    ['desktops', 'restoreEipRequestedAt', { do: 'bind', desktops: [aRecord('one')] }],
    ['desktops', 'restorePowerRequestedAt', { do: 'start', desktops: [aRecord('one')] }],
  ])('is noted on the %s of the step as %s, and on no other', (list, name, step) => {
    const [first, second] = one[list];

    expect(noteRequest({ case: one, step }, ten)).toEqual({ ...one, [list]: [{ ...first, [name]: ten }, second] });
  });

  it.each<Step>([
    { do: 'rest' },
    { do: 'log-off', desktops: [aRecord('one')] },
    { do: 'shutdown', desktops: [aRecord('one')] },
  ])('is not noted of $do, after which there is nothing of its own to give back', (step) => {
    expect(noteRequest({ case: one, step }, ten)).toBe(one);
  });

  it('keeps the time of the first answer, where it is asked for again', () => {
    const desktops = [aRecord('one', { detachRequestedAt: at(-5) })];

    expect(noteRequest({ case: aCase({ desktops }), step: { do: 'detach', desktops } }, ten).desktops).toEqual(
      desktops,
    );
  });
});
