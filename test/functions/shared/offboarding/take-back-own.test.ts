import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBegun, type OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { sourceOf } from '../../../../functions/shared/offboarding/case/transition.ts';
import { whyNotWatched } from '../../../../functions/shared/offboarding/drift/drift.ts';
import { type AppliedNotice, applyNotice } from '../../../../functions/shared/offboarding/notices/apply-notice.ts';
import type { ExitNotice } from '../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { standingNotice } from '../../../../functions/shared/offboarding/notices/standing-notice.ts';
import { apply, applyAll } from '../../support/apply-all.ts';
import { aNotice, aPolicy, aRecord, at } from '../../support/samples.ts';

const hr = { source: 'bamboohr', effectiveAt: at(9000) };
const lark = { source: 'lark', effectiveAt: at(600) };
const takenBack = { source: 'lark', kind: 'cancelled', onlyOwn: true } as const;
const begun = { status: 'detaching' as const, desktops: [aRecord('one', { admittedAt: at(0) })] };

describe('a source that takes back what it has said itself', () => {
  it('cancels the exit that it has announced', () => {
    const { case: after, effect } = applyAll([
      aNotice({ ...lark, sentAt: at(1) }),
      aNotice({ ...takenBack, sentAt: at(2) }),
    ]);

    expect(effect).toBe('cancelled');
    expect(after).toMatchObject({ status: 'cancelled', reason: 'cancelled', endedAt: at(2), updatedAt: at(2) });
  });

  it('cancels it also when work has begun', () => {
    const opened = apply(undefined, aNotice({ ...lark, sentAt: at(1) })).case;

    const { case: after } = apply({ ...opened, ...begun }, aNotice({ ...takenBack, sentAt: at(2) }));

    expect(after).toMatchObject({ status: 'cancelled', reason: 'cancelled-after-start' });
  });

  it.each<OffboardingCase['status']>(['scheduled', 'held', 'detaching', 'unbinding'])(
    'leaves a case that is %s by the word of another source as it is, and says so',
    (status) => {
      const opened: OffboardingCase = { ...apply(undefined, aNotice({ ...hr, sentAt: at(1) })).case, status };

      const { case: after, effect } = apply(opened, aNotice({ ...takenBack, sentAt: at(2) }));

      expect(effect).toBe('ignored-still-announced');
      expect(after).toMatchObject({ status, dueAt: opened.dueAt, actAt: opened.actAt });
      expect(after.trail.at(-1)?.facts).toMatchObject({ source: 'lark', onlyOwn: true, effect });
    },
  );

  it('leaves what another source has announced since work on it has begun', () => {
    const opened = apply(undefined, aNotice({ ...lark, sentAt: at(1) })).case;
    const before: OffboardingCase = { ...opened, ...begun };
    const goesNow = { ...hr, effectiveAt: at(2) };

    const { case: after, effect } = applyAll(
      [aNotice({ ...goesNow, sentAt: at(2) }), aNotice({ ...takenBack, sentAt: at(3) })],
      before,
    );

    expect(effect).toBe('ignored-still-announced');
    expect(after.status).toBe('detaching');
    expect(sourceOf(before)).toBe('lark');
    expect(sourceOf(after)).toBe('bamboohr');
  });

  it.each([
    ['before', at(0)],
    ['since', at(2)],
  ])('has work that has begun wait for the date of another source, sent %s, and keeps what was taken', (_, sentAt) => {
    const now = aNotice({ source: 'lark', kind: 'revoke-now', sentAt: at(1) });
    const later = aNotice({ ...hr, sentAt });
    const opened = applyAll(sentAt === at(0) ? [later, now] : [now]).case;
    const taken = aRecord('desktop-1', { detach: 'requested', admittedAt: at(1), detachRequestedAt: at(1) });
    const atWork: OffboardingCase = { ...opened, status: 'detaching', desktops: [taken] };

    const {
      case: after,
      effect,
      over,
    } = applyAll([...(sentAt === at(2) ? [later] : []), aNotice({ ...takenBack, sentAt: at(3) })], atWork);

    expect(effect).toBe('moved');
    expect(over).toMatchObject({ status: 'cancelled', reason: 'cancelled-after-start', desktops: atWork.desktops });
    expect(after.unsaid).toMatchObject([{ type: 'OffboardingCancelled', reason: 'cancelled-after-start' }]);
    const received = after.trail.filter(({ event }) => event === 'received');
    expect(received.slice(-2).map(({ facts }) => facts['effect'])).toEqual(['cancelled', 'moved']);
    expect(after).toMatchObject({
      status: 'scheduled',
      actAt: at(9000),
      dueAt: at(9000),
      revokeNow: false,
      desktops: [],
    });
    expect(hasBegun(after)).toBe(false);
    expect(after.taken?.desktops).toEqual(atWork.desktops);
  });

  it('leaves what another source had announced before it, or since', () => {
    const [before, since] = [at(1), at(3)].map((sentAt) => aNotice({ ...hr, sentAt }));
    const own = aNotice({ ...lark, sentAt: at(2) });
    const back = aNotice({ ...takenBack, sentAt: at(4) });

    for (const notices of [
      [before, own, back],
      [own, since, back],
    ] as ExitNotice[][]) {
      expect(applyAll(notices).case).toMatchObject({ status: 'scheduled', actAt: at(9000) });
    }
  });

  it('does not make an exit too old that another source sent before it and that comes late', () => {
    const { case: after, effect } = applyAll([
      aNotice({ ...takenBack, sentAt: at(5) }),
      aNotice({ ...hr, sentAt: at(1), receivedAt: at(6) }),
    ]);

    expect(effect).toBe('reopened');
    expect(after).toMatchObject({ status: 'scheduled', actAt: at(9000) });
  });

  it('does not settle what that source says of the date', () => {
    const { case: after } = applyAll([
      aNotice({ ...takenBack, sentAt: at(5) }),
      aNotice({ ...hr, sentAt: at(1), receivedAt: at(6) }),
      aNotice({ ...hr, effectiveAt: at(700), sentAt: at(2), receivedAt: at(7) }),
    ]);

    expect(after).toMatchObject({ status: 'scheduled', actAt: at(700) });
  });

  it('overtakes the exit that it takes back, but not the next one', () => {
    const late = aNotice({ ...lark, sentAt: at(1), receivedAt: at(6) });
    const overtaken = applyAll([aNotice({ ...takenBack, sentAt: at(5) }), late]);
    const next = apply(overtaken.case, aNotice({ ...lark, sentAt: at(7) }));

    expect(overtaken).toMatchObject({ effect: 'ignored-older', case: { status: 'cancelled' } });
    expect(next.case.status).toBe('scheduled');
  });

  it('takes back what was said at the same time', () => {
    const { case: after } = applyAll([aNotice({ ...lark, sentAt: at(1) }), aNotice({ ...takenBack, sentAt: at(1) })]);

    expect(after.status).toBe('cancelled');
  });

  it('makes nothing of another source old, nor does the late exit that it has taken back', () => {
    const opened = apply(undefined, aNotice({ ...hr, sentAt: at(1) })).case;
    const { case: one } = applyAll(
      [aNotice({ ...takenBack, sentAt: at(5) }), aNotice({ ...lark, sentAt: at(3), receivedAt: at(6) })],
      { ...opened, status: 'detaching' },
    );

    const stays = apply(one, aNotice({ source: 'bamboohr', kind: 'rehired', sentAt: at(2), receivedAt: at(7) }));

    expect(stays.effect).toBe('cancelled');
  });

  it('goes on with the exit of another source that an earlier episode has closed by', () => {
    const opened = apply(undefined, aNotice({ ...hr, sentAt: at(1) })).case;
    const closed: OffboardingCase = { ...opened, status: 'closed', dueAt: undefined, endedAt: at(2) };

    const { case: after } = applyAll(
      [aNotice({ ...lark, sentAt: at(10) }), aNotice({ ...takenBack, sentAt: at(11) })],
      closed,
    );

    expect(after).toMatchObject({ status: 'scheduled', actAt: at(9000) });
  });

  it('never decides over another source, whatever the two say and when', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(hr, lark, takenBack), { minLength: 1, maxLength: 8 }), (said) => {
        const notices = said.map((one, minute) => aNotice({ ...one, sentAt: at(minute) }));
        const isAnnounced = said.includes(hr) || said.lastIndexOf(lark) > said.lastIndexOf(takenBack);

        expect(applyAll(notices).case.status).toBe(isAnnounced ? 'scheduled' : 'cancelled');
      }),
    );
  });
});

