import { describe, expect, it } from 'vitest';
import {
  type OffboardingCase,
  offboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Person } from '../../../../../functions/shared/offboarding/case/person.ts';
import { caseIdsOf } from '../../../../../functions/shared/offboarding/case/person.ts';
import { applyNotice } from '../../../../../functions/shared/offboarding/notices/apply-notice.ts';
import type { ExitNotice } from '../../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { standingNotice } from '../../../../../functions/shared/offboarding/notices/standing-notice.ts';
import { apply, applyAll } from '../../../support/apply-all.ts';
import { aNotice, aPolicy, aRecord, at, ten } from '../../../support/samples.ts';

type Status = OffboardingCase['status'];
type Kind = ExitNotice['kind'];

describe('the first notice of a person', () => {
  it('opens a case that acts at the effective instant, kept as the sender wrote it', () => {
    const { case: opened, effect } = apply(undefined, aNotice({ effectiveAt: '2026-11-30T18:00:00+08:00' }));

    expect(effect).toBe('opened');
    expect(opened).toMatchObject({
      status: 'scheduled',
      version: 0,
      effectiveAt: '2026-11-30T18:00:00+08:00',
      actAt: '2026-11-30T10:00:00.000Z',
      dueAt: '2026-11-30T10:00:00.000Z',
      revokeNow: false,
      attempts: 0,
      desktops: [],
    });
  });

  it('acts at once where no instant is given', () => {
    const { case: opened } = apply(undefined, aNotice({ receivedAt: at(3) }));

    expect(opened).toMatchObject({ actAt: at(3), dueAt: at(3) });
  });

  it('acts at once on revoke-now, whatever the date says', () => {
    const notice = aNotice({ kind: 'revoke-now', effectiveAt: at(9000), receivedAt: at(1) });

    const { case: opened, effect } = apply(undefined, notice);

    expect(effect).toBe('opened');
    expect(opened).toMatchObject({ actAt: at(1), revokeNow: true });
  });

  it.each<[what: string, notice: Partial<ExitNotice>, actAt: string]>([
    ['after the instant where the policy says so', {}, at(600 + 120)],
    ['after its arrival where no instant is given', { effectiveAt: undefined }, at(120)],
    ['before it where its source says so', { source: 'hibob' }, at(600 - 60)],
    ['at the instant where its source waits for nothing', { source: 'okta' }, at(600)],
    ['at once on revoke-now', { kind: 'revoke-now' }, ten],
  ])('acts %s', (_, given, actAt) => {
    const sources = { hibob: { graceHours: -1 }, okta: { graceHours: 0 } };
    const policy = aPolicy({ graceHours: 2, sources });

    const { case: opened } = applyNotice(undefined, aNotice({ effectiveAt: at(600), ...given }), policy);

    expect(opened).toMatchObject({ actAt, dueAt: actAt });
  });

  it('names the case after the strongest identifier of the person', () => {
    const person = { userName: 'leaver', email: 'leaver@example.com' };

    const { case: opened } = apply(undefined, aNotice({ person }));

    expect(opened.caseId).toBe(caseIdsOf({ userName: 'leaver' })[0]);
  });

  it.each<Kind>(['cancelled', 'rehired'])('leaves a tombstone when it is %s, for the exit that is late', (kind) => {
    const early = aNotice({ kind, sentAt: at(5) });
    const late = aNotice({ sentAt: at(1), receivedAt: at(6) });

    const tombstone = apply(undefined, early);
    const after = apply(tombstone.case, late);

    expect(tombstone.effect).toBe('ignored-nothing-to-cancel');
    expect(tombstone.case).toMatchObject({ status: 'cancelled', reason: kind, endedAt: at(5) });
    expect(tombstone.case.dueAt).toBeUndefined();
    // Subscribers have heard of no exit that could be called off: identity providers say "active" of everybody who begins.
    expect(tombstone.case.unsaid).toEqual([]);
    expect(after.effect).toBe('ignored-older');
    expect(after.case).toMatchObject({ status: 'cancelled', reason: kind });
  });

  it.each(['9999-12-31T23:59:59-05:00', '0000-01-01T00:00:00+14:00'])(
    'keeps %s, which has no four-digit year in UTC, readable and in order',
    (effectiveAt) => {
      const { case: opened } = apply(undefined, aNotice({ effectiveAt }));

      expect(opened.effectiveAt).toBe(effectiveAt);
      expect(opened.actAt > ten).toBe(effectiveAt > ten);
      expect(offboardingCase.safeParse(opened).success).toBe(true);
    },
  );
});

