import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { linkPeople, takeNotices } from '../../../functions/offboard/take-notices.ts';
import { createUserStore } from '../../../functions/scim/user-store.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { whyNotWatched } from '../../../functions/shared/offboarding/drift/drift.ts';
import { applyAll } from '../support/apply-all.ts';
import { noticeRecord } from '../support/exits-records.ts';
import { createMemoryCaseStore } from '../support/memory-case-store.ts';
import { aPolicy, at } from '../support/samples.ts';
import { silentLog } from '../support/silent-log.ts';
import { type LedgerTables, startLedgerTables } from '../support/start-ledger-table.ts';
import { openScim } from './open-scim.ts';

let tables: LedgerTables;
let scim: ReturnType<typeof openScim>;

beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());
beforeEach(async () => {
  scim = openScim(createUserStore(tables.documents, await tables.createTable()));
});

const user = {
  userName: 'anna@corp.example',
  externalId: 'E1',
  emails: [{ value: 'anna@corp.example' }],
  active: true,
};
const off = { Operations: [{ op: 'replace', path: 'active', value: false }] };

let minute = 0;
const send = (method: string, path: string, body?: unknown) => {
  minute += 1;
  return scim.request(method, path, { body, at: at(minute) });
};
const post = (body: object) => send('POST', '/Users', body);
const leave = (id: string) => send('PATCH', `/Users/${id}`, off);
const remove = (id: string) => send('DELETE', `/Users/${id}`);
const kinds = () => scim.notices.map(({ kind }) => kind);
const byName = (userName: string) => `filter=${encodeURIComponent(`userName eq "${userName}"`)}`;

describe('who comes back by POST is back:', () => {
  test.each([
    ['the same user', user],
    ['without a word on active', { ...user, active: undefined }],
    ['the same id and another name', { ...user, userName: 'anna.new@corp.example', emails: [] }],
    ['the same name and another id', { ...user, externalId: 'E2' }],
    ['the same name without an id', { userName: 'ANNA@corp.example' }],
  ])('%s, while inactive', async (_, body) => {
    const id = await scim.create(user);
    await leave(id);
    const answer = await post(body);

    expect(answer).toMatchObject({ status: 201, body: { id, active: true, userName: body.userName } });
    expect(answer.headers['location']).toMatch(new RegExp(`/Users/${id}$`));
    expect(backFor({ id: 'E1', email: 'anna@corp.example' })).toBe(true);
    expect(applyAll(scim.notices.filter(({ person }) => person.id === 'E1')).case.status).toBe('cancelled');

    expect(await leave(id)).toMatchObject({ status: 200, body: { active: false } });
    expect(kinds().at(-1)).toBe('exit');
  });

  test.each([
    ['the same user', user],
    ['the same id and another name', { ...user, userName: 'anna.new@corp.example', emails: [] }],
    ['the same name and another id', { ...user, externalId: 'E2' }],
  ])('%s, after DELETE', async (_, body) => {
    const id = await scim.create(user);
    await leave(id);
    await remove(id);
    const { status, body: created } = await post(body);

    expect(status).toBe(201);
    expect(created['id']).not.toBe(id);
    expect(scim.notices.some(({ kind, person }) => kind === 'rehired' && meets(person))).toBe(true);
    await leave(String(created['id']));
    expect(kinds().at(-1)).toBe('exit');
  });

  test('even where DELETE was all that was said of the exit', async () => {
    await remove(await scim.create(user));
    await post(user);
    expect(kinds()).toEqual(['exit', 'rehired']);
    expect(applyAll(scim.notices).case.status).toBe('cancelled');
  });

  test('with the next request where it could not be queued at once', async () => {
    await remove(await scim.create(user));
    scim.queue.fails = true;
    expect((await post(user)).status).toBe(503);
    scim.queue.fails = false;
    expect(await scim.request('GET', '/Users', { query: byName(user.userName) })).toMatchObject({ status: 200 });
    expect(applyAll(scim.notices).case.status).toBe('cancelled');
  });

  test('by the same request again where it could not be queued at once', async () => {
    for (const isDeleted of [false, true]) {
      const id = await scim.create(user);
      await leave(id);
      if (isDeleted) await remove(id);
      scim.queue.fails = true;
      expect((await post(user)).status).toBe(503);
      scim.queue.fails = false;
      const { status, body } = await post(user);
      expect(status).toBe(201);
      expect(applyAll(scim.notices).case.status).toBe('cancelled');
      expect((await post(user)).status).toBe(409);
      await leave(String(body['id']));
      await remove(String(body['id']));
      scim.notices.length = 0;
      scim = openScim(createUserStore(tables.documents, await tables.createTable()));
    }
  });

  test('at a time after that of the exit, whatever the clocks of two servers say', async () => {
    const id = await scim.create(user);
    await scim.request('PATCH', `/Users/${id}`, { body: off, at: at(10) });
    await scim.request('POST', '/Users', { body: user, at: at(9) });
    expect(applyAll(scim.notices).case.status).toBe('cancelled');
  });

  test('under the name that Entra freed for the new one', async () => {
    const id = await scim.create({ ...user, externalId: 'object-1' });
    const binned = `0a21f0f28d2a4f8ebf987363c4aed4ef${user.userName}`;
    await send('PATCH', `/Users/${id}`, {
      Operations: [...off.Operations, { op: 'Replace', path: 'userName', value: binned }],
    });
    expect((await scim.request('GET', '/Users', { query: byName(user.userName) })).body).toMatchObject({
      totalResults: 0,
    });
    const again = await post({ ...user, externalId: 'object-2' });
    expect(again.status).toBe(201);
    // The first one is deleted for good one day: that is not the new one.
    expect(again.body['id']).not.toBe(id);
    await remove(id);
    expect(scim.notices.filter(({ kind }) => kind === 'exit')).toHaveLength(1);
    expect(applyAll(scim.notices.filter(({ person }) => person.id === 'object-1')).case.status).toBe('cancelled');
  });
});

