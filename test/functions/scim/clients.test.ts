import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUserStore } from '../../../functions/scim/user-store.ts';
import { at } from '../support/samples.ts';
import { type LedgerTables, startLedgerTables } from '../support/start-ledger-table.ts';
import { openScim } from './open-scim.ts';

/**
 * The sequences of requests that identity providers send, written from what they and those that serve them publish:
 * Okta's SCIM reference and FAQ, Microsoft's pages on how provisioning works and on SCIM compliance, and for JumpCloud and
 * OneLogin what public servers note of their requests. What none of them states is in no sequence.
 */
let tables: LedgerTables;
let scim: ReturnType<typeof openScim>;
let minute = 0;

beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());
beforeEach(async () => {
  scim = openScim(createUserStore(tables.documents, await tables.createTable()));
});

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patchOp = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] };
const login = 'anna@corp.example';

function send(method: string, path: string, body?: unknown, query = '') {
  minute += 1;
  return scim.request(method, path, { ...(body !== undefined && { body }), query, at: at(minute) });
}
const find = (filter: string, more = '') =>
  send('GET', '/Users', undefined, `filter=${encodeURIComponent(filter)}${more}`);
const said = () => scim.notices.map(({ kind }) => kind);
const patch = (...Operations: object[]) => ({ ...patchOp, Operations });
const nobody = { status: 200, body: { totalResults: 0, Resources: [] } };

/** Creates a user as a client does that has looked for it in vain. */
async function created(filter: string, body: object, more = ''): Promise<string> {
  expect(await find(filter, more)).toMatchObject(nobody);
  const { status, body: user, headers } = await send('POST', '/Users', body);
  expect({ status, headers }).toMatchObject({ status: 201, headers: { location: expect.stringContaining('/Users/') } });
  return String(user['id']);
}

describe('Okta', () => {
  const user = {
    schemas: [core],
    userName: login,
    name: { givenName: 'Anna', familyName: 'Alba' },
    emails: [{ primary: true, value: login, type: 'work' }],
    displayName: 'Anna Alba',
    locale: 'en-US',
    externalId: '00uannaalba000000h7',
    groups: [],
    password: 'never-kept-1mz050nq',
    active: true,
  };
  const byName = `userName eq "${login}"`;
  const page = '&startIndex=1&count=100';

  test('tests the connection by a page of users and of groups', async () => {
    expect(await send('GET', '/Users', undefined, 'startIndex=1&count=2')).toMatchObject(nobody);
    expect(await send('GET', '/Groups', undefined, 'startIndex=1&count=100')).toMatchObject(nobody);
  });

  test.each([
    ['PUT, as apps of its wizard', 'PUT', (active: boolean) => ({ ...user, active })],
    [
      'PATCH, as apps of its catalogue',
      'PATCH',
      (active: boolean) => ({ ...patchOp, Operations: [{ op: 'replace', value: { active } }] }),
    ],
  ])('lets somebody go and takes them back by %s', async (_, method, bodyFor) => {
    const id = await created(byName, user, page);
    expect(await send('GET', `/Users/${id}`)).toMatchObject({ status: 200, body: { id, active: true } });
    expect(await send(method, `/Users/${id}`, bodyFor(false))).toMatchObject({ status: 200, body: { active: false } });
    expect(said()).toEqual(['exit']);

    // Assigned again it looks for the user, finds the inactive one, and makes it active.
    expect(await find(byName, page)).toMatchObject({ body: { totalResults: 1, Resources: [{ id, active: false }] } });
    expect(await send(method, `/Users/${id}`, bodyFor(true))).toMatchObject({ status: 200, body: { active: true } });
    expect(said()).toEqual(['exit', 'rehired']);
  });
});