/** What each kind of notice, newer than all before, makes of a case in each status. */
const table: [status: Status, kind: Kind, effect: string, becomes: Status][] = [
  ['scheduled', 'exit', 'moved', 'scheduled'],
  ['scheduled', 'revoke-now', 'revoked-now', 'scheduled'],
  ['scheduled', 'cancelled', 'cancelled', 'cancelled'],
  ['scheduled', 'rehired', 'cancelled', 'cancelled'],
  ['held', 'exit', 'moved', 'scheduled'],
  ['held', 'revoke-now', 'revoked-now', 'scheduled'],
  ['held', 'cancelled', 'cancelled', 'cancelled'],
  ['held', 'rehired', 'cancelled', 'cancelled'],
  ['detaching', 'exit', 'ignored-already-started', 'detaching'],
  ['detaching', 'revoke-now', 'ignored-already-started', 'detaching'],
  ['detaching', 'cancelled', 'cancelled', 'cancelled'],
  ['detaching', 'rehired', 'cancelled', 'cancelled'],
  ['unbinding', 'exit', 'ignored-already-started', 'unbinding'],
  ['unbinding', 'revoke-now', 'ignored-already-started', 'unbinding'],
  ['unbinding', 'cancelled', 'cancelled', 'cancelled'],
  ['unbinding', 'rehired', 'cancelled', 'cancelled'],
  ['closed', 'exit', 'reopened', 'scheduled'],
  ['closed', 'revoke-now', 'reopened', 'scheduled'],
  ['closed', 'cancelled', 'ignored-already-ended', 'closed'],
  ['closed', 'rehired', 'ignored-already-ended', 'closed'],
  ['cancelled', 'exit', 'reopened', 'scheduled'],
  ['cancelled', 'revoke-now', 'reopened', 'scheduled'],
  ['cancelled', 'cancelled', 'ignored-already-ended', 'cancelled'],
  ['cancelled', 'rehired', 'ignored-already-ended', 'cancelled'],
  ['failed', 'exit', 'reopened', 'scheduled'],
  ['failed', 'revoke-now', 'reopened', 'scheduled'],
  ['failed', 'cancelled', 'ignored-already-ended', 'failed'],
  ['failed', 'rehired', 'ignored-already-ended', 'failed'],
  ['dry-run', 'exit', 'reopened', 'scheduled'],
  ['dry-run', 'revoke-now', 'reopened', 'scheduled'],
  ['dry-run', 'cancelled', 'ignored-already-ended', 'dry-run'],
  ['dry-run', 'rehired', 'ignored-already-ended', 'dry-run'],
];