describe('a source that only a shared token vouches for, where that lets nobody go', () => {
  const policy = aPolicy({ approval: { lowTrust: true } });
  const token = { source: 'okta', trust: 'token' } as const;
  const after = (...notices: ExitNotice[]) => {
    let applied: AppliedNotice | undefined;
    for (const notice of notices) applied = applyNotice(applied?.case, notice, policy);
    return applied;
  };

  it.each(['cancelled', 'rehired'] as const)('does not call off what another has announced: %s', (kind) => {
    const exit = aNotice({ ...hr, sentAt: at(1) });
    const stays = aNotice({ ...token, kind, sentAt: at(2) });

    expect(after(exit, stays)).toMatchObject({ effect: 'ignored-still-announced', case: { status: 'scheduled' } });
    expect(after(stays, exit)).toMatchObject({ case: { status: 'scheduled', actAt: at(9000) } });
  });

  it('does not put it off', () => {
    const putOff = aNotice({ ...token, effectiveAt: at(90_000), sentAt: at(2) });

    expect(after(aNotice({ ...hr, sentAt: at(1) }), putOff)).toMatchObject({
      effect: 'ignored-still-announced',
      case: { status: 'scheduled', actAt: at(9000) },
    });
  });

  it('has what is urgent asked for at once', () => {
    const urgent = aNotice({ ...token, kind: 'revoke-now', sentAt: at(2) });

    const applied = after(aNotice({ ...hr, sentAt: at(1) }), urgent);

    expect(applied).toMatchObject({ effect: 'revoked-now' });
    // It is said of the person, and not of that source's own process alone.
    expect(applied?.case.notices.at(-1)?.onlyOwn).toBeUndefined();
  });

  it.each(['signed', 'iam'] as const)('binds no source that is %s', (trust) => {
    const stays = aNotice({ ...token, trust, kind: 'cancelled', sentAt: at(2) });

    expect(after(aNotice({ ...hr, sentAt: at(1) }), stays)).toMatchObject({ effect: 'cancelled' });
  });

  it('moves and calls off what it has announced itself', () => {
    const exit = aNotice({ ...token, sentAt: at(1), effectiveAt: at(600) });
    const moved = aNotice({ ...token, sentAt: at(2), effectiveAt: at(700) });
    const stays = aNotice({ ...token, kind: 'cancelled', sentAt: at(3) });

    expect(after(exit, moved)).toMatchObject({ effect: 'moved', case: { actAt: at(700) } });
    expect(after(exit, moved, stays)).toMatchObject({ effect: 'cancelled', case: { status: 'cancelled' } });
  });

  it('counts as any other where the policy does not say so', () => {
    const stays = aNotice({ ...token, kind: 'cancelled', sentAt: at(2) });

    expect(applyAll([aNotice({ ...hr, sentAt: at(1) }), stays]).case.status).toBe('cancelled');
  });
});

