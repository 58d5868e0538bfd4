import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postpone } from '../../../../functions/shared/offboarding/postpone.ts';
import { aCase, aPolicy, aRecord, at, ten } from '../../support/samples.ts';

const problem = { code: 'WKS.00010032', message: 'busy' };

describe('a case whose run ended before its work did', () => {
  it.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 8],
    [4, 15],
    [5, 15],
    [5_000, 15],
  ])('after %i tries waits %i minutes', (attempts, minutes) => {
    const after = postpone(aCase({ attempts }), aPolicy(), at(10));

    expect(after).toMatchObject({ status: 'scheduled', attempts: attempts + 1, dueAt: at(10 + minutes) });
  });

  it('remembers the last problem, and keeps it where there is no new one', () => {
    const first = postpone(aCase(), aPolicy(), at(1), problem);
    const second = postpone(first, aPolicy(), at(2));

    expect(second.problem).toEqual(problem);
  });

  it('tries until the deadline has passed, and then ends', () => {
    const policy = aPolicy({ giveUpAfterHours: 1 });

    const atDeadline = postpone(aCase(), policy, at(60));
    const pastIt = postpone(aCase(), policy, at(61), problem);

    expect(atDeadline.status).toBe('scheduled');
    expect(pastIt).toMatchObject({ status: 'failed', endedAt: at(61), problem, attempts: 1 });
    expect(pastIt.dueAt).toBeUndefined();
  });

  it('counts from when it could first act: from its date, and from when it was known', () => {
    const policy = aPolicy({ giveUpAfterHours: 1 });

    const dated = postpone(aCase({ actAt: at(600), receivedAt: ten }), policy, at(630));
    const knownLate = postpone(aCase({ actAt: at(-600), receivedAt: at(30) }), policy, at(80));

    expect(dated.status).toBe('scheduled');
    expect(knownLate.status).toBe('scheduled');
  });

  it.each([
    ['workspace-not-readable', []],
    ['detach-not-verified', [aRecord('one', { detach: 'verified' }), aRecord('two', { detach: 'requested' })]],
    ['unbind-not-verified', [aRecord('one', { detach: 'verified', unbind: 'requested' })]],
  ])('ends with %s as what is missing', (reason, desktops) => {
    const after = postpone(aCase({ desktops }), aPolicy(), at(24 * 60 + 1));

    expect(after).toMatchObject({ status: 'failed', reason, desktops });
  });

  it('always either waits one to fifteen minutes or has ended', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), fc.nat({ max: 3_000 }), (attempts, minute) => {
        const after = postpone(aCase({ attempts }), aPolicy(), at(minute));

        const pause = after.dueAt === undefined ? undefined : Date.parse(after.dueAt) - Date.parse(at(minute));
        expect(pause ?? 60_000).toBeGreaterThanOrEqual(60_000);
        expect(pause ?? 60_000).toBeLessThanOrEqual(15 * 60_000);
        expect(pause === undefined).toBe(after.status === 'failed');
      }),
    );
  });
});