describe('a newer notice', () => {
  it.each(table)('on a %s case, %s: %s, and the case is %s', (status, kind, effect, becomes) => {
    const applied = apply(caseIn(status), aNotice({ kind, sentAt: at(5), effectiveAt: at(9001) }));

    expect(applied.effect).toBe(effect);
    expect(applied.case.status).toBe(becomes);
    expect(applied.case.lastSentAt).toBe(at(5));
    expect(applied.case.notices.at(-1)).toMatchObject({ kind, effect });
  });

  it.each(table)('on a %s case, %s, keeps its wake-up just as long as the case is open', (status, kind) => {
    const { case: after } = apply(caseIn(status), aNotice({ kind, sentAt: at(5), effectiveAt: at(9000) }));

    const isOpen = ['scheduled', 'held', 'detaching', 'unbinding'].includes(after.status);
    expect(after.dueAt !== undefined).toBe(isOpen);
    expect(after.endedAt !== undefined).toBe(!isOpen);
  });

  const ordinary = table.filter(([status, kind]) => kind !== 'revoke-now' || !['scheduled', 'held'].includes(status));
  it.each(ordinary)('on a %s case, %s, changes nothing when it is older by the sender’s time', (status, kind) => {
    const before = caseIn(status);

    const { case: after, effect } = apply(before, aNotice({ kind, sentAt: at(-5), receivedAt: at(5) }));

    expect(effect).toBe('ignored-older');
    expect(after).toEqual({ ...before, notices: after.notices, trail: after.trail });
    expect(after.trail.at(-1)).toMatchObject({ event: 'received', facts: { kind, effect } });
  });

  it('starts a new episode on a case that has ended: no records, no attempts, no reason, the same version', () => {
    const ended = caseIn('failed', {
      version: 7,
      attempts: 9,
      desktops: [aRecord()],
      reason: 'detach-not-verified',
      problem: { code: 'X', message: 'x' },
    });

    const { case: again } = apply(ended, aNotice({ sentAt: at(5) }));

    expect(again).toMatchObject({ version: 7, attempts: 0, desktops: [], openedAt: at(5), actAt: at(5) });
    expect(again.reason).toBeUndefined();
    expect(again.problem).toBeUndefined();
  });

  it('that cancels does so also where it was sent at the very time of what opened the case again', () => {
    const { case: opened } = apply(undefined, aNotice());
    const { case: reopened } = apply({ ...opened, status: 'closed' }, aNotice({ kind: 'revoke-now' }));

    const { case: after } = apply(
      { ...reopened, status: 'detaching', desktops: [begun] },
      aNotice({ kind: 'cancelled' }),
    );

    expect(after).toMatchObject({ status: 'cancelled', reason: 'cancelled-after-start' });
  });

  it('says that a cancellation came after the first desktop was touched', () => {
    const before = caseIn('detaching');

    const { case: cancelled } = apply(before, aNotice({ kind: 'rehired', sentAt: at(5) }));

    expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'rehired-after-start', desktops: before.desktops });
  });

  it('moves the date of a case that has taken nothing yet, although it is at work: what there is to take is still to be read', () => {
    const atWork: OffboardingCase = { ...caseIn('scheduled'), status: 'detaching', reason: 'access-unconfirmed' };

    const { case: moved, effect } = apply(atWork, aNotice({ sentAt: at(1), effectiveAt: at(12_000) }));
    const { case: cancelled } = apply(atWork, aNotice({ kind: 'cancelled', sentAt: at(1) }));

    expect(effect).toBe('moved');
    expect(moved).toMatchObject({ status: 'scheduled', dueAt: at(12_000) });
    expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'cancelled' });
  });

  it('moves the date of an exit, earlier and later', () => {
    const { case: opened } = apply(undefined, aNotice({ effectiveAt: at(9000) }));

    const later = apply(opened, aNotice({ sentAt: at(1), effectiveAt: at(12_000) })).case;
    const earlier = apply(later, aNotice({ sentAt: at(2), effectiveAt: at(600) })).case;

    expect(later.dueAt).toBe(at(12_000));
    expect(earlier.dueAt).toBe(at(600));
  });

  it('of the very time of the last one is no older one', () => {
    const { case: revoked } = apply(undefined, aNotice({ kind: 'revoke-now' }));

    const { case: after, effect } = apply(revoked, aNotice({ receivedAt: at(3), effectiveAt: at(9000) }));

    expect(effect).toBe('ignored-revoke-now-stands');
    expect(after).toMatchObject({ lastSentAt: ten, updatedAt: at(3) });
  });

  it('does not postpone a revoke-now by a date', () => {
    const { case: revoked } = apply(undefined, aNotice({ kind: 'revoke-now' }));

    const { case: after, effect } = apply(revoked, aNotice({ sentAt: at(1), effectiveAt: at(9000) }));

    expect(effect).toBe('ignored-revoke-now-stands');
    expect(after).toMatchObject({ revokeNow: true, actAt: ten });
  });
});