describe('of a stay and an exit of one source that were sent at the same instant', () => {
  const stay = aNotice({ source: 'bamboohr', kind: 'rehired', onlyOwn: true, sentAt: at(5) });
  const exit = aNotice({ source: 'bamboohr', eventId: 'exit', sentAt: at(5) });
  const before = aNotice({ source: 'bamboohr', eventId: 'before', sentAt: at(1) });

  it.each([
    ['alone', [stay, exit], 'reopened'],
    ['after another exit', [before, stay, exit], 'reopened'],
    ['after an exit of another source', [{ ...before, source: 'lark' }, stay, exit], 'moved'],
  ])('the exit counts where it comes last: %s', (_, notices, effect) => {
    const applied = applyAll(notices);
    expect(applied.case).toMatchObject({ status: 'scheduled' });
    expect(applied.effect).toBe(effect);
    expect(standingNotice(applied.case.notices)).toMatchObject({ kind: 'exit', sentAt: at(5) });
  });

  it('the stay counts where it comes last', () => {
    expect(applyAll([exit, stay]).case).toMatchObject({ status: 'cancelled', reason: 'rehired' });
  });

  it('what was sent before the stay is taken back, however late it comes', () => {
    expect(applyAll([stay, { ...exit, sentAt: at(4) }]).effect).toBe('ignored-older');
  });
});

