import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, collect, projectId } from '../support/client.ts';
import { type FakeApi, type Reply, type SeenRequest, startFakeApi } from '../support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

const detail = `/v2/${projectId}/desktops/detail`;
const names = (count: number) => Array.from({ length: count }, (_, n) => `user${n}`);
const ids = (desktops: { desktop_id: string }[]) => desktops.map((desktop) => desktop.desktop_id);

/** Lists whatever `desktops` holds at the time, as the service does. */
function listing(desktops: () => string[], maxLimit = 500) {
  return ({ query }: SeenRequest): Reply => {
    const all = desktops();
    const offset = Number(query.get('offset') ?? 0);
    const limit = Math.min(Number(query.get('limit') ?? all.length), maxLimit);
    const page = all.slice(offset, offset + limit).map((desktop_id) => ({ desktop_id }));
    return { json: { desktops: page, total_count: all.length } };
  };
}

describe('pages', () => {
  it('are read until the total is reached, as they are asked for', async () => {
    const all = names(1_201);
    api.on(
      'GET',
      detail,
      listing(() => all),
    );
    const { client } = clientOf(api);
    const pages = client.listDesktopDetails();
    expect(api.requests).toHaveLength(0);
    await pages.next();
    expect(api.requests).toHaveLength(1);
    await collect(pages);
    expect(api.requests.map(({ query }) => query.toString())).toEqual([
      'limit=500',
      'limit=500&offset=490',
      'limit=500&offset=980',
    ]);
  });

  it('may be shorter than asked for: the total counts', async () => {
    const all = names(250);
    api.on(
      'GET',
      detail,
      listing(() => all, 100),
    );
    const { client } = clientOf(api);
    expect(ids(await collect(client.listDesktopDetails()))).toEqual(all);
    expect(api.requests).toHaveLength(3);
  });

  it('may come without a total: a short page is the last', async () => {
    api.on('GET', detail, { json: { desktops: [{ desktop_id: 'd1' }] } });
    const { client } = clientOf(api);
    expect(ids(await collect(client.listDesktopDetails()))).toEqual(['d1']);
    expect(api.requests).toHaveLength(1);
  });

  it('of nothing are none', async () => {
    api.on('GET', detail, { json: { desktops: null, total_count: 0 } });
    const { client } = clientOf(api);
    expect(await collect(client.listDesktopDetails())).toEqual([]);
  });

  it('that end before the total do not go round for ever', async () => {
    api.on('GET', detail, { json: { desktops: [], total_count: 7 } });
    const { client } = clientOf(api);
    expect(await collect(client.listDesktopDetails())).toEqual([]);
    expect(api.requests).toHaveLength(1);
  });
});