describe('the same notice again', () => {
  it('said once more after the case was closed for it, by its date, is no other exit', () => {
    const exit = { effectiveAt: at(0), person: { id: 'E1' } };
    const opened = apply(undefined, aNotice({ ...exit, sentAt: ten })).case;
    const closed: OffboardingCase = { ...opened, status: 'closed', dueAt: undefined, endedAt: at(1) };
    const again = (given: Partial<ExitNotice>) => apply(closed, aNotice({ ...exit, sentAt: at(60), ...given })).effect;

    expect(again({})).toBe('ignored-same-instant');
    expect(again({ effectiveAt: at(90) })).toBe('reopened');
    expect(again({ effectiveAt: undefined })).toBe('reopened');
    expect(again({ source: 'okta' })).toBe('reopened');
    expect(apply({ ...closed, status: 'failed' }, aNotice({ ...exit, sentAt: at(60) })).effect).toBe('reopened');
  });

  it('has no second effect, and is not even recorded', () => {
    const notice = aNotice();
    const { case: opened } = apply(undefined, notice);

    const again = apply(opened, { ...notice, receivedAt: at(5) });

    expect(again.effect).toBe('ignored-duplicate');
    expect(again.case).toBe(opened);
  });

  it('is told apart from all that were taken, not from the last alone', () => {
    const notice = aNotice();
    const { case: known } = applyAll([notice, aNotice({ sentAt: at(1), effectiveAt: at(9000) })]);

    expect(apply(known, notice).effect).toBe('ignored-duplicate');
  });

  it('said once more with another id has a scheduled case wait as before', () => {
    const { case: opened } = apply(undefined, aNotice({ effectiveAt: at(600) }));

    const { case: after, effect } = apply(opened, aNotice({ sentAt: at(60), effectiveAt: at(600) }));

    expect(effect).toBe('ignored-same-instant');
    expect(after.dueAt).toBe(at(600));
  });

  it('is told by source and event id together', () => {
    const notice = aNotice();
    const { case: opened } = apply(undefined, notice);

    const other = apply(opened, { ...notice, source: 'queue', sentAt: at(1) });

    expect(other.effect).toBe('moved');
  });

  it.each([{}, { effectiveAt: at(600) }, { kind: 'revoke-now' as const }])(
    'said once more with another id, %j, does not begin the clock or the question anew, and a held case is looked at',
    (given) => {
      const { case: opened } = apply(undefined, aNotice(given));
      const held = { ...opened, status: 'held' as const, sla: { dueAt: at(900), warnedAt: at(500) }, dueAt: at(700) };

      const { case: after, effect } = apply(held, aNotice({ ...given, sentAt: at(60), receivedAt: at(60) }));

      expect(effect).toBe('ignored-same-instant');
      expect(after).toMatchObject({ status: 'held', actAt: held.actAt, openedAt: ten, sla: held.sla, dueAt: at(60) });
    },
  );

  it('does not restart a closed case, long after the event was forgotten', () => {
    const first = aNotice();
    const later = Array.from({ length: 60 }, (_, minute) => aNotice({ kind: 'rehired', sentAt: at(minute + 1) }));
    const { case: closed } = applyAll([first, ...later], caseIn('closed', { lastSentAt: at(-1) }));

    const again = apply({ ...closed, status: 'closed' }, first);

    expect(closed.notices).toHaveLength(50);
    expect(again.effect).toBe('ignored-older');
  });
});

