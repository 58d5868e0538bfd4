import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUserStore, type UserStore } from '../../../functions/scim/user-store.ts';
import { exitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { at } from '../support/samples.ts';
import { type LedgerTables, startLedgerTables } from '../support/start-ledger-table.ts';
import { openScim, sampleOf, token } from './open-scim.ts';

let tables: LedgerTables;
let store: UserStore;
let scim: ReturnType<typeof openScim>;

beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());
beforeEach(async () => {
  store = createUserStore(tables.documents, await tables.createTable());
  scim = openScim(store);
});

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const byName = (userName: string) => `filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
const patchOf = (...operations: unknown[]) => ({ Operations: operations });
const error = (status: number, scimType?: string) => ({
  status,
  body: {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType && { scimType }),
    detail: expect.any(String),
  },
});

const rename = (id: string, userName: string) =>
  scim.request('PATCH', `/Users/${id}`, { body: patchOf({ op: 'Replace', path: 'userName', value: userName }) });
const deactivate = (id: string) =>
  scim.request('PATCH', `/Users/${id}`, { body: sampleOf('okta-patch-deactivate.json'), at: at(1) });
const ask = (authorization?: string, server = scim) => server.request('GET', '/Users', { headers: { authorization } });

describe('a user who is created', () => {
  test('is known from then on, and nothing happens to anybody', async () => {
    const created = await scim.request('POST', '/Users', { body: sampleOf('okta-create.json') });

    const id = String(created.body['id']);
    const location = `https://api.example.com/scim/v2/Users/${id}`;
    const user = {
      schemas: [userSchema],
      id,
      externalId: '00uleaver10000000h7',
      userName: 'leaver1@example.com',
      active: true,
      emails: [{ value: 'leaver1@example.com', type: 'work', primary: true }],
      meta: { resourceType: 'User', created: at(0), lastModified: at(0), location },
    };
    expect(created).toEqual({
      status: 201,
      headers: { 'content-type': 'application/scim+json', location },
      body: user,
    });
    expect(await scim.request('GET', `/Users/${id}`)).toMatchObject({ status: 200, body: user });
    expect(await scim.request('GET', '/Users', { query: byName('Leaver1@Example.com') })).toMatchObject({
      status: 200,
      body: { totalResults: 1, itemsPerPage: 1, startIndex: 1, Resources: [user] },
    });
    expect(scim.notices).toEqual([]);
  });

  test('is nobody who leaves, even if inactive from the start', async () => {
    const id = await scim.create({ ...sampleOf('okta-create.json'), active: false });
    await scim.request('PATCH', `/Users/${id}`, { body: sampleOf('okta-patch-deactivate.json') });
    expect(scim.notices).toEqual([]);
  });

  test('has no name that another one has', async () => {
    await scim.create(sampleOf('okta-create.json'));
    const again = { ...sampleOf('okta-create.json'), userName: 'LEAVER1@example.com' };
    expect(await scim.request('POST', '/Users', { body: again })).toMatchObject(error(409, 'uniqueness'));
  });

  test('must have a name', async () => {
    expect(await scim.request('POST', '/Users', { body: { active: true } })).toMatchObject(error(400, 'invalidValue'));
  });
});