describe('the case of the exit is told of it, also under another id after DELETE,', () => {
  test.each([
    ['while it is held', 'held', 'cancelled'],
    ['once it is closed: what was given back since is no drift', 'closed', 'closed'],
  ] as const)('%s', async (_, status, after) => {
    const id = await scim.create({ ...user, emails: [{ value: 'mail@corp.example' }] });
    await leave(id);
    const cases = createMemoryCaseStore();
    const deps = { store: cases, log: silentLog, policy: aPolicy() };
    const opened = await takeNotices(scim.notices.splice(0).map(noticeRecord), deps);
    await linkPeople(opened, cases);
    for (const { case: one } of opened) await cases.save({ ...one, status, dueAt: undefined, endedAt: one.updatedAt });

    await remove(id);
    await post({ ...user, externalId: 'E2' });

    const [told] = await takeNotices(scim.notices.map(noticeRecord), deps);
    expect(told?.case).toMatchObject({ caseId: opened[0]?.case.caseId, status: after });
    expect(whyNotWatched({ ...(told?.case as OffboardingCase), status: 'closed' }, at(1000))).toBe('stays-after-all');
  });
});

describe('who is back under the same work address alone is a new user, and back all the same:', () => {
  const [left, back] = [
    { userName: 'anna', externalId: 'E1', emails: user.emails },
    { userName: 'anna.b', externalId: 'E2', emails: user.emails },
  ];

  test.each([
    ['while the first one is inactive', left, back, false],
    ['after DELETE', left, back, true],
    ['in a name that has the form of the address', left, { ...back, userName: 'anna@corp.example', emails: [] }, false],
    ['as whose name had the form of the address', { ...user, emails: [] }, back, false],
    ['so after DELETE', { ...user, emails: [] }, back, true],
  ])('%s', async (_, first, second, isDeleted) => {
    const id = await scim.create(first);
    await leave(id);
    if (isDeleted) await remove(id);
    const { status, body } = await post(second);
    expect(status).toBe(201);
    expect(body['id']).not.toBe(id);
    const cases = createMemoryCaseStore();
    const opened = await takeNotices(scim.notices.map(noticeRecord), {
      store: cases,
      log: silentLog,
      policy: aPolicy(),
    });
    expect(opened.map(({ case: one }) => one.status)).not.toContain('scheduled');
    expect(kinds()).toContain('rehired');
  });

  test('but not where that was somebody’s who is still there', async () => {
    await scim.create(left);
    await post(back);
    expect(kinds()).toEqual([]);
  });
});

