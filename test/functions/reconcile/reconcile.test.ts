import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { createAccessIndexStore } from '../../../functions/shared/ledger/access-index-store.ts';
import { createCaseStore } from '../../../functions/shared/ledger/case-store.ts';
import { createReconcileLedger } from '../../../functions/shared/ledger/reconcile-ledger.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import type { ReconcileFinding } from '../../../functions/shared/offboarding/drift/reconcile-summary.ts';
import { type Announcement, outcomeMessage } from '../../../functions/shared/offboarding/evidence/announcement.ts';
import { type ExitsMessage, exitsMessage } from '../../../functions/shared/offboarding/notices/exits-message.ts';
import type { Queue } from '../../../functions/shared/runtime/queue.ts';
import { aCase, aPolicy, aRecord, at, ten } from '../support/samples.ts';
import { silentLog } from '../support/silent-log.ts';
import { type LedgerTables, startLedgerTables } from '../support/start-ledger-table.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const day = 24 * 60;

let tables: LedgerTables;
beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());

describe('the nightly look for drift', () => {
  it('finds who is attached again, in any project, and has their case opened once more', async () => {
    const night = await aNight();
    const { main, branch } = night;
    const [again, elsewhere] = [main.world.addDesktop({ users: ['ann'] }), branch.world.addDesktop({ users: ['ann'] })];
    const caseId = await night.closed('ann');
    await night.closed('ben');

    const summary = await night.run();

    expect(summary).toEqual({ runId: ten, cases: 2, drift: 1, dormantUsers: 0, decided: { reopen: 1 }, left: {} });
    expect(night.queued).toEqual([{ type: 'drift', caseId, userName: 'ann', now: ten }]);
    expect(await night.finding('drift', caseId)).toMatchObject({
      decision: 'reopen',
      desktops: [
        { workspace: 'main', desktopId: again.id },
        { workspace: 'branch', desktopId: elsewhere.id },
      ],
    });
    expect(night.told).toEqual([]);
  });

  it('reads again what a list shows of somebody whose case was closed a moment ago, and announces nothing that was before', async () => {
    const night = await aNight();
    const { id } = night.main.world.addDesktop({ users: ['ann'] });
    await night.closed('ann', { endedAt: at(-1), updatedAt: at(-1) });
    night.main.simulator.lag({ list: 'ListDesktopsDetail', ms: 3 * 60_000 });
    await night.main.client.detachDesktops([id]);

    const summary = await night.run();

    expect(summary).toMatchObject({ cases: 1, drift: 0, decided: {} });
    expect([night.queued, night.told]).toEqual([[], []]);
  });

  it('believes what it still shows once it cannot lag any more', async () => {
    const night = await aNight();
    night.main.world.addDesktop({ users: ['ann'] });
    const caseId = await night.closed('ann', { endedAt: at(-1), updatedAt: at(-1) });

    expect(await night.run()).toMatchObject({ drift: 1, decided: { reopen: 1 } });
    expect(night.queued).toMatchObject([{ type: 'drift', caseId }]);
  });

  it('finds them under the name that the case knew, though the mapping leads elsewhere by now', async () => {
    const night = await aNight({ mapped: 'ann.lee' });
    night.main.world.addDesktop({ users: ['ann.before'] });
    night.main.world.addUser({ userName: 'ann.lee' });
    await night.closed('ann', {
      desktops: [aRecord('gone', { attachment: { userName: 'ann.before' } })],
      workspaceUserIds: night.idsOf('ann.before'),
    });

    await night.run();

    expect(night.queued).toMatchObject([{ type: 'drift', userName: 'ann.before' }]);
  });

  it('finds them under the name of today, though the case knew another', async () => {
    const night = await aNight({ mapped: 'ann.lee' });
    night.main.world.addDesktop({ users: ['ann.lee'] });
    await night.closed('ann', {
      desktops: [aRecord('gone', { attachment: { userName: 'ann.before' } })],
      workspaceUserIds: night.idsOf('ann.lee'),
    });

    await night.run();

    expect(night.queued).toMatchObject([{ type: 'drift', userName: 'ann.lee' }]);
  });

  it.each([
    {
      whom: 'a new employee who got the name',
      ids: [{ workspace: 'main', userId: 'of-the-leaver' }],
      who: 'another-user',
    },
    { whom: 'whoever has the name, where the case knows no id', ids: [], who: 'perhaps-another-user' },
  ])('takes nothing from $whom, and tells', async ({ ids, who }) => {
    const night = await aNight();
    night.main.world.addDesktop({ users: ['ann'] });
    await night.closed('ann', { desktops: [], reason: 'no-desktops', workspaceUserIds: ids });

    const summary = await night.run();

    expect(summary).toMatchObject({ drift: 1, decided: { report: 1 } });
    expect(night.queued).toEqual([]);
    expect(night.told).toMatchObject([{ type: 'OffboardingDrift', reason: `${who}-of-that-name` }]);
  });

  it('finds a pool that is open to them again', async () => {
    const night = await aNight();
    night.main.world.addUser({ userName: 'ann' });
    const pool = night.main.world.addPool({ poolName: 'call-centre', users: ['ann'] });
    const caseId = await night.closed('ann');

    await night.run();

    expect(night.queued).toMatchObject([{ type: 'drift', caseId }]);
    expect(await night.finding('drift', caseId)).toMatchObject({ desktops: [], access: [{ id: pool.id }] });
  });

  it('only tells where the policy says so, by an id that is the same all day, and names nobody', async () => {
    const night = await aNight({ policy: { reconcile: { drift: 'report' } } });
    night.main.world.addDesktop({ users: ['ann'] });
    const caseId = await night.closed('ann');

    await night.run();

    expect(night.queued).toEqual([]);
    expect(night.told).toEqual([
      {
        id: `${caseId}#drift#2026-11-20`,
        type: 'OffboardingDrift',
        at: ten,
        caseId,
        status: 'closed',
        reason: 'access-again',
        desktops: 1,
      },
    ]);
  });

  it('looks at what was closed within the days of the policy, and at nothing with no days', async () => {
    const old = { endedAt: at(-2 * day), updatedAt: at(-2 * day) };
    const night = await aNight({ policy: { reconcile: { days: 1 } } });
    night.main.world.addDesktop({ users: ['ann'] });
    await night.closed('ann', old);
    expect(await night.run()).toMatchObject({ cases: 0, drift: 0 });

    const never = await aNight({ policy: { reconcile: { days: 0, disabledUsers: 'ignore' } } });
    await never.closed('ann');
    await never.run();
    expect(never.main.simulator.requests).toEqual([]);
  });

  it('leaves alone who was given back, who came back, and whom nothing identifies, with the reason', async () => {
    const night = await aNight({ policy: { identity: ['email'] } });
    for (const name of ['ann', 'ben', 'cem']) night.main.world.addDesktop({ users: [name] });
    await night.closed('ann', { undoneBy: 'case-0123456789abcdef0123' });
    await night.closed('ben', { notices: [said('exit', -60), said('rehired', -30)] });
    await night.closed('cem', { desktops: [] });

    const summary = await night.run();

    expect(summary).toMatchObject({
      cases: 0,
      drift: 0,
      left: { undone: 1, 'stays-after-all': 1, 'no-identity-for-workspace': 1 },
    });
    expect(night.queued).toEqual([]);
  });

  it.each<{ what: string; ended: Partial<OffboardingCase> }>([
    { what: 'was undone', ended: { undoneBy: 'case-0123456789abcdef0123' } },
    { what: 'failed and was undone', ended: { status: 'failed', undoneBy: 'case-0123456789abcdef0123' } },
    { what: 'says that they stay', ended: { notices: [said('exit', -90), said('rehired', -30)] } },
    { what: 'came to nothing', ended: { status: 'cancelled', desktops: [], notices: [said('cancelled', -30)] } },
  ])('leaves alone whoever has another case that $what', async ({ ended }) => {
    const night = await aNight({ policy: { identity: ['user-name', 'email-local-part'] } });
    night.main.world.addDesktop({ users: ['ann'] });
    const other = { caseId: 'case-of-the-address', person: { id: 'E1001', email: 'Ann@example.com' } };
    await night.closed('ann', { openedAt: at(-61) });
    await night.closed('ann', { ...other, updatedAt: at(-30), ...ended });

    const summary = await night.run();

    expect(summary).toMatchObject({ drift: 1, decided: {}, left: { 'stays-by-another-case': 1 } });
    expect([...night.queued, ...night.told]).toEqual([]);
  });

  it.each<{ what: string; other: Partial<OffboardingCase> }>([
    { what: 'was undone before this exit', other: { undoneBy: 'case-0123456789abcdef0123', updatedAt: at(-90) } },
    {
      what: 'took back the word of one source',
      other: { status: 'cancelled', notices: [{ ...said('cancelled', -30), onlyOwn: true }], updatedAt: at(-30) },
    },
  ])('has the case opened once more where another case $what', async ({ other }) => {
    const night = await aNight();
    night.main.world.addDesktop({ users: ['ann'] });
    const caseId = await night.closed('ann', { openedAt: at(-61) });
    await night.closed('ann', { caseId: 'case-of-the-address', person: { id: 'E1001' }, ...other });

    await night.run();

    expect(night.queued).toContainEqual(expect.objectContaining({ type: 'drift', caseId }));
  });

  it('looks for the others where one case cannot be read', async () => {
    const night = await aNight();
    night.main.world.addDesktop({ users: ['ann'] });
    const caseId = await night.closed('ann');
    await night.put({ pk: 'case-of-old', sk: 'case', caseId: 'case-of-old', status: 'closed', updatedAt: at(-30) });

    const summary = await night.run();

    expect(summary).toMatchObject({ cases: 1, drift: 1, left: { 'case-unreadable': 1 } });
    expect(night.queued).toMatchObject([{ type: 'drift', caseId }]);
  });

  it('takes two lists of a project for a hundred people, two for everybody, and one for those that are not found', async () => {
    const night = await aNight({ policy: { reconcile: { disabledUsers: 'ignore' } } });
    for (let count = 0; count < 100; count += 1) await night.closed(`user-${count}`);

    expect(await night.run()).toMatchObject({ cases: 100 });

    expect(night.main.simulator.requests.map(({ operation }) => operation)).toEqual([
      'ListDesktopPools',
      'ListDesktops',
      'ListDesktopsDetail',
      'ListUsers',
      'ListUsers',
    ]);
  });

  it('goes on where a project cannot be read, says which, and asks it nothing more', async () => {
    const night = await aNight();
    night.branch.simulator.fault({ operation: '*', kind: '403', times: 100 });
    night.main.world.addDesktop({ users: ['ann'] });
    const caseId = await night.closed('ann');

    const summary = await night.run();

    expect(summary).toMatchObject({ drift: 1, unread: { branch: 'SIM.Denied' } });
    expect(night.queued).toMatchObject([{ type: 'drift', caseId }]);
    // The pools and the multi-user desktops are asked for at once.
    expect(night.branch.simulator.requests).toHaveLength(2);
  });
});