describe('a list that changes while it is read', () => {
  it('gives each item once when new ones push others to the next page', async () => {
    let all = names(700);
    api.on('GET', detail, (request) => {
      const reply = listing(() => all)(request);
      all = ['new1', 'new2', ...all];
      return reply;
    });
    const { client } = clientOf(api);
    expect(ids(await collect(client.listDesktopDetails()))).toEqual(names(700));
  });

  it('loses none when others disappear before it', async () => {
    let all = names(1_100);
    api.on('GET', detail, (request, nth) => {
      const reply = listing(() => all)(request);
      if (nth === 1) all = all.slice(30);
      return reply;
    });
    const { client } = clientOf(api);
    const found = ids(await collect(client.listDesktopDetails()));
    expect(found).toHaveLength(1_100);
    expect(new Set(found)).toEqual(new Set(names(1_100)));
  });

  it('gives each item once when more than a page of new ones push others back', async () => {
    let all = names(2_000);
    api.on('GET', detail, (request, nth) => {
      const reply = listing(() => all)(request);
      if (nth === 3) all = [...Array.from({ length: 1_500 }, (_, n) => `new${n}`), ...all];
      return reply;
    });
    const { client } = clientOf(api);
    const found = ids(await collect(client.listDesktopDetails()));
    expect(found.filter((id) => !id.startsWith('new'))).toEqual(names(2_000));
    expect(new Set(found).size).toBe(found.length);
  });

  it('needs few more calls when a few disappear at each of them', async () => {
    let all = names(5_000);
    api.on('GET', detail, (request) => {
      const reply = listing(() => all)(request);
      all = all.slice(10);
      return reply;
    });
    const { client } = clientOf(api);
    expect(new Set(ids(await collect(client.listDesktopDetails())))).toEqual(new Set(names(5_000)));
    expect(api.requests.length).toBeLessThan(15);
  });

  it('that never ends is an error', async () => {
    api.on('GET', `/v2/${projectId}/desktops`, ({ query }, nth) => {
      const offset = Number(query.get('offset') ?? 0);
      const desktops = Array.from({ length: 1_000 }, (_, n) => ({ desktop_id: `${offset + n}` }));
      return { json: { desktops, total_count: 5_000 * nth } };
    });
    const { client } = clientOf(api);
    await expect(collect(client.listDesktops())).rejects.toMatchObject({ code: 'Client.EndlessList' });
  });

  it('that is another one at each page is an error, and not what happened to be read of it', async () => {
    let [all, round] = [names(1_500), 0];
    api.on('GET', detail, (request) => {
      const reply = listing(() => all)(request);
      round += 1;
      all = all.map((_, n) => `${round}-${n}`);
      return reply;
    });
    const { client } = clientOf(api);
    await expect(collect(client.listDesktopDetails())).rejects.toMatchObject({
      code: 'Client.ChangingList',
      retryable: true,
    });
    expect(api.requests.length).toBeLessThan(30);
  });
});

describe('one answer', () => {
  it('with an item twice gives it once', async () => {
    const desktops = ['a', 'a', 'b'].map((desktop_id) => ({ desktop_id }));
    api.on('GET', detail, { json: { desktops, total_count: 3 } });
    const { client } = clientOf(api);
    expect(ids(await collect(client.listDesktopDetails()))).toEqual(['a', 'b']);
  });

  it('with items that have no id gives them all', async () => {
    api.on('GET', `/v2/${projectId}/groups`, { json: { user_groups: [{ id: null }, {}] } });
    api.on('GET', `/v2/${projectId}/users`, { json: { users: [{ domain: 'x' }, { domain: 'x' }], total_count: 2 } });
    api.on('GET', `/v2/${projectId}/desktop-pools/p/users`, { json: { objects: [{}, {}] } });
    const { client } = clientOf(api);
    expect(await collect(client.listGroups())).toHaveLength(2);
    expect(await collect(client.listUsers())).toHaveLength(2);
    expect(await collect(client.listPoolUsers('p'))).toHaveLength(2);
  });
});