describe('what an active user is called by now is not taken by the exit of who was called so before:', () => {
  const binned = { op: 'Replace', path: 'userName', value: `0a21f0f28d2a4f8ebf987363c4aed4ef${user.userName}` };
  const renamed = { op: 'replace', path: 'userName', value: 'anna.old' };
  const named = { userName: 'anna', externalId: 'E1' };

  test.each([
    ['a name in the recycle bin', user, binned, { ...user, externalId: 'E2' }, { id: 'E1' }],
    ['a name that was changed', named, renamed, { ...named, externalId: 'E2' }, { id: 'E1', userName: 'anna.old' }],
    [
      'an address',
      { ...named, emails: user.emails },
      renamed,
      { userName: 'anna', emails: user.emails },
      { id: 'E1', userName: 'anna.old' },
    ],
    [
      'what stands before the @',
      { ...named, emails: user.emails },
      renamed,
      { userName: 'Anna' },
      { id: 'E1', userName: 'anna.old' },
    ],
  ])('%s', async (_, first, rename, second, person) => {
    for (const exit of [leave, remove]) {
      const id = await scim.create(first);
      await send('PATCH', `/Users/${id}`, { Operations: [rename] });
      const other = await scim.create(second);
      await exit(id);
      expect(scim.notices.map((notice) => [notice.kind, notice.person])).toEqual([['exit', person]]);
      await remove(other);
      scim = openScim(createUserStore(tables.documents, await tables.createTable()));
    }
  });

  test('of whom nothing else is known it is said by an id that finds nobody', async () => {
    const id = await scim.create({ userName: user.userName });
    await send('PATCH', `/Users/${id}`, { Operations: [binned] });
    await scim.create({ userName: user.userName });
    await leave(id);
    expect(scim.notices).toMatchObject([{ kind: 'exit', person: { id } }]);
    expect(Object.keys(scim.notices[0]?.person ?? {})).toEqual(['id']);
  });
});

describe('nobody is said to be back', () => {
  test('whom SCIM has never let go', async () => {
    await post({ ...user, active: false });
    await post({ userName: 'ben@corp.example', externalId: 'E9' });
    await remove(String((await post({ userName: 'cleo@corp.example', active: false })).body['id']));
    await post({ userName: 'cleo@corp.example' });
    expect(kinds()).toEqual([]);
  });

  test('who is posted as inactive again', async () => {
    const id = await scim.create(user);
    await leave(id);
    expect(await post({ ...user, active: false })).toMatchObject({ status: 201, body: { id, active: false } });
    await remove(id);
    const { body } = await post({ ...user, active: false });
    expect(kinds()).toEqual(['exit']);

    await send('PATCH', `/Users/${String(body['id'])}`, {
      Operations: [{ op: 'replace', path: 'active', value: true }],
    });
    expect(applyAll(scim.notices).case.status).toBe('cancelled');
  });

  test('by a name that a deleted user had before the last one', async () => {
    const id = await scim.create({ userName: 'ben@corp.example' });
    await send('PATCH', `/Users/${id}`, {
      Operations: [{ op: 'replace', path: 'userName', value: 'anna@corp.example' }],
    });
    await remove(id);
    await post({ userName: 'ben@corp.example' });
    expect(kinds()).toEqual(['exit']);
  });

  test('whose name an active user has', async () => {
    await scim.create(user);
    expect((await post({ ...user, externalId: 'E2' })).status).toBe(409);
  });
});

test('a name is given on by somebody who is gone, so that a rename is not refused for ever', async () => {
  const gone = await scim.create(user);
  await leave(gone);
  const id = await scim.create({ userName: 'ben@corp.example' });
  const rename = { Operations: [{ op: 'replace', path: 'userName', value: user.userName }] };
  expect(await send('PATCH', `/Users/${id}`, rename)).toMatchObject({ status: 200, body: { userName: user.userName } });
  const found = await scim.request('GET', '/Users', { query: byName(user.userName) });
  expect(found.body).toMatchObject({ Resources: [{ id }] });
  expect(kinds()).toEqual(['exit']);
});

describe('a change of active is never refused for the sake of a name:', () => {
  test.each(['PATCH', 'PUT'])('%s with a name that another user has', async (method) => {
    await scim.create({ userName: 'ben@corp.example' });
    const id = await scim.create(user);
    const said = { userName: 'ben@corp.example', active: false };
    const body = method === 'PUT' ? said : { Operations: [{ op: 'replace', value: said }] };
    expect(await send(method, `/Users/${id}`, body)).toMatchObject({ status: 200, body: said });
    expect(kinds()).toEqual(['exit']);
    expect(
      (await send('PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', value: { active: true } }] })).status,
    ).toBe(200);
    expect(kinds()).toContain('rehired');
  });
});

test('who is back under another id is back under the one that was said to leave', async () => {
  const id = await scim.create(user);
  await leave(id);
  await send('PUT', `/Users/${id}`, { ...user, externalId: 'E2' });
  expect(backFor({ id: 'E1', email: 'anna@corp.example' })).toBe(true);
  expect(backFor({ id: 'E2', email: 'anna@corp.example' })).toBe(true);
});

function backFor(person: object): boolean {
  return scim.notices.some(
    (notice) => notice.kind === 'rehired' && JSON.stringify(notice.person) === JSON.stringify(person),
  );
}

/** Whether the case of the exit is found by it. */
function meets({ id, email }: { id?: string | undefined; email?: string | undefined }): boolean {
  return id === 'E1' || (id === undefined && email === 'anna@corp.example');
}