describe('the nightly look for disabled users', () => {
  const offboard = { reconcile: { disabledUsers: 'offboard' as const } };

  it('offboards who is disabled or expired and attached, by a notice that is the same all day', async () => {
    const night = await aNight({ policy: offboard });
    const { world } = night.main;
    world.addUser({ userName: 'ann', disabled: true });
    world.addUser({ userName: 'ben', accountExpires: at(-1) });
    world.addUser({ userName: 'cem', accountExpires: at(1) });
    world.addUser({ userName: 'dee', disabled: true });
    for (const name of ['ann', 'ben', 'cem']) world.addDesktop({ users: [name] });

    const summary = await night.run();

    expect(summary).toMatchObject({ dormantUsers: 2, decided: { offboard: 2 }, left: {} });
    const [caseId] = caseIdsOf({ userName: 'ann' });
    const times = { sentAt: ten, receivedAt: ten };
    const notice = { kind: 'exit', source: 'reconcile', eventId: `${caseId}#2026-11-20`, trust: 'iam', ...times };
    expect(night.queued).toMatchObject([
      { type: 'notice', notice: { ...notice, person: { userName: 'ann' } } },
      { type: 'notice', notice: { person: { userName: 'ben' } } },
    ]);
  });

  it('tells how many there are, and not who, unless the policy says more', async () => {
    const night = await aNight();
    night.main.world.addUser({ userName: 'ann', disabled: true });
    const desktops = [night.main.world.addDesktop({ users: ['ann'] }), night.main.world.addDesktop({ users: ['ann'] })];

    await night.run();

    expect(night.queued).toEqual([]);
    expect(night.told).toMatchObject([
      { id: 'disabled-users#2026-11-20', reason: 'disabled-user-attached', people: 1, desktops: 2 },
    ]);
    const finding = await night.finding('dormant-user', caseIdsOf({ userName: 'ann' })[0]);
    expect(finding.desktops.map(({ desktopId }) => desktopId)).toEqual(desktops.map(({ id }) => id));
    expect(JSON.stringify([night.told, finding])).not.toContain('ann');
  });

  it('leaves alone who can log in to another project, and who is offboarded already', async () => {
    const night = await aNight({ policy: offboard });
    const { main, branch } = night;
    for (const userName of ['ann', 'ben', 'cem']) main.world.addUser({ userName, disabled: true });
    for (const name of ['ann', 'ben', 'cem']) main.world.addDesktop({ users: [name] });
    branch.world.addUser({ userName: 'Ann' });
    await night.keep(aCase({ caseId: caseIdsOf({ userName: 'ben' })[0], person: { userName: 'ben' }, version: 0 }));
    await night.closed('cem');

    const summary = await night.run();

    expect(summary).toMatchObject({
      decided: { reopen: 1 },
      left: { 'active-elsewhere': 1, 'case-open': 1, drift: 1 },
    });
    expect(night.queued.map(({ type }) => type)).toEqual(['drift']);
  });

  it('takes from nobody while a project that may know better cannot be read', async () => {
    const night = await aNight({ policy: offboard });
    night.main.world.addUser({ userName: 'ann', disabled: true });
    night.main.world.addDesktop({ users: ['ann'] });
    night.branch.simulator.fault({ operation: 'ListUsers', kind: '403' });

    const summary = await night.run();

    expect(summary).toMatchObject({ left: { 'not-read-everywhere': 1 }, unread: { branch: 'SIM.Denied' } });
    expect(night.queued).toEqual([]);
  });
});

