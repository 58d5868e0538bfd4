import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  DesktopRecord,
  OffboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { postpone } from '../../../../../functions/shared/offboarding/case/postpone.ts';
import { beforeTheRecord } from '../../../support/ended-cases.ts';
import { aCase, aPolicy, aPool, aRecord, aSaying, at, aUserRecord, ten } from '../../../support/samples.ts';

const problem = { code: 'WKS.00010032', message: 'busy' };
/** The policy gives a case a day. */
const tooLate = at(24 * 60 + 1);

function gone(given: Partial<DesktopRecord> = {}): DesktopRecord {
  return aRecord('one', { detach: 'verified', ...given });
}

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

  it('has not been retrying while it was held', () => {
    const policy = aPolicy({ giveUpAfterHours: 1 });

    expect(postpone(aCase({ releasedAt: at(600) }), policy, at(660)).status).toBe('scheduled');
    expect(postpone(aCase({ releasedAt: at(600) }), policy, at(661)).status).toBe('failed');
    expect(postpone(aCase({ actAt: at(700), releasedAt: at(600) }), policy, at(760)).status).toBe('scheduled');
  });

  it('wakes for the SLA of its own source where that comes before the pause is over', () => {
    const policy = aPolicy({ sources: { hibob: { slaHours: 1 } } });
    const one = aCase({ attempts: 9, notices: [aSaying({ source: 'hibob' })] });

    expect(postpone(one, policy, at(20))).toMatchObject({ sla: { dueAt: at(60) }, dueAt: at(30) });
    expect(postpone({ ...one, attempts: 0 }, policy, at(20)).dueAt).toBe(at(21));
    expect(postpone(one, policy, at(70)).unsaid).toMatchObject([{ type: 'OffboardingSlaBreached' }]);
  });

  it('looks at nothing but its pause once the SLA has said all', () => {
    const breached = aCase({ attempts: 9, sla: { dueAt: at(60), warnedAt: at(30), breachedAt: at(60) } });

    expect(postpone(breached, aPolicy({ slaHours: 1 }), at(100)).dueAt).toBe(at(115));
  });

  it('writes into its trail that it gave up, with the last problem, and subscribers are told', () => {
    const after = postpone(aCase({ problem, sla: { dueAt: at(1), breachedAt: at(1) } }), aPolicy(), tooLate);

    const reason = 'workspace-not-readable';
    expect(beforeTheRecord(after.trail)).toMatchObject([
      { at: tooLate, event: 'decided', facts: { status: 'failed', reason, problem } },
    ]);
    expect(after.unsaid).toMatchObject([{ type: 'OffboardingFailed', at: tooLate, reason }]);
  });

  it.each<[reason: string, what: string, given: Partial<OffboardingCase>]>([
    ['workspace-not-readable', 'nothing was found', {}],
    ['detach-not-verified', 'somebody is attached', { desktops: [gone(), aRecord('two', { detach: 'requested' })] }],
    ['detach-not-verified', 'pools are open, too', { desktops: [aRecord()], access: [aPool()] }],
    ['access-not-removed', 'a pool is open', { desktops: [gone()], access: [aPool()] }],
    ['access-not-removed', 'a pool was asked for', { access: [aPool({ removal: 'requested' })] }],
    ['lock-not-verified', 'a user is not locked', { desktops: [gone()], users: [aUserRecord()] }],
    ['lock-not-verified', 'a user without desktops is not locked', { users: [aUserRecord()] }],
    ['lock-not-verified', 'a lock was asked for', { desktops: [gone()], users: [aUserRecord({ lock: 'requested' })] }],
    ['shutdown-not-verified', 'a desktop runs', { desktops: [gone(), gone({ shutdown: 'planned' })] }],
    [
      'shutdown-not-verified',
      'a shutdown was asked for',
      { desktops: [gone({ shutdown: 'requested', unbind: 'planned' })] },
    ],
    ['unbind-not-verified', 'an EIP is bound', { desktops: [gone(), gone({ unbind: 'planned' })] }],
    ['unbind-not-verified', 'an EIP was asked for', { desktops: [gone({ unbind: 'requested' })] }],
    [
      'workspace-not-readable',
      'all that is known is done',
      {
        desktops: [gone({ shutdown: 'verified', unbind: 'verified' }), aRecord('kept', { protected: 'desktop' })],
        users: [aUserRecord({ lock: 'verified' })],
        access: [aPool({ removal: 'verified' })],
      },
    ],
    ['restore-not-verified', 'it was an undo', { undoes: 'case-0', desktops: [aRecord()] }],
  ])('ends with %s as what is missing where %s', (reason, _, given) => {
    const after = postpone(aCase(given), aPolicy(), tooLate);

    expect(after).toMatchObject({ status: 'failed', reason, ...given });
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
