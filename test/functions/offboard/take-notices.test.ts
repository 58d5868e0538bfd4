import { describe, expect, it } from 'vitest';
import {
  type CaseInHand,
  hasNews,
  isDue,
  keepPast,
  linkPeople,
  takeNotices,
} from '../../../functions/offboard/take-notices.ts';
import { createCaseSaver } from '../../../functions/shared/ledger/case-saver.ts';
import type { CaseStore } from '../../../functions/shared/ledger/case-store.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf, type Person } from '../../../functions/shared/offboarding/case/person.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { driftRecord, noticeRecord, wakeRecord } from '../support/exits-records.ts';
import { createMemoryCaseStore } from '../support/memory-case-store.ts';
import { aCase, aNotice, aPolicy, aRecord, at, ten } from '../support/samples.ts';
import { silentLog } from '../support/silent-log.ts';

describe('a batch of notices', () => {
  it('opens a case for each person, and knows which message concerns which', async () => {
    const [ann, ben] = [aNotice({ person: { id: 'ann' } }), aNotice({ person: { id: 'ben' } })];
    const moved = aNotice({ person: { id: 'ann' }, sentAt: at(1), effectiveAt: at(60) });

    const inHand = await take(createMemoryCaseStore(), [ann, ben, moved]);

    expect(inHand).toHaveLength(2);
    expect(inHand[0]).toMatchObject({ messageIds: [ann.eventId, moved.eventId], changed: true, woken: false });
    expect(inHand[0]?.case).toMatchObject({ person: { id: 'ann' }, actAt: at(60), version: 0 });
    expect(inHand[1]).toMatchObject({ messageIds: [ben.eventId] });
  });

  it('is applied in the senders’ order, whatever order the queue delivers', async () => {
    const exit = aNotice({ sentAt: at(1) });
    const cancelled = aNotice({ kind: 'cancelled', sentAt: at(2) });
    const again = aNotice({ sentAt: at(3), effectiveAt: at(60) });

    const [one] = await take(createMemoryCaseStore(), [again, cancelled, exit]);

    expect(one?.case.notices.map(({ effect }) => effect)).toEqual(['opened', 'cancelled', 'reopened']);
  });

  it('saves nothing by itself', async () => {
    const store = createMemoryCaseStore();

    await take(store, [aNotice({ person: { id: 'ann' } })]);

    expect(await store.load(caseIdsOf({ id: 'ann' }))).toEqual(new Map());
  });

  it('has nothing to save where it only repeats what is known', async () => {
    const store = createMemoryCaseStore();
    const notice = aNotice();
    await keep(store, await take(store, [notice]));

    const [one] = await take(store, [notice]);

    expect(one).toMatchObject({ changed: false, messageIds: [notice.eventId] });
  });
});

describe('a wake-up', () => {
  it('brings its case as it is, to be worked on though its dueAt has been moved on', async () => {
    const store = createMemoryCaseStore();
    const stored = await store.save(aCase({ version: 0, dueAt: at(5) }));

    const [one] = await takeNotices([wakeRecord('case-1')], { store, log: silentLog, policy: aPolicy() });

    expect(one).toMatchObject({ case: stored, messageIds: ['wake-case-1'], changed: false, woken: true });
    expect(
      isDue({ case: stored, messageIds: [], changed: false, woken: false, identified: false, past: [] }, ten),
    ).toBe(false);
    expect(one && isDue(one, ten)).toBe(true);
  });

  it('comes after the notices of its batch, on the case as they left it', async () => {
    const store = createMemoryCaseStore();
    const [opened] = await take(store, [aNotice()]);
    await keep(store, opened ? [opened] : []);
    const cancelled = noticeRecord(aNotice({ kind: 'cancelled', sentAt: at(60_000) }));

    const [one] = await takeNotices([wakeRecord(opened?.case.caseId ?? ''), cancelled], {
      store,
      log: silentLog,
      policy: aPolicy(),
    });

    expect(one).toMatchObject({ case: { status: 'cancelled' }, woken: true });
    expect(one && isDue(one, at(99_999))).toBe(false);
  });

  it('for a case that there is not brings nothing', async () => {
    expect(
      await takeNotices([wakeRecord('nowhere')], { store: createMemoryCaseStore(), log: silentLog, policy: aPolicy() }),
    ).toEqual([]);
  });
});

