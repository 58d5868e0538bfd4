import { describe, expect, it } from 'vitest';
import {
  type Circumstances,
  type DormantUser,
  judgeDormantUser,
  personOf,
  together,
} from '../../../../../functions/shared/offboarding/drift/dormant-user.ts';
import { aCase, aPolicy, aSaying, at } from '../../../support/samples.ts';

const offboard = aPolicy({ reconcile: { disabledUsers: 'offboard' } });

function dormant(given: Partial<DormantUser> = {}): DormantUser {
  return { userName: 'leaver', groups: [], desktops: [{ workspace: 'main', desktopId: 'desktop-1' }], ...given };
}

function known(given: Partial<Circumstances> = {}): Circumstances {
  const nothing = { isActiveElsewhere: false, isReadEverywhere: true, isDrift: false, existing: undefined };
  return { ...nothing, identity: { userName: 'Leaver' }, ...given };
}

function ended(given: Parameters<typeof aCase>[0] = {}) {
  return aCase({ status: 'closed', endedAt: at(1), ...given });
}

describe('a user that is disabled and still attached', () => {
  it('is offboarded or told of, as the policy says', () => {
    const verdict = { reason: 'disabled-user-attached' };
    expect(judgeDormantUser(dormant(), known(), offboard)).toEqual({ ...verdict, decision: 'offboard' });
    expect(judgeDormantUser(dormant(), known(), aPolicy())).toEqual({ ...verdict, decision: 'report' });
  });

  it('is offboarded once more where an earlier case of theirs has ended', () => {
    for (const existing of [ended(), ended({ status: 'failed' }), ended({ status: 'dry-run' })]) {
      expect(judgeDormantUser(dormant(), known({ existing }), offboard).decision).toBe('offboard');
    }
  });

  it.each<{ reason: string; user?: Partial<DormantUser>; also?: Partial<Circumstances> }>([
    { reason: 'protected-user', user: { userName: 'CEO' } },
    { reason: 'protected-user', user: { groups: ['Operators'] } },
    { reason: 'drift', also: { isDrift: true } },
    { reason: 'active-elsewhere', also: { isActiveElsewhere: true } },
    { reason: 'case-open', also: { existing: aCase() } },
    { reason: 'undone', also: { existing: ended({ undoneBy: 'case-2' }) } },
    { reason: 'stays-after-all', also: { existing: ended({ status: 'cancelled', notices: [rehired()] }) } },
  ])('is left alone, whatever the policy: $reason', ({ reason, user, also }) => {
    const protect = { users: ['ceo'], groups: ['operators'] };
    for (const disabledUsers of ['offboard', 'report'] as const) {
      const policy = aPolicy({ protect, reconcile: { disabledUsers } });
      expect(judgeDormantUser(dormant(user), known(also), policy)).toEqual({ decision: 'leave', reason });
    }
  });

  it('is not offboarded before every project was read, and may be told of', () => {
    for (const also of [{ isReadEverywhere: false }, { identity: undefined }]) {
      const verdict = { decision: 'leave', reason: 'not-read-everywhere' };
      expect(judgeDormantUser(dormant(), known(also), offboard)).toEqual(verdict);
      expect(judgeDormantUser(dormant(), known(also), aPolicy()).decision).toBe('report');
    }
  });

  it('is told of where a notice about them would be taken for somebody else’s, or nobody’s', () => {
    const mapped = judgeDormantUser(dormant(), known({ identity: { userName: 'other' } }), offboard);
    expect(mapped).toEqual({ decision: 'report', reason: 'mapped-to-another-user' });
    const problem = 'several-identities-on-workspace';
    expect(judgeDormantUser(dormant(), known({ identity: { problem } }), offboard)).toEqual({
      decision: 'report',
      reason: problem,
    });
  });
});

describe('what several projects know of a user', () => {
  it('is put together by the name, whatever its letter case', () => {
    const there = dormant({ userName: 'LEAVER', groups: ['b'], desktops: [{ workspace: 'branch', desktopId: 'd-2' }] });
    const [one, ...others] = together([dormant({ groups: ['a'] }), there, dormant({ userName: 'other' })]);
    expect(one).toMatchObject({ userName: 'leaver', groups: ['a', 'b'] });
    expect(one?.desktops.map(({ workspace }) => workspace)).toEqual(['main', 'branch']);
    expect(others.map(({ userName }) => userName)).toEqual(['other']);
  });
});

describe('the person of a user', () => {
  it('is the user name, and the address only where people are not found by their names', () => {
    const user = dormant({ email: 'leaver@example.com' });
    expect(personOf(user, { identity: ['user-name', 'email'] })).toEqual({ userName: 'leaver' });
    expect(personOf(user, { identity: ['email'] })).toEqual({ userName: 'leaver', email: 'leaver@example.com' });
    for (const nobody of [dormant({ email: 'none' }), dormant()]) {
      expect(personOf(nobody, { identity: ['email'] })).toEqual({ userName: 'leaver' });
    }
  });
});

function rehired() {
  return aSaying({ kind: 'rehired', sentAt: at(1), receivedAt: at(1), effect: 'cancelled' });
}
