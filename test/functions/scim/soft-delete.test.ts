import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUserStore } from '../../../functions/scim/user-store.ts';
import { applyAll } from '../support/apply-all.ts';
import { at } from '../support/samples.ts';
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

/** Entra puts the object's id before the name of whoever is in its recycle bin. */
const binned = (name: string) => `0A21F0F28d2a4f8ebf987363c4aed4ef${name}`;
const known = { userName: 'anna@corp.example', externalId: 'anna' };
const user = { ...known, emails: [{ value: 'anna@corp.example', type: 'work', primary: true }], active: true };
const person = { id: 'anna', email: 'anna@corp.example' };

const off = { op: 'Replace', path: 'active', value: 'False' };
const renamed = { op: 'Replace', path: 'userName', value: binned(known.userName) };
const patch = (...Operations: object[]) => ['PATCH', { Operations }] as const;
const put = (changes: object) => ['PUT', { ...user, ...changes }] as const;

async function send(id: string, ...requests: (readonly [method: string, body: object])[]) {
  let answer = { status: 0, body: {} };
  for (const [index, [method, body]] of requests.entries()) {
    answer = await scim.request(method, `/Users/${id}`, { body, at: at(index + 1) });
    expect(answer.status).toBe(200);
  }
  return answer;
}

describe('who was known before Entra renamed the user for its recycle bin leaves:', () => {
  test.each([
    ['one PATCH, the rename first', [patch(renamed, off)]],
    ['one PATCH, the rename last', [patch(off, renamed)]],
    ['one object', [patch({ op: 'replace', value: { active: false, userName: binned(known.userName) } })]],
    ['PUT', [put({ active: false, userName: binned(known.userName) })]],
    ['two requests, the rename first', [patch(renamed), patch(off)]],
    ['two requests, the rename last', [patch(off), patch(renamed)]],
    ['several renames', [patch(renamed), put({ userName: binned('anna@tenant.onmicrosoft.example') }), patch(off)]],
    [
      'the address renamed with the name',
      [patch(renamed, { op: 'Replace', path: 'emails[type eq "work"].value', value: binned(known.userName) }, off)],
    ],
    [
      'the id renamed with the name',
      [patch({ op: 'Replace', path: 'externalId', value: binned('anna') }, renamed, off)],
    ],
  ])('%s', async (_, requests) => {
    const id = await scim.create(user);
    const { body } = await send(id, ...requests);

    const sent = requests.some(([method]) => method === 'PUT') ? body : { userName: binned(known.userName) };
    expect(body).toMatchObject({ id, active: false, ...sent });
    expect(scim.notices).toMatchObject([{ kind: 'exit', person }]);
    expect(scim.notices[0]?.person).toEqual(person);
  });

  test('and is back once restored, before or after the name is', async () => {
    const on = { op: 'Replace', path: 'active', value: 'True' };
    const named = { op: 'Replace', path: 'userName', value: known.userName };
    for (const back of [[patch(on, named)], [patch(on), patch(named)], [patch(named), patch(on)]]) {
      const id = await scim.create({ ...user, userName: `x${known.userName}`, externalId: undefined, emails: [] });
      scim.notices.length = 0;
      await send(id, patch({ ...renamed, value: binned(`x${known.userName}`) }, off), ...back);
      expect(applyAll(scim.notices).case.status).toBe('cancelled');
      await scim.request('DELETE', `/Users/${id}`);
    }
  });

  test('whereas a name that is only like it is a name', async () => {
    const id = await scim.create({ userName: 'd41d8cd98f00b204e9800998ecf8427e@corp.example' });
    await send(id, patch({ ...renamed, value: 'd41d8cd98f00b204e9800998ecf8427f@corp.example' }), patch(off));
    expect(scim.notices).toMatchObject([{ person: { email: 'd41d8cd98f00b204e9800998ecf8427f@corp.example' } }]);
  });
});