describe('a user who is deactivated', () => {
  test.each([
    ['Okta, by PATCH', 'okta-create.json', 'PATCH', 'okta-patch-deactivate.json'],
    ['Okta, by PUT', 'okta-create.json', 'PUT', 'okta-put-deactivate.json'],
    ['Entra, by PATCH', 'entra-create.json', 'PATCH', 'entra-patch-disable.json'],
    ['Entra, into its recycle bin', 'entra-create.json', 'PATCH', 'entra-soft-delete.json'],
  ])('in %s, leaves at once', async (_, create, method, file) => {
    const { externalId, userName } = sampleOf(create);
    const id = await scim.create(sampleOf(create));
    const answer = await scim.request(method, `/Users/${id}`, { body: sampleOf(file), at: at(5) });

    expect(answer).toMatchObject({ status: 200, body: { id, active: false } });
    expect(scim.notices).toEqual([
      {
        kind: 'exit',
        source: 'scim',
        eventId: `${id}#1`,
        person: { id: externalId, email: userName },
        sentAt: at(5),
        receivedAt: at(5),
        trust: 'token',
        keyId: 'current',
      },
    ]);
    expect(scim.notices.every((notice) => exitNotice.safeParse(notice).success)).toBe(true);
  });

  test('is known by the id of this source alone where ids have a prefix', async () => {
    const prefixed = openScim(store, undefined, undefined, 'okta:');
    const [id, other] = [
      await prefixed.create({ userName: 'leaver1', externalId: '42' }),
      await prefixed.create({ userName: 'leaver2' }),
    ];
    for (const one of [id, other]) {
      await prefixed.request('PATCH', `/Users/${one}`, { body: sampleOf('okta-patch-deactivate.json') });
    }
    expect(prefixed.notices.map(({ person }) => person)).toEqual([
      { id: 'okta:42', userName: 'leaver1' },
      { userName: 'leaver2' },
    ]);
    expect((await prefixed.request('GET', `/Users/${id}`)).body).toMatchObject({ externalId: '42' });
  });

  test('has left only once, however often that is said, and in whatever way', async () => {
    const id = await scim.create(sampleOf('okta-create.json'));
    for (const file of ['okta-patch-deactivate.json', 'entra-patch-disable.json', 'okta-patch-deactivate.json']) {
      await scim.request('PATCH', `/Users/${id}`, { body: sampleOf(file) });
    }
    await scim.request('PUT', `/Users/${id}`, { body: sampleOf('okta-put-deactivate.json') });
    await scim.request('DELETE', `/Users/${id}`);
    expect(scim.notices.map(({ kind }) => kind)).toEqual(['exit']);
  });

  test('is back when activated, and may leave again', async () => {
    const id = await scim.create(sampleOf('okta-create.json'));
    for (const [minute, file] of ['deactivate', 'activate', 'activate', 'deactivate'].entries()) {
      await scim.request('PATCH', `/Users/${id}`, { body: sampleOf(`okta-patch-${file}.json`), at: at(minute) });
    }
    expect(scim.notices.map(({ kind, eventId, sentAt }) => ({ kind, eventId, sentAt }))).toEqual([
      { kind: 'exit', eventId: `${id}#1`, sentAt: at(0) },
      { kind: 'rehired', eventId: `${id}#2`, sentAt: at(1) },
      { kind: 'exit', eventId: `${id}#3`, sentAt: at(3) },
    ]);
  });

  test('in one request with other changes is the person before them, with what was not known', async () => {
    const id = await scim.create({ userName: 'leaver1' });
    await scim.request('PUT', `/Users/${id}`, {
      body: { userName: 'leaver-one', externalId: 'E1', emails: [{ value: 'one@example.com' }], active: 'False' },
    });
    expect(scim.notices).toMatchObject([{ person: { id: 'E1', email: 'one@example.com', userName: 'leaver1' } }]);
  });

  test('and activated in one request has not changed', async () => {
    const id = await scim.create({ userName: 'leaver1' });
    const operations = [false, true].map((value) => ({ op: 'replace', path: 'active', value }));
    expect(await scim.request('PATCH', `/Users/${id}`, { body: patchOf(...operations) })).toMatchObject({
      body: { active: true },
    });
    expect(scim.notices).toEqual([]);
  });
});