describe('a drift', () => {
  it('opens its closed case once more, due now, and is applied once', async () => {
    const store = createMemoryCaseStore();
    const { dueAt: _, ...closed } = aCase({ status: 'closed', endedAt: ten, version: 0 });
    await store.save(closed);
    const drift = driftRecord('case-1', 'leaver', at(60));

    const inHand = await takeNotices([drift], { store, log: silentLog, policy: aPolicy() });
    await keep(store, inHand);
    const again = await takeNotices([drift], { store, log: silentLog, policy: aPolicy() });

    expect(inHand).toMatchObject([{ case: { status: 'scheduled' }, changed: true, messageIds: ['drift-case-1'] }]);
    expect(inHand.map((one) => isDue(one, at(60)))).toEqual([true]);
    expect(again).toMatchObject([{ changed: false, messageIds: ['drift-case-1'] }]);
  });

  it('comes after the notices of its batch: who is rehired in the meantime stays', async () => {
    const store = createMemoryCaseStore();
    const [opened] = await take(store, [aNotice()]);
    if (!opened) throw new TypeError('There is no case');
    const { dueAt: _, ...closed } = { ...opened.case, status: 'closed' as const, endedAt: ten };
    await store.save(closed);
    const records = [
      driftRecord(closed.caseId, 'leaver', at(60)),
      noticeRecord(aNotice({ kind: 'rehired', sentAt: at(30) })),
    ];

    const [one] = await takeNotices(records, { store, log: silentLog, policy: aPolicy() });

    expect(one?.case.status).toBe('closed');
  });
});

describe('a case in hand', () => {
  const inHand = { messageIds: [], changed: true, woken: false, identified: false, past: [] };

  it('is due from its dueAt on', () => {
    expect(isDue({ ...inHand, case: aCase({ dueAt: at(1) }) }, ten)).toBe(false);
    expect(isDue({ ...inHand, case: aCase({ dueAt: ten }) }, ten)).toBe(true);
    expect(isDue({ ...inHand, case: aCase({ dueAt: at(-1) }) }, ten)).toBe(true);
  });

  it('is never due once it has ended, not even when it was woken', () => {
    const ended = aCase({ status: 'closed', dueAt: ten, endedAt: ten });

    expect(isDue({ ...inHand, woken: true, case: ended }, ten)).toBe(false);
  });
});