describe('a repetition, long after', () => {
  const noise = Array.from({ length: 60 }, (_, minute) =>
    aNotice({ kind: 'rehired', source: 'bamboohr', onlyOwn: true, sentAt: at(60 + minute) }),
  );

  it.each(['revoke-now', 'exit'] as const)('of the newest exit of all has no effect: after a %s', (first) => {
    const newest = aNotice({ source: 'hibob', sentAt: at(1) });
    const { case: open } = applyAll([aNotice({ kind: first, source: 'hibob' }), newest]);
    const closed = { ...open, status: 'closed' as const, dueAt: undefined, endedAt: at(2) };

    const { case: after } = applyAll(noise, closed);
    const { effect } = apply(after, { ...newest, receivedAt: at(300) });

    expect(after.notices).toHaveLength(50);
    expect(effect).toBe('ignored-duplicate');
  });

  it('of the newest exit of all has no effect either, where what had been said before it came in since', () => {
    const newest = aNotice({ source: 'hibob', sentAt: at(100) });
    const late = Array.from({ length: 60 }, (_, minute) =>
      aNotice({ source: 'hibob', sentAt: at(1 + minute), receivedAt: at(200) }),
    );
    const { case: open } = applyAll([aNotice({ source: 'hibob' }), newest]);
    const closed = { ...open, status: 'closed' as const, dueAt: undefined, endedAt: at(101) };

    const { case: after } = applyAll(late, closed);

    expect(apply(after, { ...newest, receivedAt: at(300) }).effect).toBe('ignored-duplicate');
  });

  it('forgets the oldest, but for the one that stands, also where all were sent at the same time', () => {
    const same = Array.from({ length: 60 }, () => aNotice({ effectiveAt: at(9000) }));

    const { notices } = applyAll(same).case;

    expect(notices.map(({ eventId }) => eventId)).toEqual([same[0], ...same.slice(11)].map((one) => one?.eventId));
  });
});

describe('the further cases of a person', () => {
  const closed = { ...caseIn('closed', { lastSentAt: at(-1) }), siblings: ['case-2'] };

  it('are not those of whoever has been given a name of theirs since', () => {
    const { case: anew } = apply(closed, aNotice({ person: { userName: 'leaver' }, sentAt: at(60) }));

    expect(anew).toMatchObject({ status: 'scheduled', person: { userName: 'leaver' } });
    expect(anew.siblings).toBeUndefined();
  });

  it('stay theirs where their id says who it is', () => {
    const { case: anew } = apply(closed, aNotice({ sentAt: at(60) }));

    expect(anew).toMatchObject({ status: 'scheduled', siblings: ['case-2'] });
  });
});

describe('what is remembered of a source that has taken back its own word', () => {
  it('is that it has, however much is said by others since', () => {
    const own = { source: 'merge', onlyOwn: true } as const;
    const said = [
      aNotice({ source: 'hr', effectiveAt: at(9000) }),
      aNotice({ source: 'merge', sentAt: at(5), effectiveAt: at(9500) }),
      aNotice({ ...own, kind: 'rehired', sentAt: at(6) }),
      ...Array.from({ length: 60 }, (_, minute) =>
        aNotice({ kind: 'rehired', source: 'bamboohr', onlyOwn: true, sentAt: at(60 + minute) }),
      ),
    ];

    const { case: after } = applyAll(said);
    const { effect } = apply(after, aNotice({ kind: 'cancelled', source: 'hr', onlyOwn: true, sentAt: at(300) }));

    expect(after).toMatchObject({ status: 'scheduled', actAt: at(9000), notices: { length: 50 } });
    expect(effect).toBe('cancelled');
    const ofOthers = after.notices.filter(({ source }) => source === 'bamboohr').map(({ sentAt }) => sentAt);
    expect(ofOthers).toEqual(Array.from({ length: 47 }, (_, minute) => at(60 + 13 + minute)));
  });

  it('is the latest of its words, in whatever order they came, and before what they take back', () => {
    const own = { kind: 'rehired', source: 'merge', onlyOwn: true } as const;
    const said = [
      aNotice({ ...own, sentAt: at(6), receivedAt: at(6) }),
      aNotice({ source: 'hr', sentAt: at(1), receivedAt: at(10), effectiveAt: at(9000) }),
      aNotice({ source: 'merge', sentAt: at(5), receivedAt: at(11), effectiveAt: at(9500) }),
      aNotice({ source: 'hr', sentAt: at(7), receivedAt: at(12), effectiveAt: at(9000) }),
      ...Array.from({ length: 60 }, (_, minute) =>
        aNotice({ ...own, sentAt: at(5 - minute / 100), receivedAt: at(20) }),
      ),
    ];

    const { case: after } = applyAll(said);

    expect(standingNotice(after.notices)).toMatchObject({ source: 'hr', sentAt: at(1) });
    expect(after.notices.find(({ source }) => source === 'merge')?.sentAt).toBe(at(6));
  });
});