describe('a filter of many values', () => {
  it('is asked for by a hundred a call, each value once, each desktop once', async () => {
    // Every user has a desktop, and the first and the last share one.
    api.on('GET', detail, ({ query }) => {
      const asked = query.getAll('user_names');
      const own = asked.map((name) => ({ desktop_id: `of-${name}` }));
      const shared = asked.includes('user0') || asked.includes('user449') ? [{ desktop_id: 'shared' }] : [];
      return { json: { desktops: [...own, ...shared], total_count: own.length + shared.length } };
    });
    const { client } = clientOf(api);
    const found = ids(await collect(client.listDesktopDetails({ userNames: [...names(450), ...names(10)] })));
    expect(api.requests.map(({ query }) => query.getAll('user_names').length)).toEqual([100, 100, 100, 100, 50]);
    expect(found.toSorted()).toEqual([...names(450).map((name) => `of-${name}`), 'shared'].toSorted());
  });

  it('asks for values that every signer orders alike together and in that order, and for any other alone', async () => {
    api.on('GET', detail, { json: { desktops: [], total_count: 0 } });
    const { client } = clientOf(api);
    await collect(client.listDesktopDetails({ userNames: ['u5@', 'u50', '张伟', 'u49', 'A~', 'a.b', 'o b', 'u49'] }));
    expect(api.requests.map(({ query }) => query.getAll('user_names'))).toEqual([
      ['A~', 'a.b', 'u49', 'u50'],
      ['u5@'],
      ['张伟'],
      ['o b'],
    ]);
  });

  it('never makes an address of more than 8,000 bytes, whatever else is asked for', async () => {
    for (const path of ['desktops/detail', 'desktops', 'users']) {
      api.on('GET', `/v2/${projectId}/${path}`, { json: { desktops: [], users: [], total_count: 0 } });
    }
    api.on('GET', `/v3/${projectId}/eip/publicips`, { json: { publicips: [], total_count: 0 } });
    const { client, calls } = clientOf(api);
    const userNames = Array.from({ length: 100 }, (_, n) => `${n}-`.padEnd(64, 'x'));
    const longIds = userNames.map((name) => name.repeat(3));
    await collect(client.listDesktopDetails({ userNames, userAttached: true }));
    await collect(client.listDesktops({ desktopIds: longIds }));
    await collect(client.listUsers({ userNames }));
    await collect(client.listPublicIps({ ids: longIds, status: userNames }));
    expect(new Set(calls.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    expect(Math.max(...api.requests.map(({ url }) => url.length))).toBeLessThanOrEqual(8_000);
  });

  it('of no values finds nothing and calls nobody: it is not "no filter"', async () => {
    const { client } = clientOf(api);
    expect(await collect(client.listDesktopDetails({ userNames: [] }))).toEqual([]);
    expect(await collect(client.listDesktops({ desktopIds: [] }))).toEqual([]);
    expect(await collect(client.listUsers({ userNames: [] }))).toEqual([]);
    expect(await collect(client.listPublicIps({ ids: [] }))).toEqual([]);
    expect(await collect(client.listPublicIps({ status: [] }))).toEqual([]);
    expect(await collect(client.listDesktopDetails({ userNames: [''] }))).toEqual([]);
    expect(api.requests).toEqual([]);
  });

  it('leaves out names that nobody can have, which would spoil the call for the others', async () => {
    api.on('GET', detail, { json: { desktops: [], total_count: 0 } });
    const { client } = clientOf(api);
    await collect(client.listDesktopDetails({ userNames: ['', 'ann', 'x'.repeat(65), '<script>', 'a;b', 'a\nb'] }));
    expect(api.requests.map(({ query }) => query.getAll('user_names'))).toEqual([['ann']]);
    await collect(client.listDesktopDetails({ userNames: [''] }));
    expect(api.requests).toHaveLength(1);
  });

  it('is asked for by a hundred a call in every list that takes many', async () => {
    api.on('GET', `/v2/${projectId}/desktops`, { json: { desktops: [], total_count: 0 } });
    api.on('GET', `/v3/${projectId}/eip/publicips`, { json: { publicips: [], total_count: 0 } });
    const { client } = clientOf(api);
    await collect(client.listDesktops({ desktopIds: names(150) }));
    await collect(client.listPublicIps({ ids: names(150) }));
    const asked = api.requests.map(({ query }) => ['desktop_id', 'id'].map((key) => query.getAll(key).length));
    expect(asked).toEqual([
      [100, 0],
      [50, 0],
      [0, 100],
      [0, 50],
    ]);
  });

  it('with an empty text, which might be taken for no filter, is refused before any call', async () => {
    const { client } = clientOf(api);
    const refused = [
      client.listDesktops({ desktopIds: [''] }),
      client.listEips({ desktopId: '' }),
      client.listGroups({ keyword: '' }),
      client.listPublicIps({ status: [''] }),
    ];
    for (const list of refused) {
      await expect(list.next()).rejects.toMatchObject({ kind: 'invalid-input' });
    }
    expect(api.requests).toEqual([]);
  });
});