describe('whose case a notice is for', () => {
  it('is found by a weaker identifier too, and the stronger one then leads to the case as well', async () => {
    const store = createMemoryCaseStore();
    await keep(store, await take(store, [aNotice({ person: { email: 'ann@example.com' } })]));

    const [one] = await take(store, [aNotice({ person: { id: 'E1', email: 'ANN@example.com' }, sentAt: at(1) })]);
    await keep(store, one ? [one] : []);

    const [caseId] = caseIdsOf({ email: 'ann@example.com' });
    expect(one?.case).toMatchObject({ caseId, person: { id: 'E1', email: 'ANN@example.com' } });
    expect((await store.load(caseIdsOf({ id: 'E1' }))).size).toBe(1);
  });

  it('is one case alone for an exit, that of the strongest identifier', async () => {
    const store = createMemoryCaseStore();
    await keep(store, await take(store, personsInTurn([{ email: 'ann@example.com' }, { id: 'E1' }])));

    const person = { id: 'E1', email: 'ann@example.com' };
    const notice = aNotice({ source: 'okta', person, sentAt: at(5) });
    const [byId] = caseIdsOf({ id: 'E1' });
    const inHand = await take(store, [notice]);
    await keep(store, inHand);

    const applied = inHand.filter((one) => one.case.notices.some(({ eventId }) => eventId === notice.eventId));
    expect(applied.map((one) => one.case.caseId)).toEqual([byId]);
    const [byMail] = caseIdsOf({ email: 'ann@example.com' });
    expect((await store.load([byMail])).get(byMail)).toMatchObject({
      siblings: [byId],
      trail: expect.arrayContaining([
        expect.objectContaining({ event: 'received', facts: { effect: 'siblings-known', siblings: [byId] } }),
      ]),
    });
    expect((await take(store, [aNotice({ ...notice, eventId: 'again' })])).map((one) => one.case.caseId)).toEqual([
      byId,
    ]);
  });

  it('is each that waits for a date which the same source has said, and now says another', async () => {
    const store = createMemoryCaseStore();
    const [email, id] = ['ann@example.com', 'E1'];
    const said = { source: 'hibob', effectiveAt: at(600) };
    await keep(
      store,
      await take(store, [aNotice({ ...said, person: { email } }), aNotice({ person: { id }, effectiveAt: at(600) })]),
    );

    const moved = await take(store, [
      aNotice({ ...said, person: { id, email }, sentAt: at(5), effectiveAt: at(9000) }),
    ]);

    expect(moved.map(({ case: one }) => one.actAt)).toEqual([at(9000), at(9000)]);
  });

  it('is each of theirs once they stay, by whatever name that is said, since a notice has named them by all', async () => {
    const store = createMemoryCaseStore();
    const later = { effectiveAt: at(60) };
    const names: Person[] = [{ email: 'ann@example.com' }, { userName: 'ann' }, { id: 'E1' }];
    const opening = names.map((person, minute) => aNotice({ person, sentAt: at(minute), ...later }));
    await keep(store, await take(store, opening));
    const all = { id: 'E1', userName: 'ann' };
    await keep(store, await take(store, [aNotice({ person: all, sentAt: at(5), ...later })]));
    await keep(store, await take(store, [aNotice({ person: { ...names[0], ...names[1] }, sentAt: at(6), ...later })]));

    const stays = aNotice({ kind: 'rehired', person: { email: 'ann@example.com' }, sentAt: at(7) });
    const inHand = await take(store, [stays]);

    expect(new Map(inHand.map(({ case: one }) => [one.caseId, one.status]))).toEqual(
      new Map(names.map((person) => [caseIdsOf(person)[0], 'cancelled'])),
    );
  });

  it('is not that of who was given the name since: a new episode has no siblings', async () => {
    const store = createMemoryCaseStore();
    await keep(
      store,
      await take(store, personsInTurn([{ id: 'E1' }, { userName: 'ann' }, { id: 'E1', userName: 'ann' }])),
    );
    const [byId, byName] = [caseIdsOf({ id: 'E1' })[0], caseIdsOf({ userName: 'ann' })[0]];
    for (const one of (await store.load([byId, byName])).values()) {
      await store.save({ ...one, status: 'closed', dueAt: undefined, endedAt: at(3) });
    }
    const later = { effectiveAt: at(9000) };
    await keep(store, await take(store, [aNotice({ person: { userName: 'ann' }, sentAt: at(60), ...later })]));

    const inHand = await take(store, [aNotice({ kind: 'rehired', person: { id: 'E1' }, sentAt: at(70) })]);

    expect(inHand.map(({ case: one }) => one.caseId)).toEqual([byId]);
    expect((await store.load([byName])).get(byName)).toMatchObject({
      status: 'scheduled',
      person: { userName: 'ann' },
    });
  });

  it('learns from a sibling that they stay, though that was said before anybody knew of both', async () => {
    const store = createMemoryCaseStore();
    const later = { effectiveAt: at(9000) };
    const scim = aNotice({ kind: 'rehired', source: 'scim', person: { userName: 'ann' }, sentAt: at(3) });
    await keep(store, await take(store, [aNotice({ person: { id: 'E1' }, sentAt: at(1), ...later }), scim]));

    const late = aNotice({ person: { id: 'E1', userName: 'ann' }, sentAt: at(2), receivedAt: at(9), ...later });
    const [one] = await take(store, [late]);

    expect(one?.case).toMatchObject({ caseId: caseIdsOf({ id: 'E1' })[0], status: 'cancelled', reason: 'rehired' });
    expect(one?.case.notices.map(({ source, effect }) => [source, effect])).toContainEqual(['scim', 'cancelled']);
  });

  it('is not that of somebody else, though it was theirs too when they had the name', async () => {
    const store = createMemoryCaseStore();
    const later = { effectiveAt: at(60) };
    await keep(store, await take(store, personsInTurn([{ email: 'ann@example.com' }, { id: 'E1' }])));
    await keep(store, await take(store, [aNotice({ person: { id: 'E1', email: 'ann@example.com' }, sentAt: at(5) })]));
    await keep(
      store,
      await take(store, [aNotice({ person: { id: 'E2', email: 'ann@example.com' }, sentAt: at(6), ...later })]),
    );

    const inHand = await take(store, [aNotice({ kind: 'rehired', person: { id: 'E2' }, sentAt: at(7) })]);

    expect(inHand.map(({ case: one }) => one.person.id)).toEqual(['E2']);
  });

  it('is found by the name of somebody who was renamed', async () => {
    const store = createMemoryCaseStore();
    await keep(store, await take(store, [aNotice({ person: { id: 'E1', userName: 'ann' } })]));
    await keep(store, await take(store, [aNotice({ person: { id: 'E1', userName: 'ann.lee' }, sentAt: at(1) })]));

    const [one] = await take(store, [aNotice({ kind: 'cancelled', person: { userName: 'ann.lee' }, sentAt: at(2) })]);

    expect(one?.case).toMatchObject({ caseId: caseIdsOf({ id: 'E1' })[0], status: 'cancelled' });
  });

  it('is not linked anew by a notice that says nothing new of who it is about', async () => {
    const store = createMemoryCaseStore();
    const person = { id: 'E1', userName: 'ann' };
    await keep(store, await take(store, [aNotice({ person })]));

    expect(await take(store, [aNotice({ person, sentAt: at(1) })])).toMatchObject([{ identified: false }]);
    expect(await take(store, [aNotice({ person: { id: 'E9' } })])).toMatchObject([{ identified: false }]);
  });

  it('is not that of another person who had the same e-mail address', async () => {
    const store = createMemoryCaseStore();
    await keep(store, await take(store, [aNotice({ person: { id: 'E1', email: 'ann@example.com' } })]));

    const [one] = await take(store, [aNotice({ person: { id: 'E2', email: 'ann@example.com' } })]);

    expect(one?.case).toMatchObject({ version: 0, person: { id: 'E2' }, caseId: caseIdsOf({ id: 'E2' })[0] });
  });

  it('is opened aside where their user name is the id of another person’s case, and found there', async () => {
    const store = createMemoryCaseStore();
    await keep(store, await take(store, [aNotice({ person: { userName: 'ann' } })]));
    await keep(store, await take(store, [aNotice({ person: { id: 'E1', userName: 'ann' }, sentAt: at(1) })]));
    await keep(store, await take(store, [aNotice({ person: { id: 'E1', userName: 'ann.lee' }, sentAt: at(2) })]));

    const opened = await take(store, [aNotice({ person: { userName: 'ann' }, sentAt: at(3) })]);
    await keep(store, opened);
    const again = await take(store, [aNotice({ kind: 'cancelled', person: { userName: 'ann' }, sentAt: at(4) })]);

    expect(opened).toMatchObject([
      { case: { version: 0, person: { userName: 'ann' }, notices: [{ effect: 'opened' }] } },
    ]);
    expect(opened[0]?.case.caseId).not.toBe(caseIdsOf({ userName: 'ann' })[0]);
    expect(again).toMatchObject([{ case: { caseId: opened[0]?.case.caseId, status: 'cancelled' } }]);
    expect(await take(store, [aNotice({ person: { id: 'E1' } })])).toMatchObject([
      { case: { caseId: caseIdsOf({ userName: 'ann' })[0], person: { userName: 'ann.lee' } } },
    ]);
  });

  it('is every case of somebody who stays, under whatever name it was opened', async () => {
    const store = createMemoryCaseStore();
    const later = { effectiveAt: at(60) };
    await keep(store, await take(store, [aNotice({ eventId: 'a', person: { userName: 'ann' }, ...later })]));
    await keep(store, await take(store, [aNotice({ eventId: 'b', person: { id: 'E1' }, ...later })]));

    const stays = aNotice({ kind: 'cancelled', eventId: 'c', sentAt: at(1), person: { id: 'E1', userName: 'ann' } });
    const cancelled = await take(store, [stays]);

    expect(cancelled.map(({ case: one }) => one.status)).toEqual(['cancelled', 'cancelled']);
  });

  it('is found within the batch as well', async () => {
    const persons: Person[] = [{ email: 'ann@example.com' }, { id: 'E1', email: 'ann@example.com' }, { id: 'E1' }];

    const inHand = await take(createMemoryCaseStore(), personsInTurn(persons));

    expect(inHand).toHaveLength(1);
    expect(inHand[0]).toMatchObject({ identified: true, case: { notices: [{}, {}, {}] } });
  });

  it('is told within the batch from another person by what the batch itself has said', async () => {
    const persons: Person[] = [
      { email: 'ann@example.com' },
      { id: 'E1', email: 'ann@example.com' },
      { id: 'E2', email: 'ann@example.com' },
    ];

    const inHand = await take(createMemoryCaseStore(), personsInTurn(persons));

    expect(inHand.map((one) => one.case.person.id)).toEqual(['E1', 'E2']);
  });

  it('asks the store in one go for a whole batch', async () => {
    const store = createMemoryCaseStore();
    let loads = 0;
    const counting: CaseStore = {
      ...store,
      load(ids) {
        loads += 1;
        return store.load(ids);
      },
    };

    await take(counting, personsInTurn([{ id: 'E1' }, { id: 'E2', email: 'b@example.com' }, { userName: 'cas' }]));

    expect(loads).toBe(1);
  });
});