describe('an exit that comes after a later one of another source was called off', () => {
  const sent = aNotice({ source: 'bamboohr', sentAt: at(1), receivedAt: at(30) });
  const other = aNotice({ source: 'lark', sentAt: at(2), effectiveAt: at(9000) });
  const calledOff = aNotice({ kind: 'cancelled', source: 'lark', sentAt: at(3) });
  const onlyItsOwn = { ...calledOff, onlyOwn: true as const };

  it('stands, where that source took back only its own word', () => {
    const { case: after, effect } = applyAll([other, onlyItsOwn, sent]);

    expect(effect).toBe('reopened');
    expect(after).toMatchObject({ status: 'scheduled', actAt: at(30), openedAt: at(30), lastSentAt: at(2) });
    expect(apply(after, aNotice({ sentAt: at(4), effectiveAt: at(9000) })).effect).toBe('moved');
  });

  it.each([
    ['cancelled', 'cancelled'],
    ['revoke-now', 'revoked-now'],
  ] as const)('is followed by the %s that was sent after it, and comes still later', (kind, effect) => {
    const [exit, next] = [
      { ...sent, sentAt: at(1) },
      aNotice({ kind, source: 'hr', sentAt: at(1.5), receivedAt: at(40) }),
    ];

    expect(applyAll([other, onlyItsOwn, exit, next]).effect).toBe(effect);
  });

  it.each<[string, ExitNotice[], Partial<OffboardingCase>]>([
    ['everybody’s was called off', [other, calledOff], {}],
    [
      'its own source has taken it back since',
      [other, onlyItsOwn, { ...onlyItsOwn, source: 'bamboohr', eventId: 'own' }],
      {},
    ],
    ['work had begun', [other, onlyItsOwn], { desktops: [aRecord('one', { detachRequestedAt: at(2) })] }],
    ['it was closed since', [other, onlyItsOwn], { status: 'closed' }],
    ['a person has rejected it', [other], { status: 'cancelled', reason: 'rejected', endedAt: at(3) }],
  ])('is older where %s', (_, notices, given) => {
    const { case: before } = applyAll(notices);

    expect(apply({ ...before, ...given }, sent).effect).toBe('ignored-older');
  });
});

describe('a clock that runs ahead', () => {
  it('counts as the time of arrival, so that it does not outrank every later notice', () => {
    const ahead = aNotice({ sentAt: at(60 * 24 * 365), receivedAt: at(0), effectiveAt: at(9000) });
    const { case: opened } = apply(undefined, ahead);

    const { effect } = apply(opened, aNotice({ kind: 'cancelled', sentAt: at(1) }));

    expect(opened.lastSentAt).toBe(at(0));
    expect(effect).toBe('cancelled');
  });
});