describe('an address that a user has no longer', () => {
  const user = { userName: 'leaver1', externalId: 'E1', emails: [{ value: 'sales@example.com' }], active: true };
  const { emails: _, ...without } = user;

  test.each([
    ['removed', 'PATCH', patchOf({ op: 'remove', path: 'emails' })],
    ['replaced by none', 'PATCH', patchOf({ op: 'Replace', path: 'emails', value: [] })],
    ['left out of a PUT', 'PUT', without],
  ])('because it was %s is forgotten, and finds nobody when the user leaves', async (__, method, body) => {
    const id = await scim.create(user);
    const answer = await scim.request(method, `/Users/${id}`, { body });
    expect(answer).toMatchObject({ status: 200, body: { externalId: 'E1', userName: 'leaver1', active: true } });
    expect(answer.body).not.toHaveProperty('emails');

    await deactivate(id);
    expect(scim.notices.map(({ person }) => person)).toEqual([{ id: 'E1', userName: 'leaver1' }]);
  });

  test('is forgotten with the id where a PUT names neither, whereas one that is silent on active changes nothing of it', async () => {
    const id = await scim.create(user);
    const { status, body } = await scim.request('PUT', `/Users/${id}`, { body: { userName: 'leaver1' } });
    expect({ status, body }).toMatchObject({ status: 200, body: { userName: 'leaver1', active: true } });
    expect(Object.keys(body)).not.toContain('externalId');
    expect(scim.notices).toEqual([]);
  });
});

describe('a user who is deleted', () => {
  test('leaves, and is forgotten', async () => {
    const id = await scim.create(sampleOf('okta-create.json'));
    expect(await scim.request('DELETE', `/Users/${id}`)).toMatchObject({ status: 204, body: {} });

    expect(scim.notices).toMatchObject([{ kind: 'exit', person: { id: '00uleaver10000000h7' } }]);
    for (const method of ['GET', 'DELETE']) {
      expect(await scim.request(method, `/Users/${id}`)).toMatchObject(error(404));
    }
    const found = await scim.request('GET', '/Users', { query: byName('leaver1@example.com') });
    expect(found.body).toMatchObject({ totalResults: 0, Resources: [] });
    expect(scim.notices).toHaveLength(1);
  });

  test('leaves a name that another one may have', async () => {
    const id = await scim.create(sampleOf('okta-create.json'));
    await scim.request('DELETE', `/Users/${id}`);
    const other = await scim.create(sampleOf('okta-create.json'));
    expect(other).not.toBe(id);
    await scim.request('PATCH', `/Users/${other}`, { body: sampleOf('okta-patch-deactivate.json') });
    expect(scim.notices.map(({ eventId }) => eventId)).toEqual([`${id}#1`, `${other}#1`, `${other}#2`]);
  });
});

describe('a user who is renamed', () => {
  test('keeps the id and is found by the new name, not by the old', async () => {
    const id = await scim.create({ userName: 'old-name' });
    expect(await rename(id, 'new-name')).toMatchObject({ status: 200, body: { id, userName: 'new-name' } });

    const [byNew, byOld] = await Promise.all(
      ['new-name', 'old-name'].map((name) => scim.request('GET', '/Users', { query: byName(name) })),
    );
    expect(byNew?.body).toMatchObject({ Resources: [{ id }] });
    expect(byOld?.body).toMatchObject({ totalResults: 0 });
    expect(await scim.create({ userName: 'old-name' })).not.toBe(id);
  });

  test('cannot take the name of another', async () => {
    const id = await scim.create({ userName: 'one' });
    await scim.create({ userName: 'two' });
    expect(await rename(id, 'TWO')).toMatchObject(error(409, 'uniqueness'));
    expect(await rename(id, 'ONE')).toMatchObject({ status: 200, body: { userName: 'ONE' } });
  });

  test('by a PUT, which says of everything how it is, is nobody who comes or goes', async () => {
    const id = await scim.create(sampleOf('okta-create.json'));
    const body = { ...sampleOf('okta-create.json'), userName: 'married@example.com', externalId: 'E2' };
    expect(await scim.request('PUT', `/Users/${id}`, { body })).toMatchObject({
      status: 200,
      body: { externalId: 'E2' },
    });
    expect(scim.notices).toEqual([]);
  });

  test('is nobody who leaves', async () => {
    const id = await scim.create(sampleOf('entra-create.json'));
    const answer = await scim.request('PATCH', `/Users/${id}`, { body: sampleOf('entra-patch-profile.json') });
    expect(answer).toMatchObject({ status: 200, body: { emails: [{ value: 'leaver2.married@example.com' }] } });
    expect(scim.notices).toEqual([]);
  });
});