describe('who was known before the request that lets them go leaves, though it takes their names away:', () => {
  const hal = {
    userName: 'hal',
    externalId: 'E7',
    emails: [{ value: 'hal@corp.example', type: 'work' }],
    active: true,
  };
  const { emails: _, ...without } = hal;
  const whole = { id: 'E7', userName: 'hal', email: 'hal@corp.example' };

  test.each([
    ['a PUT without the address', ['PUT', { ...without, active: false }]],
    ['a PUT with an empty list', ['PUT', { ...hal, emails: [], active: false }]],
    ['a PUT with null', ['PUT', { ...hal, emails: null, active: false }]],
    ['a PUT with a blank address', ['PUT', { ...hal, emails: [{ value: ' ', type: 'work' }], active: false }]],
    ['a PUT with another name', ['PUT', { ...hal, userName: 'deleted-hal', active: false }]],
    ['a PUT with nothing but another name', ['PUT', { userName: 'deleted-hal', active: false }]],
    ['a PATCH that removes the address first', patch({ op: 'remove', path: 'emails' }, off)],
    ['a PATCH that removes the address last', patch(off, { op: 'remove', path: 'emails[type eq "work"]' })],
    ['a PATCH that sets the address to nothing', patch(off, { op: 'replace', value: { emails: '' } })],
    ['a PATCH that renames', patch({ op: 'replace', path: 'userName', value: 'hal.left.2026' }, off)],
    ['a PATCH with another address', patch(off, { op: 'replace', path: 'emails', value: 'no-reply@corp.example' })],
    ['a PATCH that removes the id', patch(off, { op: 'remove', path: 'externalId' })],
  ] as [string, ReturnType<typeof patch>][])('%s', async (__, request) => {
    const id = await scim.create(hal);
    await send(id, request);
    expect(scim.notices.map(({ kind, person: who }) => [kind, who])).toEqual([['exit', whole]]);
  });

  test('and what that request says beside it counts as well', async () => {
    const id = await scim.create({ userName: 'hal' });
    await send(id, ['PUT', { ...hal, userName: 'deleted-hal', active: false }]);
    expect(scim.notices[0]?.person).toEqual(whole);
  });

  test('so that a work address that comes with it stands beside a name that is the address known before', async () => {
    const id = await scim.create({ userName: 'x9@tenant.example', emails: 'x9@tenant.example' });
    await send(id, patch(off, { op: 'add', path: 'emails[type eq "work"].value', value: 'hal@corp.example' }));
    expect(scim.notices[0]?.person).toEqual({ userName: 'x9@tenant.example', email: 'hal@corp.example' });
  });

  test('also the next time, where they were taken back as they were left', async () => {
    const id = await scim.create(hal);
    const on = { op: 'replace', path: 'active', value: true };
    await send(id, ['PUT', { userName: 'deleted-hal', active: false }], patch(on), patch(off));
    expect(scim.notices.map(({ kind }) => kind)).toEqual(['exit', 'rehired', 'exit']);
    expect(scim.notices[2]?.person).toEqual(whole);
  });

  test('and is not called so any more once there is another name', async () => {
    const id = await scim.create(hal);
    const back = { userName: 'hal.new', emails: 'hal.new@corp.example', active: true };
    await send(id, ['PUT', { userName: 'deleted-hal', active: false }], ['PUT', back], patch(off));
    expect(scim.notices.at(-1)?.person).toMatchObject({ userName: 'hal.new', email: 'hal.new@corp.example' });
  });

  test('and is known when created again, also after DELETE', async () => {
    for (const names of [{ userName: 'hal' }, { userName: 'hal.new', emails: hal.emails }]) {
      const id = await scim.create(hal);
      await send(id, ['PUT', { userName: 'deleted-hal', active: false }]);
      await scim.request('DELETE', `/Users/${id}`);
      scim.notices.length = 0;
      const again = await scim.create(names);
      expect(scim.notices.map(({ kind }) => kind)).toContain('rehired');
      await scim.request('DELETE', `/Users/${again}`);
      scim.notices.length = 0;
    }
  });
});

describe('a user whose name and address differ', () => {
  const both = {
    userName: 'x9@tenant.onmicrosoft.example',
    emails: [{ type: 'work', value: 'real.user@corp.example' }],
  };

  test('is named by both when leaving, so that either finds them and a contradiction is seen', async () => {
    const id = await scim.create({ ...both, externalId: 'E1' });
    await send(id, patch(off));
    expect(scim.notices).toMatchObject([{ kind: 'exit' }]);
    expect(scim.notices[0]?.person).toEqual({ id: 'E1', userName: both.userName, email: 'real.user@corp.example' });
  });

  test('is named by the one address where they are the same, whatever its letter case', async () => {
    const id = await scim.create({ userName: 'Anna@Corp.example', emails: [{ value: 'anna@corp.example' }] });
    await send(id, patch(off));
    expect(scim.notices[0]?.person).toEqual({ email: 'anna@corp.example' });
  });
});