describe.each([
  ['Entra', (active: boolean) => ({ op: 'Replace', path: 'active', value: active ? 'True' : 'False' }), 'Add'],
  ['Entra with aadOptscim062020', (active: boolean) => ({ op: 'replace', path: 'active', value: active }), 'add'],
])('%s', (_, activeIs, add) => {
  const user = {
    schemas: [core, enterprise],
    externalId: 'anna',
    userName: login,
    active: true,
    emails: [{ primary: true, type: 'work', value: login }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Anna Alba', familyName: 'Alba', givenName: 'Anna' },
    [enterprise]: { department: 'Sales' },
  };
  const renamedTo = (value: string) => ({ op: add, path: 'userName', value });
  const binned = `0a21f0f28d2a4f8ebf987363c4aed4ef${login}`;

  test('tests the connection by a user whom nobody has', async () => {
    expect(await find('userName eq "9f0e3f5c-5f3d-4d0a-a4ab-6f7d2f2f7a53"')).toMatchObject(nobody);
  });

  test.each([`userName eq "${login}"`, 'externalId eq "anna"', `emails[type eq "work"].value eq "${login}"`])(
    'matches by %s, changes a profile and lets somebody go',
    async (filter) => {
      const id = await created(filter, user);
      expect(await find(filter)).toMatchObject({ body: { Resources: [{ id }] } });
      const profile = patch(
        { op: add, path: 'emails[type eq "work"].value', value: 'anna.alba@corp.example' },
        { op: add, path: 'name.familyName', value: 'Bruni' },
        { op: add, path: `${enterprise}:department`, value: 'Marketing' },
      );
      expect(await send('PATCH', `/Users/${id}`, profile)).toMatchObject({
        status: 200,
        body: { emails: [{ value: 'anna.alba@corp.example', type: 'work' }] },
      });
      expect(said()).toEqual([]);
      await send('PATCH', `/Users/${id}`, patch(activeIs(false)));
      expect(scim.notices).toMatchObject([
        { kind: 'exit', person: { id: 'anna', userName: login, email: 'anna.alba@corp.example' } },
      ]);
    },
  );

  test('renames for the recycle bin, restores, and deletes for good without a second exit', async () => {
    const id = await created(`userName eq "${login}"`, user);
    const soft = await send('PATCH', `/Users/${id}`, patch(renamedTo(binned), activeIs(false)));
    expect(soft).toMatchObject({ status: 200, body: { userName: binned, active: false } });
    await send('PATCH', `/Users/${id}`, patch(activeIs(true), renamedTo(login)));
    expect(said()).toEqual(['exit', 'rehired']);

    await send('PATCH', `/Users/${id}`, patch(activeIs(false), renamedTo(binned)));
    expect(await send('DELETE', `/Users/${id}`)).toMatchObject({ status: 204 });
    expect(said()).toEqual(['exit', 'rehired', 'exit']);
    expect(scim.notices.map(({ person }) => person)).toEqual(
      Array.from({ length: 3 }, () => ({ id: 'anna', email: login })),
    );
  });

  test('starts over and posts the user again who was deleted', async () => {
    const id = await created(`externalId eq "anna"`, user);
    await send('PATCH', `/Users/${id}`, patch(activeIs(false)));
    await send('DELETE', `/Users/${id}`);
    await created(`externalId eq "anna"`, user);
    expect(said()).toEqual(['exit', 'rehired']);
  });
});

describe('JumpCloud', () => {
  const user = {
    schemas: [core],
    userName: login,
    active: true,
    emails: [{ value: login, type: 'work', primary: true }],
  };

  test('looks at the users as it is switched on', async () => {
    expect(await send('GET', '/Users')).toMatchObject(nobody);
  });

  test('says one attribute with one operation, and activates again', async () => {
    const id = await created(`userName eq "${login}"`, user);
    const change = (...Operations: object[]) => send('PATCH', `/Users/${id}`, patch(...Operations));
    await change(
      { op: 'replace', path: 'userName', value: login },
      { op: 'replace', path: 'name.givenName', value: 'Anna' },
      { op: 'replace', path: 'emails', value: user.emails },
      { op: 'replace', path: 'active', value: false },
    );
    await change({ op: 'replace', path: 'active', value: true });
    expect(scim.notices).toMatchObject([{ kind: 'exit', person: { email: login } }, { kind: 'rehired' }]);
  });
});

describe('OneLogin', () => {
  const user = { schemas: [core], userName: login, externalId: '1', active: true };

  test.each([
    ['a list without a primary one', [{ value: 'mail@corp.example', type: 'work' }]],
    ['one object', { value: 'mail@corp.example', type: 'work' }],
  ])('sends addresses as %s, replaces the user and deletes it', async (_, emails) => {
    const id = await created(`userName eq "${login}"`, { ...user, emails });
    const put = await send('PUT', `/Users/${id}`, { ...user, emails, active: false });
    expect(put).toMatchObject({ status: 200, body: { emails: [{ value: 'mail@corp.example' }], active: false } });
    await send('DELETE', `/Users/${id}`);
    expect(scim.notices).toMatchObject([
      { kind: 'exit', person: { id: '1', userName: login, email: 'mail@corp.example' } },
    ]);
  });

  test('deletes an active user, who is back when posted again', async () => {
    const id = await created(`userName eq "${login}"`, user);
    expect(await send('DELETE', `/Users/${id}`)).toMatchObject({ status: 204 });
    await created(`userName eq "${login}"`, user);
    expect(said()).toEqual(['exit', 'rehired']);
  });
});