describe('an exit is not lost', () => {
  test.each([
    ['tried again', deactivate],
    ['only looked at', (id: string) => scim.request('GET', `/Users/${id}`, { at: at(9) })],
    ['looked up', () => scim.request('GET', '/Users', { query: byName('leaver1@example.com'), at: at(9) })],
  ])('when the queue could not be reached, and the user is %s later', async (_, later) => {
    const id = await scim.create(sampleOf('okta-create.json'));
    scim.queue.fails = true;
    expect(await deactivate(id)).toMatchObject({ ...error(503), headers: { 'retry-after': '30' } });
    expect(await scim.request('GET', `/Users/${id}`)).toMatchObject(error(503));
    scim.queue.fails = false;

    expect(await later(id)).toMatchObject({ status: 200 });
    expect(scim.notices).toMatchObject([{ kind: 'exit', eventId: `${id}#1`, sentAt: at(1) }]);
    await scim.request('GET', `/Users/${id}`);
    expect(scim.notices).toHaveLength(1);
  });

  test('nor told of when it was taken back before anybody knew', async () => {
    const id = await scim.create(sampleOf('okta-create.json'));
    scim.queue.fails = true;
    await deactivate(id);
    scim.queue.fails = false;
    await scim.request('PATCH', `/Users/${id}`, { body: sampleOf('okta-patch-activate.json'), at: at(2) });
    expect(scim.notices).toMatchObject([{ kind: 'rehired', eventId: `${id}#2` }]);
  });

  test('when a user is deleted whose exit could not be queued', async () => {
    const id = await scim.create(sampleOf('okta-create.json'));
    scim.queue.fails = true;
    expect(await scim.request('DELETE', `/Users/${id}`)).toMatchObject(error(503));
    scim.queue.fails = false;
    expect(await scim.request('DELETE', `/Users/${id}`)).toMatchObject({ status: 204 });
    expect(scim.notices).toMatchObject([{ kind: 'exit', person: { id: '00uleaver10000000h7' } }]);
  });

  test('nor doubled when several requests say it at the same moment', async () => {
    const id = await scim.create(sampleOf('okta-create.json'));
    const answers = await Promise.all(Array.from({ length: 4 }, () => deactivate(id)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(scim.notices.map(({ eventId }) => eventId))).toEqual(new Set([`${id}#1`]));
  });
});

describe('a search', () => {
  test('for somebody unknown finds nobody, which is no error', async () => {
    expect(await scim.request('GET', '/Users', { query: byName(randomUUID()) })).toEqual({
      status: 200,
      headers: { 'content-type': 'application/scim+json' },
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: 0,
        startIndex: 1,
        itemsPerPage: 0,
        Resources: [],
      },
    });
  });

  test.each(['', 'startIndex=1&count=100'])(
    'without a filter (%j) lists nobody: users do not come from here',
    async (query) => {
      await scim.create({ userName: 'leaver1' });
      expect(await scim.request('GET', '/Users', { query })).toMatchObject({ status: 200, body: { totalResults: 0 } });
      expect(await scim.request('GET', '/Groups', { query })).toMatchObject({ status: 200, body: { totalResults: 0 } });
    },
  );

  test.each(['filter=userName+eq+%22a%2Bb%2C+c%22', 'filter=userName%20eq%20%22a%2Bb%2C%20c%22&startIndex=1&count=1'])(
    'is read as it was sent: %s',
    async (query) => {
      const id = await scim.create({ userName: 'a+b, c' });
      expect((await scim.request('GET', '/Users', { query })).body).toMatchObject({ Resources: [{ id }] });
    },
  );

  test.each(['count=0', 'count=-1', 'startIndex=2'])('with %s says only how many there are', async (page) => {
    await scim.create({ userName: 'leaver1' });
    const { body } = await scim.request('GET', '/Users', { query: `${byName('leaver1')}&${page}` });
    expect(body).toMatchObject({ totalResults: 1, itemsPerPage: 0, Resources: [] });
  });

  const person = {
    userName: 'a+b@corp.example',
    externalId: 'E1',
    emails: [{ value: 'mail@corp.example', type: 'work' }],
  };

  test.each([
    'externalId eq "E1"',
    'emails[type eq "work"].value eq "MAIL@corp.example"',
    'emails[type eq "work" and value eq "mail@corp.example"]',
    'emails.value eq "mail@corp.example"',
    'emails eq mail@corp.example',
    'userName eq "a+b@corp.example" and active eq true',
    'active eq true and externalId eq "E1"',
    'userName eq a+b@corp.example',
  ])('is understood as %s', async (filter) => {
    const id = await scim.create(person);
    const [encoded, plus] = [encodeURIComponent(filter), filter.replaceAll(' ', '+').replaceAll('"', '%22')];
    const isClear = filter.includes('"') || !filter.includes('+');
    for (const query of [encoded, encoded.replaceAll('%2B', '+'), ...(isClear ? [plus] : [])].map(
      (each) => `filter=${each}`,
    )) {
      expect((await scim.request('GET', '/Users', { query })).body).toMatchObject({
        totalResults: 1,
        Resources: [{ id }],
      });
    }
    const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter, count: 1 };
    for (const path of ['/.search', '/Users/.search']) {
      expect((await scim.request('POST', path, { body })).body).toMatchObject({ Resources: [{ id }] });
    }
  });

  test('by id finds the user, and by what does not hold of one nobody', async () => {
    const id = await scim.create(person);
    const find = async (filter: string) =>
      (await scim.request('GET', '/Users', { query: `filter=${encodeURIComponent(filter)}` })).body['totalResults'];
    expect(await find(`id eq "${id}"`)).toBe(1);
    expect(await find('id eq "nobody"')).toBe(0);
    expect(await find('userName eq "a+b@corp.example" and active eq false')).toBe(0);
    expect(await find('externalId eq "E1" and userName eq "other"')).toBe(0);
    await deactivate(id);
    expect(await find('externalId eq "E1"')).toBe(1);
  });

  test.each(['/Users/', '//Users', '///Users//', '/scim/v2/Users', '//scim/v2//Users/'])(
    'comes with the slashes of a base URL: %s',
    async (path) => {
      const id = await scim.create(person);
      const query = byName(person.userName);
      expect((await scim.request('GET', path, { query })).body).toMatchObject({ Resources: [{ id }] });
      expect(await scim.request('GET', `${path}/${id}`)).toMatchObject({ status: 200, body: { id } });
    },
  );

  test.each(['aadOptscim062020/Users', 'aadOptscim062020%2FUsers', '/Users'])(
    'comes behind the query of a base URL: %s',
    async (start) => {
      const id = await scim.create(person);
      for (const mark of ['?', '&']) {
        const query = `${start}${mark}${byName(person.userName)}`;
        expect((await scim.request('GET', '', { query })).body).toMatchObject({ Resources: [{ id }] });
      }
      expect(await scim.request('GET', '', { query: `${start}/${id}` })).toMatchObject({ status: 200, body: { id } });
      expect(await scim.request('GET', '', { query: 'aadOptscim062020' })).toMatchObject(error(404));
    },
  );

  test.each([
    ['emails[type eq "work"].value eq "a+b@corp.example"', 1],
    ['emails[type eq "home"].value eq "a+b@corp.example"', 0],
    ['emails[type eq "Private" and value eq "a+b@corp.example"]', 0],
    ['emails[primary eq false].value eq "a+b@corp.example"', 0],
    ['(userName eq "a+b@corp.example")', 1],
    ['((userName eq "a+b@corp.example") and (active eq true))', 1],
    ['userName eq "a+b@corp.example" and (active eq false)', 0],
  ])('by %s finds %d', async (filter, count) => {
    await scim.create({
      ...person,
      userName: 'a+b@corp.example',
      emails: [{ value: 'a+b@corp.example', type: 'work' }],
    });
    const query = `filter=${encodeURIComponent(filter)}`;
    expect((await scim.request('GET', '/Users', { query })).body['totalResults']).toBe(count);
  });

  test.each([
    ['attributes=emails.value', { emails: [{ value: 'leaver1@example.com' }] }],
    ['attributes=emails.value,emails.TYPE', { emails: [{ value: 'leaver1@example.com', type: 'work' }] }],
    ['attributes=emails,emails.type', { emails: [{ value: 'leaver1@example.com', type: 'work', primary: true }] }],
    [
      'excludedAttributes=emails.primary,meta,userName,externalId,active',
      { emails: [{ value: 'leaver1@example.com', type: 'work' }] },
    ],
  ])('with %s answers those parts alone', async (query, expected) => {
    const id = await scim.create({ ...person, emails: [{ value: 'leaver1@example.com', type: 'work' }] });
    const { body } = await scim.request('GET', `/Users/${id}`, { query });
    expect(body).toEqual({ id, schemas: [userSchema], ...expected });
  });

  test.each([
    ['attributes=userName', ['id', 'schemas', 'userName']],
    ['attributes=emails.value,active', ['active', 'emails', 'id', 'schemas']],
    [`attributes=${encodeURIComponent(userSchema)}:USERNAME`, ['id', 'schemas', 'userName']],
    ['excludedAttributes=meta,emails,id', ['active', 'externalId', 'id', 'schemas', 'userName']],
  ])('with %s answers no more', async (query, names) => {
    const id = await scim.create(person);
    const { body } = await scim.request('GET', `/Users/${id}`, { query });
    expect(Object.keys(body).toSorted()).toEqual(names);
    const [found] = (await scim.request('GET', '/Users', { query: `${byName(person.userName)}&${query}` })).body[
      'Resources'
    ] as object[];
    expect(Object.keys(found ?? {}).toSorted()).toEqual(names);
  });

  test('finds a name however its accent is put together', async () => {
    const id = await scim.create({ userName: 'Andr\u00e9', externalId: 'E1' });
    const query = `filter=${encodeURIComponent('userName eq "andre\u0301"')}`;
    expect((await scim.request('GET', '/Users', { query })).body).toMatchObject({
      Resources: [{ id, userName: 'Andr\u00e9' }],
    });
    expect(await scim.request('POST', '/Users', { body: { userName: 'Andre\u0301' } })).toMatchObject(error(409));
  });

  test('by anything else is refused', async () => {
    const query = `filter=${encodeURIComponent('title pr')}`;
    expect(await scim.request('GET', '/Users', { query })).toMatchObject(error(400, 'invalidFilter'));
  });
});

