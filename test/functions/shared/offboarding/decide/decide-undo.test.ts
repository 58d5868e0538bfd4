import { describe, expect, it } from 'vitest';
import type {
  AccessRecord,
  DesktopRecord,
  OffboardingCase,
  UserRecord,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { decideUndo } from '../../../../../functions/shared/offboarding/decide/decide-undo.ts';
import type { Decision } from '../../../../../functions/shared/offboarding/decide/decision.ts';
import type { Observation } from '../../../../../functions/shared/offboarding/decide/observation.ts';
import { eipOf, seenOf, targetsOf } from '../../../support/decisions.ts';
import {
  anUndo,
  aPolicy,
  aPool,
  aRecord,
  aRefusal,
  at,
  attached,
  aUser,
  aUserRecord,
  boundEip,
  stayers,
  ten,
  without,
} from '../../../support/samples.ts';

const problem = { code: 'WKS.1', message: 'refused' };
const eip = eipOf('one');
const rest = { do: 'rest' };

/** A desktop that was taken away and is to come back. */
function back(given: Partial<DesktopRecord> = {}): DesktopRecord {
  return aRecord('one', { detach: 'verified', restore: 'planned', ...given });
}

/** One that the person has again, but for its EIP. */
function backButForEip(given: Partial<DesktopRecord> = {}): DesktopRecord {
  return back({ restore: 'verified', restoreEip: 'requested', eip, ...given });
}

function lockedUser(given: Partial<UserRecord> = {}): UserRecord {
  return aUserRecord({ lock: 'verified', restore: 'planned', ...given });
}

function closedPool(given: Partial<AccessRecord> = {}): AccessRecord {
  return aPool({ removal: 'verified', restore: 'planned', ...given });
}

/** Unless it is said otherwise, every desktop of the undo is listed, with nobody attached to it. */
function decideOn(
  one: Partial<OffboardingCase>,
  what: Partial<Observation> = {},
  how: Parameters<typeof aPolicy>[0] = {},
): Decision {
  return decideUndo(anUndo(one), seenOf(one, what), aPolicy(how));
}

describe('an undo', () => {
  it('gives back EIP, attachment, power, pools and lock, one after the other, and is done when all of it shows', () => {
    const one = {
      desktops: [back({ eip, restoreEip: 'planned', restorePower: 'planned', powerState: 'ACTIVE' })],
      users: [lockedUser()],
      access: [closedPool()],
    };
    const pool = { workspace: 'main', kind: 'pool', id: 'pool-1', member: { id: 'user-1', name: 'leaver' } } as const;
    const nothing = { users: [aUser({ locked: true })] };
    const bound = { ...nothing, eips: [boundEip('one')] };
    const attachedAgain = { ...bound, others: [], attached: [attached('one', { powerState: 'SHUTOFF' })] };
    const started = { ...attachedAgain, attached: [attached('one', { powerState: 'ACTIVE' })] };
    const opened = { ...started, access: [pool] };
    const unlocked = { ...opened, users: [aUser()] };

    const decisions = [nothing, bound, attachedAgain, started, opened, unlocked].map((what) => decideOn(one, what));

    expect(decisions.map((decision) => [decision.step.do, ...targetsOf(decision)])).toEqual([
      ['bind', 'one'],
      ['attach', 'one'],
      ['start', 'one'],
      ['restore-access', 'pool-1'],
      ['unlock', 'user-1'],
      ['rest'],
    ]);
    for (const { case: after } of decisions.slice(0, -1)) expect(after.status).toBe('restoring');
    expect(decisions.at(-1)?.case).toMatchObject({
      status: 'restored',
      reason: 'restored',
      endedAt: at(1),
      desktops: [{ restore: 'verified', restoreEip: 'verified', restorePower: 'verified' }],
      users: [{ restore: 'verified' }],
      access: [{ restore: 'verified' }],
    });
  });

  it('writes nothing in a dry run', () => {
    const decision = decideOn({ desktops: [back()] }, {}, { mode: 'dry-run' });

    expect(decision.step).toEqual(rest);
    expect(decision.case).toMatchObject({ status: 'dry-run', reason: 'would-restore', endedAt: at(1) });
  });

  it('asks again for what was asked for and does not show', () => {
    const one = {
      desktops: [back({ restore: 'requested' })],
      users: [lockedUser({ restore: 'requested' })],
      access: [closedPool({ restore: 'requested' })],
    };
    const attachedAgain = { attached: [attached('one')], users: [aUser({ locked: true })] };

    expect(targetsOf(decideOn(one))).toEqual(['one']);
    expect(targetsOf(decideOn(one, attachedAgain))).toEqual(['pool-1']);
    expect(targetsOf(decideOn({ ...one, access: [] }, attachedAgain))).toEqual(['user-1']);
  });

  it('forgets the problem of what has come back', () => {
    const one = {
      desktops: [back({ problem }), backButForEip({ desktopId: 'two', problem })],
      users: [lockedUser({ problem })],
      access: [closedPool({ problem })],
    };
    const what = {
      attached: [attached('one')],
      eips: [boundEip('two', { eipId: eip.eipId })],
      access: [aPool()],
    };

    const { case: after } = decideOn(one, what);

    expect(after.status).toBe('restored');
    for (const record of [...after.desktops, ...after.users, ...after.access]) expect(record.problem).toBeUndefined();
  });

  it('leaves alone what has come back already, whatever became of it since', () => {
    const one = {
      desktops: [back({ restore: 'verified', problem }), aRecord('two', { restoreEip: 'verified', problem })],
      users: [lockedUser({ restore: 'verified', problem })],
      access: [closedPool({ restore: 'verified', problem })],
    };

    for (const what of [
      { others: [], users: [] },
      { attached: [attached('one')], access: [aPool()] },
    ]) {
      const { status, reason, desktops, users, access } = decideOn(one, what).case;
      expect({ status, reason }).toEqual({ status: 'restored', reason: 'restored' });
      expect({ desktops, users, access }).toEqual(one);
    }
  });
});

describe('the EIP of a desktop', () => {
  it.each([
    ['another EIP is bound there', boundEip('one', { eipId: 'eip-of-another' })],
    ['it is bound to another desktop', boundEip('another', { eipId: eip.eipId })],
  ])('is not back where %s', (_, bound) => {
    expect(decideOn({ desktops: [backButForEip()] }, { eips: [bound] }).step.do).toBe('bind');
  });

  it('that is bound to a desktop which had none is none of the undo', () => {
    const { case: after } = decideOn({ desktops: [back()] }, { eips: [boundEip('one')] });

    expect(after.desktops).toEqual([back()]);
  });
});

describe('what Workspace has refused in this run', () => {
  const nothing = { users: [aUser({ locked: true })] };
  const one = {
    desktops: [back({ eip, restoreEip: 'planned', restorePower: 'planned' })],
    users: [lockedUser()],
    access: [closedPool()],
  };
  const inOrder = [
    aRefusal('bind', 'one'),
    aRefusal('attach', 'one'),
    aRefusal('start', 'one'),
    aRefusal('restore-access', 'main pool pool-1 user-1'),
    aRefusal('unlock', 'main user-1'),
  ];

  it.each(inOrder.map(({ kind }, count) => ({ next: kind, refused: inOrder.slice(0, count) })))(
    'is left out, and what comes after it goes on: $next',
    ({ next, refused }) => {
      expect(decideOn(one, { ...nothing, refused }).step.do).toBe(next);
    },
  );

  it('has the undo try again later, once nothing else is left', () => {
    const decision = decideOn(one, { ...nothing, refused: inOrder });

    expect(decision.case.status).toBe('restoring');
    expect(decision.step).toEqual({ do: 'try-later', problem: inOrder[0]?.problem });
  });

  it('keeps no other record of its kind from being asked for', () => {
    const desktops = [back(), back({ desktopId: 'two' })];

    expect(targetsOf(decideOn({ desktops }, { refused: [aRefusal('attach', 'one')] }))).toEqual(['two']);
  });
});

describe('the power of a desktop', () => {
  it('is asked for once, and waited for after all else', () => {
    const desktops = [back({ restorePower: 'requested' })];

    expect(decideOn({ desktops }).step.do).toBe('attach');
    expect(decideOn({ desktops }, { attached: [attached('one')] }).step.do).toBe('look-again');
    expect(decideOn({ desktops }, { attached: [attached('one', { powerState: 'ACTIVE' })] }).case.status).toBe(
      'restored',
    );
  });

  it('is not back because another desktop runs', () => {
    const others = [without('another', { powerState: 'ACTIVE' }), without('one', { powerState: 'SHUTOFF' })];

    const seen = { others, refused: [aRefusal('attach', 'one')] };

    expect(decideOn({ desktops: [back({ restorePower: 'planned' })] }, seen).step.do).toBe('start');
  });

  it('is asked for though the desktop is not listed: Workspace says what is wrong', () => {
    expect(decideOn({ desktops: [back({ restorePower: 'planned' })] }, { others: [] }).step.do).toBe('start');
  });

  it('is nothing to an undo that does not give it back', () => {
    const { case: after } = decideOn({ desktops: [back()] }, { attached: [attached('one', { powerState: 'ACTIVE' })] });

    expect(after.desktops[0]).not.toHaveProperty('restorePower');
  });
});

describe('the attachment of a desktop', () => {
  it('waits until its detachment is over, and others do not', () => {
    const desktops = [back(), back({ desktopId: 'two' })];
    const leaving = attached('one', { detaching: true });

    const first = decideOn({ desktops }, { attached: [leaving], others: [without('two')] });
    const next = decideOn({ desktops }, { attached: [leaving, attached('two')], others: [] });

    expect(targetsOf(first)).toEqual(['two']);
    expect(next.step).toEqual({ do: 'look-again' });
  });

  it('does not wait for another desktop, nor for one that is not to come back', () => {
    const leaving = attached('another', { detaching: true });
    const notWanted = aRecord('one', { restoreEip: 'verified' });

    for (const another of [leaving, attached('another')]) {
      expect(targetsOf(decideOn({ desktops: [back()] }, { attached: [another] }))).toEqual(['one']);
    }
    expect(decideOn({ desktops: [notWanted] }, { attached: [attached('one', { detaching: true })] }).step).toEqual(
      rest,
    );
  });

  it.each<[reason: string, what: string, others: Observation['others']]>([
    ['desktop-not-listed', 'that is gone', [without('a-third')]],
    ['attached-to-somebody-else', 'that somebody else has now', [without('one', { others: stayers(1) })]],
  ])('is impossible as %s to a desktop %s', (reason, _, others) => {
    const { case: after, step } = decideOn({ desktops: [back()] }, { others, attached: [attached('another')] });

    expect(step).toEqual(rest);
    expect(after).toMatchObject({
      status: 'restored',
      reason: 'restored-in-part',
      desktops: [{ restore: 'impossible', restoreReason: reason }],
    });
  });

  it('has neither EIP nor power with it where somebody else has the desktop now: it is theirs', () => {
    const theirs = { others: [without('one', { others: stayers(1), powerState: 'SHUTOFF' })] };
    const parts = { eip, restoreEip: 'planned', restorePower: 'requested' } as const;
    const impossible = { restoreEip: 'impossible', restorePower: 'impossible' };

    for (const [one, attachment] of [
      [back(parts), 'impossible'],
      // Who else was attached took it away: there was nothing but the rest to give back.
      [aRecord('one', { detach: 'verified', ...parts }), undefined],
    ] as const) {
      const { case: after, step } = decideOn({ desktops: [one] }, theirs);

      expect(step).toEqual(rest);
      expect(after).toMatchObject({ status: 'restored', reason: 'restored-in-part' });
      expect(after.desktops[0]).toMatchObject({ ...impossible, restoreReason: 'attached-to-somebody-else' });
      expect(after.desktops[0]?.restore).toBe(attachment);
    }
  });

  it('that is impossible leaves what has come back before as it is', () => {
    const one = back({ eip, restoreEip: 'verified', restorePower: 'verified' });
    const { case: after } = decideOn({ desktops: [one] }, { others: [without('one', { others: stayers(1) })] });

    expect(after.desktops).toEqual([{ ...one, restore: 'impossible', restoreReason: 'attached-to-somebody-else' }]);
  });

  it.each<[what: string, record: DesktopRecord, desktop: Parameters<typeof without>[1]]>([
    ['nobody has now', back(), {}],
    ['was shared, and others are on it', back({ others: stayers(1) }), { others: stayers(1) }],
    ['is a shared one by its type', back(), { others: stayers(1), desktopType: 'SHARED' }],
  ])('is asked for where the desktop %s', (_, record, desktop) => {
    expect(targetsOf(decideOn({ desktops: [record] }, { others: [without('one', desktop)] }))).toEqual(['one']);
  });
});

describe('a user', () => {
  it('is impossible to unlock who is no longer on Workspace, in that project', () => {
    for (const users of [[], [aUser({ workspace: 'branch' })], [aUser({ userId: 'user-2' })]]) {
      expect(decideOn({ users: [lockedUser()] }, { users }).case).toMatchObject({
        reason: 'restored-in-part',
        users: [{ restore: 'impossible', restoreReason: 'unknown-workspace-user' }],
      });
    }
  });

  it('who is not to be unlocked stays as they are', () => {
    const { case: after } = decideOn({ users: [aUserRecord()] }, { users: [] });

    expect(after).toMatchObject({ reason: 'restored', users: [aUserRecord()] });
  });
});

it('a pool is not back because another one is open', () => {
  expect(decideOn({ access: [closedPool()] }, { access: [aPool({ id: 'pool-2' })] }).step.do).toBe('restore-access');
});

it.each<[part: string, one: Partial<OffboardingCase>]>([
  ['an attachment', { desktops: [back({ restore: 'impossible' })] }],
  ['an EIP', { desktops: [aRecord('one', { restoreEip: 'impossible' })] }],
  ['power', { desktops: [aRecord('one', { restorePower: 'impossible' })] }],
  ['a user', { users: [lockedUser({ restore: 'impossible' })] }],
  ['a pool', { access: [closedPool({ restore: 'impossible' })] }],
])('an undo is one in part where %s cannot come back', (_, one) => {
  expect(decideOn(one).case).toMatchObject({ status: 'restored', reason: 'restored-in-part' });
});

describe('a project that could not be read', () => {
  const unread = [{ workspace: 'branch', problem }];
  const there = { workspace: 'branch' } as const;

  it.each<[what: string, one: Partial<OffboardingCase>]>([
    ['a desktop', { desktops: [back(there)] }],
    ['an EIP', { desktops: [backButForEip(there)] }],
    ['power', { desktops: [aRecord('one', { ...there, restorePower: 'planned' })] }],
    ['power that was asked for', { desktops: [aRecord('one', { ...there, restorePower: 'requested' })] }],
    ['a user', { users: [lockedUser(there)] }],
    ['a pool', { access: [closedPool(there)] }],
  ])('keeps %s as it is, and is tried again later', (_, one) => {
    const { case: after, step } = decideOn(one, { others: [], users: [], unread });

    expect(step).toEqual({ do: 'try-later', problem });
    expect(after).toEqual(anUndo(one));
  });

  it('does not keep the others waiting', () => {
    const desktops = [back({ ...there, desktopId: 'far' }), back()];

    expect(targetsOf(decideOn({ desktops }, { others: [without('one')], unread }))).toEqual(['one']);
  });
});

it('an undo is over at the reading that shows it, though no later one does', () => {
  const { case: after } = decideOn({ desktops: [back()] }, { at: at(7), attached: [attached('one')] });

  expect(after).toMatchObject({ endedAt: at(7), openedAt: ten });
  expect(after.dueAt).toBeUndefined();
});

describe('a desktop that nobody is attached to yet', () => {
  const off = { others: [without('one', { powerState: 'SHUTOFF' })] };
  const forGood = { ...aRefusal('attach', 'one'), forGood: true };

  it('is left alone while anything is being done to it', () => {
    const others = [without('one', { powerState: 'SHUTOFF', busy: true })];

    expect(decideOn({ desktops: [back()] }, { others }).step.do).toBe('look-again');
  });

  it.each([aRefusal('attach', 'one'), forGood])(
    'is started where attaching to it is refused while it is off',
    (refusal) => {
      const decision = decideOn({ desktops: [back()] }, { ...off, refused: [refusal] });

      expect([decision.step.do, ...targetsOf(decision)]).toEqual(['start', 'one']);
    },
  );

  it('is waited for until it runs, and attached then', () => {
    const desktops = [back({ restorePower: 'requested' })];
    const running = { others: [without('one', { powerState: 'ACTIVE' })] };

    expect(decideOn({ desktops }, off).step.do).toBe('look-again');
    expect(decideOn({ desktops }, running).step.do).toBe('attach');
  });

  it.each([
    ['it runs', back(), { others: [without('one', { powerState: 'ACTIVE' })] }],
    ['it cannot be started', back({ restorePower: 'impossible' }), off],
  ])('cannot come back where that is refused for good although %s', (_, desktop, seen) => {
    expect(decideOn({ desktops: [desktop] }, { ...seen, refused: [forGood] }).case).toMatchObject({
      status: 'restored',
      reason: 'restored-in-part',
      desktops: [{ restore: 'impossible', restoreReason: forGood.problem.code }],
    });
  });
});