describe('identifiers', () => {
  it('are added and corrected by later notices', () => {
    const { case: opened } = apply(undefined, aNotice({ person: { id: 'E1', userName: 'ann' } }));

    const { case: known } = apply(
      opened,
      aNotice({ sentAt: at(1), person: { id: 'E1', userName: 'ann.lee', email: 'ann@example.com' } }),
    );

    expect(known.person).toEqual({ id: 'E1', userName: 'ann.lee', email: 'ann@example.com' });
    expect(known.caseId).toBe(opened.caseId);
  });

  it.each<[what: string, again: Person, who: Person]>([
    ['the new notice alone', { userName: 'ann' }, { userName: 'ann' }],
    [
      'both, where the id says that it is the same person',
      { id: 'E1', email: 'a@b.example' },
      { id: 'E1', userName: 'ann', email: 'a@b.example' },
    ],
    ['both, the newer name first', { id: 'E1', userName: 'ann.lee' }, { id: 'E1', userName: 'ann.lee' }],
  ])('are those of %s where a case starts again after its end', (_what, again, who) => {
    const { case: opened } = apply(undefined, aNotice({ person: { id: 'E1', userName: 'ann' } }));
    const closed = { ...opened, status: 'closed' as const };

    const reopened = apply(closed, aNotice({ eventId: 'again', sentAt: at(1), person: again }));

    expect(reopened.effect).toBe('reopened');
    expect(reopened.case.person).toEqual(who);
  });

  it('of a case without an id are those of the new notice alone where it starts again after its end', () => {
    const { case: opened } = apply(undefined, aNotice({ person: { userName: 'ann', email: 'a@b.example' } }));

    const { case: again } = apply(
      { ...opened, status: 'closed' },
      aNotice({ sentAt: at(1), person: { userName: 'ann' } }),
    );

    expect(again.person).toEqual({ userName: 'ann' });
  });

  it.each<[what: string, before: Status, kind: Kind]>([
    ['is moved', 'scheduled', 'exit'],
    ['is cancelled', 'scheduled', 'cancelled'],
    ['was cancelled, and starts again', 'cancelled', 'exit'],
    ['has ended, and does not start again', 'closed', 'rehired'],
  ])('stay known where a case %s by a notice that does not have them all', (_, status, kind) => {
    const person = { id: 'E1', userName: 'ann' };
    const { case: opened } = apply(undefined, aNotice({ person }));

    const known = apply({ ...opened, status }, aNotice({ kind, sentAt: at(1), person: { userName: 'ann' } })).case;

    expect(known.person).toEqual(person);
  });

  it('are also added by a notice that is too old to change anything else', () => {
    const { case: opened } = apply(undefined, aNotice({ sentAt: at(5), person: { id: 'E1' } }));

    const late = aNotice({ sentAt: at(1), receivedAt: at(6), person: { id: 'E1', userName: 'ann' } });
    const { case: known } = apply(opened, late);

    expect(known.person).toEqual({ id: 'E1', userName: 'ann' });
  });

  it('of a person are not repeated in the list of notices', () => {
    const { case: opened } = apply(undefined, aNotice({ person: { id: 'E1', email: 'ann@example.com' } }));

    expect(JSON.stringify(opened.notices)).not.toContain('ann@example.com');
  });
});

const begun = aRecord('one', { admittedAt: at(0) });

function caseIn(status: Status, given: Partial<OffboardingCase> = {}): OffboardingCase {
  const { case: opened } = apply(undefined, aNotice({ effectiveAt: at(9000) }));
  const ended = { status, dueAt: undefined, endedAt: at(1) };
  if (status === 'scheduled' || status === 'held') return { ...opened, status, ...given };
  if (status === 'detaching' || status === 'unbinding') return { ...opened, status, desktops: [begun], ...given };
  if (status === 'cancelled') {
    return { ...apply(opened, aNotice({ kind: 'cancelled' })).case, ...given };
  }
  return { ...opened, ...ended, ...given };
}

describe('whose ids a person’s id is', () => {
  it('is known by the sources that have sent it, and no longer once it is another', () => {
    const first = applyNotice(undefined, aNotice({ source: 'wecom', person: { id: 'ann' } }), aPolicy()).case;
    const again = applyNotice(first, aNotice({ source: 'operator', person: { id: 'ann' } }), aPolicy()).case;
    const other = applyNotice(again, aNotice({ source: 'gusto', person: { userName: 'ann' } }), aPolicy()).case;
    const renamed = applyNotice(other, aNotice({ source: 'gusto', person: { id: '42' } }), aPolicy()).case;

    expect(first.idSources).toEqual(['wecom']);
    expect(other.idSources).toEqual(['wecom', 'operator']);
    expect(renamed.idSources).toEqual(['gusto']);
  });
});