describe('what the server says of itself', () => {
  test('is what it can', async () => {
    expect(await scim.request('GET', '/ServiceProviderConfig')).toMatchObject({
      status: 200,
      body: { patch: { supported: true }, bulk: { supported: false }, authenticationSchemes: [{ primary: true }] },
    });
  });

  test.each([
    ['ResourceTypes', 1],
    ['Schemas', 4],
  ])('is each of its %s, by list and by id', async (resource, count) => {
    const { body } = await scim.request('GET', `/${resource}`);
    const described = body['Resources'] as { id: string }[];
    expect([described.length, body['totalResults']]).toEqual([count, count]);
    for (const one of described) {
      expect(await scim.request('GET', `/${resource}/${one.id}`)).toMatchObject({ status: 200, body: one });
    }
    expect(await scim.request('GET', `/${resource}/Group`)).toMatchObject(error(404));
  });
});

describe('a token', () => {
  test.each([`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`])('is taken as %s', async (authorization) => {
    expect(await ask(authorization)).toMatchObject({ status: 200 });
  });

  test.each([undefined, '', 'Bearer', 'Bearer ', token, `Basic ${token}`, `Bearer ${token}x`, `Bearer ${token} x`])(
    'is refused as %j, and so is everything without it',
    async (authorization) => {
      const refused = { ...error(401), headers: { 'www-authenticate': 'Bearer realm="scim"' } };
      expect(await ask(authorization)).toMatchObject(refused);
      expect(await scim.request('GET', '/nowhere', { headers: { authorization } })).toMatchObject(refused);
    },
  );

  test('may be the old one while it is changed, and the new one from then on', async () => {
    const [old, next] = ['the-old-token-of-before', 'the-new-token-of-today'];
    const both = { current: next, previous: old };
    const answers = [
      await ask(`Bearer ${old}`, openScim(store, both)),
      await ask(`Bearer ${next}`, openScim(store, both)),
      await ask(`Bearer ${next}`, openScim(store, { current: old }, { current: next })),
      await ask(`Bearer ${old}`, openScim(store, { current: next })),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 401]);
  });

  test.each(['short', '', undefined])('is not %j: then nothing is taken at all', async (current) => {
    expect(await openScim(store, { current }).request('GET', '/Users')).toMatchObject(error(503));
    const putRight = openScim(store, { current }, { current: token });
    expect(await putRight.request('GET', '/Users')).toMatchObject({ status: 200 });
  });
});