describe('a source that takes back the exit by which it had opened a case again', () => {
  const now = aNotice({ source: 'operator', kind: 'revoke-now', sentAt: at(1) });
  const exit = aNotice({ source: 'scim', onlyOwn: true, sentAt: at(3000) });
  const back = aNotice({ source: 'scim', kind: 'rehired', onlyOwn: true, sentAt: at(3010) });
  const record = aRecord('one', { detach: 'verified', admittedAt: at(1), detachRequestedAt: at(1) });
  const closed = {
    ...apply(undefined, now).case,
    status: 'closed',
    reason: 'access-gone',
    endedAt: at(2),
    dueAt: undefined,
    desktops: [record],
  } as OffboardingCase;

  it('leaves the exit before it: the case goes on from now on, to close again', () => {
    const { case: reopened } = apply(closed, exit);
    const { case: after, effect } = apply(reopened, back);

    expect(effect).toBe('moved');
    expect(after).toMatchObject({
      status: 'scheduled',
      revokeNow: true,
      actAt: at(3010),
      dueAt: at(3010),
      openedAt: reopened.openedAt,
      exitSince: { source: 'operator', startsAt: at(3000) },
    });
    expect(sourceOf(after)).toBe('operator');
    expect(after.taken?.desktops).toEqual([record]);
  });

  it('leaves it once work has begun, and once the case has closed, which is watched as before', () => {
    const { case: reopened } = apply(closed, exit);
    expect(apply({ ...reopened, ...begun }, back)).toMatchObject({
      effect: 'ignored-still-announced',
      case: { status: 'detaching' },
    });
    const closedAgain = { ...reopened, status: 'closed' as const, endedAt: at(3005), dueAt: undefined };
    const { case: after } = apply(closedAgain, back);
    expect(after.status).toBe('closed');
    expect(whyNotWatched(after, at(4000))).toBeUndefined();
  });

  it.each<[string, Partial<OffboardingCase>]>([
    ['undone', { undoneBy: 'case-undo' }],
    ['refused', { status: 'cancelled', reason: 'rejected' }],
    ['let expire', { status: 'cancelled', reason: 'approval-expired' }],
  ])('does not bring back what a person has %s', (_, ended) => {
    const { case: after, effect } = applyAll([exit, back], { ...closed, ...ended });
    expect(effect).toBe('cancelled');
    expect(after).toMatchObject({ status: 'cancelled', reason: 'rehired' });
  });

  it('leaves a stay that another has announced since', () => {
    const stays = aNotice({ source: 'operator', kind: 'cancelled', sentAt: at(2000) });
    expect(applyAll([stays, exit, back], closed).case).toMatchObject({ status: 'cancelled', reason: 'cancelled' });
  });
});
