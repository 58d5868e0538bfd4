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
    await send(id, patch({ ...renamed, value: 'd41d8cd98f00b204e9800998ecf8427f@corp.example' }, off));
    expect(scim.notices).toMatchObject([{ person: { email: 'd41d8cd98f00b204e9800998ecf8427f@corp.example' } }]);
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