describe('a request that cannot be understood is refused for good:', () => {
  test('a whole user without a name', async () => {
    const id = await scim.create({ userName: 'leaver1' });
    for (const body of [{ active: false }, { userName: null, active: false }]) {
      expect(await scim.request('PUT', `/Users/${id}`, { body })).toMatchObject(error(400, 'invalidValue'));
    }
  });

  test('a path that begins as what is kept and is not understood', async () => {
    const id = await scim.create({ userName: 'leaver1' });
    const body = patchOf(
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: 'emails[0]', value: 'a@b' },
    );
    expect(await scim.request('PATCH', `/Users/${id}`, { body })).toMatchObject(error(400, 'invalidPath'));
    expect((await scim.request('GET', `/Users/${id}`)).body).toMatchObject({ active: true });
  });

  test.each(['/Me', '/Bulk'])('%s, which is not there', async (path) => {
    for (const method of ['GET', 'POST', 'PATCH']) {
      expect(await scim.request(method, path, { body: {} })).toMatchObject(error(501));
    }
  });

  test.each([
    ['GET', '/nowhere'],
    ['GET', '/Users/unknown'],
    ['GET', `/Users/${randomUUID()}`],
    ['PATCH', `/Users/${randomUUID()}`],
    ['PUT', `/Users/${randomUUID()}`],
    ['GET', '/Users/1/2'],
    ['GET', '/constructor'],
    ['GET', '/Groups/1'],
  ])('%s %s is not there', async (method, path) => {
    expect(await scim.request(method, path, { body: sampleOf('okta-patch-deactivate.json') })).toMatchObject(
      error(404),
    );
  });

  test.each([
    ['DELETE', '/Users', 'GET, POST'],
    ['POST', '/Groups', 'GET'],
    ['constructor', '/Schemas', 'GET'],
  ])('%s %s is not allowed', async (method, path, allow) => {
    expect(await scim.request(method, path)).toMatchObject({ ...error(405), headers: { allow } });
  });

  test('another type of content', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(await scim.request('POST', '/Users', { headers, body: {} })).toMatchObject(error(415));
  });

  test.each(['application/json', 'application/scim+json; charset=utf-8', 'Application/SCIM+JSON'])(
    'but not %s',
    async (type) => {
      const answer = await scim.request('POST', '/Users', {
        headers: { 'content-type': type },
        body: { userName: randomUUID() },
      });
      expect(answer.status).toBe(201);
    },
  );

  test('a body over 256 KB', async () => {
    const body = Buffer.alloc(256 * 1024 + 1, 0x20);
    expect(await scim.request('POST', '/Users', { body })).toMatchObject(error(413));
  });

  test('a value that is neither true nor false, without repeating it', async () => {
    const id = await scim.create({ userName: 'leaver1' });
    const answer = await scim.request('PATCH', `/Users/${id}`, { body: sampleOf('malformed-patch.json') });
    expect(answer).toMatchObject(error(400, 'invalidValue'));
    expect(JSON.stringify(answer)).not.toContain('perhaps');
    expect(scim.notices).toEqual([]);
  });

  test.each([
    ['what is not JSON', Buffer.from('{')],
    ['what is not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['nothing', Buffer.alloc(0)],
  ])('%s', async (_, body) => {
    expect(await scim.request('POST', '/Users', { body })).toMatchObject(error(400, 'invalidSyntax'));
  });
});