/** Two projects, a ledger, and everything that a run sends. */
async function aNight(given: { policy?: Parameters<typeof aPolicy>[0]; mapped?: string } = {}) {
  const main = await startWorkspace();
  const branch = await startWorkspace({ projectId: 'b'.repeat(32) });
  const table = await tables.createTable();
  const cases = createCaseStore(tables.documents, table);
  const ledger = createReconcileLedger(tables.documents, table);
  const queued: ExitsMessage[] = [];
  const told: Announcement[] = [];
  const deps = {
    workspaces: new Map([
      ['main', main.client],
      ['branch', branch.client],
    ]),
    ledger,
    cases,
    identities: { load: async (people: readonly unknown[]) => people.map(() => (given.mapped ? [given.mapped] : [])) },
    index: createAccessIndexStore(tables.documents, table),
    clock: main.clock,
    exits: queueOf((body) => queued.push(exitsMessage.parse(body))),
    outcomes: queueOf((body) => told.push(outcomeMessage.parse(body).announcement)),
    policy: aPolicy(given.policy),
    log: silentLog,
  };
  const idsOf = (userName: string) =>
    Object.entries({ main, branch }).flatMap(([workspace, { world }]) => {
      const user = world.user(userName);
      return user ? [{ workspace, userId: user.id }] : [];
    });
  return {
    main,
    branch,
    queued,
    told,
    idsOf,
    put: (Item: Record<string, unknown>) => tables.documents.send(new PutCommand({ TableName: table, Item })),
    keep: (one: OffboardingCase) => cases.save(one),
    /** A case that was closed an hour ago, for whoever has that user name in each project. */
    async closed(userName: string, more: Partial<OffboardingCase> = {}): Promise<string> {
      const [caseId] = caseIdsOf({ userName });
      const desktops = [aRecord('gone', { attachment: { userName }, detach: 'verified' })];
      const ended = { status: 'closed' as const, dueAt: undefined, endedAt: at(-60), updatedAt: at(-60) };
      const { dueAt: _, ...one } = { ...aCase({ caseId, person: { userName }, version: 0, desktops }), ...ended };
      await cases.save({ ...one, workspaceUserIds: idsOf(userName), ...more });
      return caseId;
    },
    run: () => reconcile(deps, Date.parse(ten)),
    async finding(found: string, caseId: string | undefined): Promise<ReconcileFinding> {
      const Key = { pk: `reconcile#${ten}`, sk: `${found}#${caseId}` };
      const { Item } = await tables.documents.send(new GetCommand({ TableName: table, Key }));
      return Item as ReconcileFinding;
    },
  };
}

function queueOf(take: (body: unknown) => void): Queue {
  return {
    async send(messages) {
      for (const { body } of messages) take(body);
    },
  };
}

function said(kind: string, minutes: number): OffboardingCase['notices'][number] {
  const times = { sentAt: at(minutes), receivedAt: at(minutes) };
  return { source: 'hibob', eventId: kind, kind, ...times, trust: 'signed', effect: 'opened' };
}