describe('saving what notices changed', () => {
  it('tells the cases that somebody else has saved since they were loaded, and saves the others', async () => {
    const store = createMemoryCaseStore();
    const inHand = await take(store, personsInTurn([{ id: 'E1' }, { id: 'E2' }]));
    const [first, second] = inHand.map((one) => one.case.caseId);
    await store.save(aCase({ version: 0, caseId: first ?? '' }));

    const { conflicts } = await saveAll(store, inHand);

    expect([...conflicts]).toEqual([first]);
    expect((await store.load([second ?? ''])).size).toBe(1);
  });

  it('leaves alone what did not change', async () => {
    const store = createMemoryCaseStore();
    const one = { case: aCase(), messageIds: [], changed: false, woken: false, identified: false, past: [] };

    await saveAll(store, [one]);

    expect((await store.load(['case-1'])).size).toBe(0);
  });

  it('writes the lines of a case that a cancellation ended after its start', async () => {
    const store = createMemoryCaseStore();
    const begun: Partial<OffboardingCase> = { status: 'detaching', desktops: [aRecord('one', { detach: 'verified' })] };
    const [caseId] = caseIdsOf({ id: 'E1001' });
    await store.save(aCase({ version: 0, caseId, person: { id: 'E1001' }, ...begun }));

    await keep(store, await take(store, [aNotice({ kind: 'cancelled', sentAt: at(5) })]));

    expect(await store.lines(caseId)).toMatchObject([{ caseStatus: 'cancelled', access: 'removed' }]);
  });

  it('keeps each episode that ends in one batch, and its lines, though the case has begun anew by its end', async () => {
    const store = createMemoryCaseStore();
    const [caseId] = caseIdsOf({ id: 'E1001' });
    const begun: Partial<OffboardingCase> = { status: 'detaching', desktops: [aRecord('one', { detach: 'verified' })] };
    await store.save(aCase({ version: 0, caseId, person: { id: 'E1001' }, ...begun }));
    const episodes: [string, OffboardingCase['status']][] = [];
    const keeping: CaseStore = {
      ...store,
      keepEpisode: (past, lines) => {
        episodes.push([past.openedAt, past.status]);
        return store.keepEpisode(past, lines);
      },
    };
    const batch = [
      aNotice({ kind: 'cancelled', sentAt: at(5) }),
      aNotice({ kind: 'revoke-now', sentAt: at(6) }),
      aNotice({ kind: 'rehired', sentAt: at(7) }),
      aNotice({ sentAt: at(8) }),
    ];

    await keep(keeping, await take(keeping, batch));

    expect(episodes).toEqual([
      [ten, 'cancelled'],
      [at(6), 'cancelled'],
    ]);
    expect(await store.lines(caseId)).toMatchObject([{ desktopId: 'one', caseStatus: 'cancelled', access: 'removed' }]);
    expect((await store.load([caseId])).get(caseId)).toMatchObject({ status: 'scheduled', openedAt: at(8) });
  });

  it('does not hide a store that fails', async () => {
    const store: CaseStore = { ...createMemoryCaseStore(), save: () => Promise.reject(new Error('no table')) };
    const inHand = await take(store, [aNotice()]);

    const { cases, failures } = await saveAll(store, inHand);

    expect(cases).toEqual([]);
    expect([...failures.values()]).toEqual([new Error('no table')]);
  });
});

function take(store: CaseStore, notices: readonly ExitNotice[]): Promise<CaseInHand[]> {
  return takeNotices(notices.map(noticeRecord), { store, log: silentLog, policy: aPolicy() });
}

async function keep(store: CaseStore, inHand: readonly CaseInHand[]): Promise<void> {
  await linkPeople(inHand, store);
  await keepPast(inHand, store);
  expect((await saveAll(store, inHand)).conflicts).toEqual(new Set());
}

function saveAll(store: CaseStore, inHand: readonly CaseInHand[]) {
  const saver = createCaseSaver({ store, outcomes: { send: async () => {} }, log: silentLog });
  return saver.saveAll(inHand.filter(hasNews).map((one) => one.case));
}

/** An exit of each, a minute after the other. */
function personsInTurn(persons: readonly Person[]): ExitNotice[] {
  return persons.map((person, minute) => aNotice({ person, sentAt: at(minute) }));
}
