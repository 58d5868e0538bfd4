import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUserStore, type UserStore } from '../../../functions/scim/user-store.ts';
import { applyAll } from '../support/apply-all.ts';
import { at } from '../support/samples.ts';
import { type LedgerTables, startLedgerTables } from '../support/start-ledger-table.ts';
import { openScim, token } from './open-scim.ts';

let tables: LedgerTables;
let store: UserStore;
let users = 0;

beforeAll(async () => {
  tables = await startLedgerTables();
  store = createUserStore(tables.documents, await tables.createTable());
});
afterAll(() => tables.close());

test('whatever an identity provider says, and whenever the queue fails, what it said last is what is known in the end', async () => {
  const step = fc.record({
    method: fc.constantFrom('PATCH', 'PUT', 'GET'),
    active: fc.boolean(),
    queueFails: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      users += 1;
      const scim = openScim(store);
      const userName = `leaver-${users}`;
      const id = await scim.create({ userName });
      let said = true;
      for (const [minute, { method, active, queueFails }] of steps.entries()) {
        scim.queue.fails = queueFails;
        const body =
          method === 'PUT' ? { userName, active } : { Operations: [{ op: 'replace', path: 'active', value: active }] };
        const { status } = await scim.request(method, `/Users/${id}`, { body, at: at(minute) });
        expect([200, 503]).toContain(status);
        if (method !== 'GET') said = active;
      }
      scim.queue.fails = false;
      expect(await scim.request('GET', `/Users/${id}`)).toMatchObject({ status: 200, body: { active: said } });
      expect(kindAfter(scim.notices)).toBe(said ? 'stays' : 'leaves');
    }),
    { numRuns: 60 },
  );
});

/** What Entra and others do to somebody, each as one of the forms in which they do it. */
const deeds = ['off', 'bin, then off', 'off, then bin', 'bin and off', 'on', 'delete', 'post', 'post renamed'] as const;

test('however a user is renamed for the recycle bin and created anew, whoever works there stays and whoever does not leaves', async () => {
  const step = fc.record({ deed: fc.constantFrom(...deeds), queueFails: fc.boolean(), again: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 7 }), async (steps) => {
      users += 1;
      const scim = openScim(store);
      const externalId = `E${users}`;
      let [id, name, works, minute]: [string | undefined, string, boolean, number] = [
        undefined,
        `p${users}@corp.example`,
        true,
        0,
      ];
      const send = async (method: string, path: string, body?: unknown) => {
        minute += 1;
        return scim.request(method, path, { body, at: at(minute) });
      };
      const patch = (...values: object[]) =>
        send('PATCH', `/Users/${id}`, { Operations: values.map((value) => ({ op: 'replace', value })) });
      const post = async () => {
        const { status, body } = await send('POST', '/Users', { userName: name, externalId, active: true });
        if (status === 201) id = String(body['id']);
        return status;
      };
      const binned = () => ({ userName: `0a21f0f28d2a4f8ebf987363c4aed4ef${name}` });
      const off = { active: false };
      const acts: Record<(typeof deeds)[number], () => Promise<unknown>> = {
        off: () => patch(off),
        'bin, then off': async () => [await patch(binned()), await patch(off)],
        'off, then bin': async () => [await patch(off), await patch(binned())],
        'bin and off': () => patch(off, binned()),
        on: () => patch({ active: true, userName: name }),
        delete: () => send('DELETE', `/Users/${id}`),
        post,
        'post renamed': () => post(),
      };
      await post();
      for (const { deed, queueFails, again } of steps) {
        const isPosted = deed === 'post' || deed === 'post renamed';
        // Nobody changes a user who is deleted, nor creates one who is active.
        if (isPosted ? works : id === undefined) continue;
        if (deed === 'post renamed') name = `n${name}`;
        scim.queue.fails = queueFails;
        await acts[deed]();
        scim.queue.fails = false;
        if (queueFails || again) await acts[deed]();
        if (deed === 'delete') id = undefined;
        works = isPosted || deed === 'on';
      }
      if (id) await send('GET', `/Users/${String(id)}`);
      expect(kindAfter(scim.notices)).toBe(works ? 'stays' : 'leaves');
      expect(
        scim.notices.filter(({ person: { userName, email } }) => /[\da-f]{32}/.test(JSON.stringify([userName, email]))),
      ).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('whatever is sent to whatever path is answered, and not as an error of ours', async () => {
  const path = fc.oneof(
    fc.constantFrom('/Users', '/Users/x', '/Groups', '/Schemas', '/ServiceProviderConfig', '/ResourceTypes/User'),
    fc.webPath(),
  );
  const body = fc.oneof(fc.anything(), fc.uint8Array(), fc.record({ userName: fc.string(), active: fc.anything() }));
  const scim = openScim(store);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'),
      path,
      body.map(jsonable),
      fc.webQueryParameters(),
      fc.constantFrom(`Bearer ${token}`, 'Bearer wrong', undefined),
      async (method, where, content, query, authorization) => {
        const { status } = await scim.request(method, where, { body: content, query, headers: { authorization } });
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).toBeLessThan(500);
      },
    ),
    { numRuns: 300 },
  );
});

function kindAfter(notices: Parameters<typeof applyAll>[0]): 'stays' | 'leaves' {
  if (notices.length === 0) return 'stays';
  return applyAll(notices).case.status === 'cancelled' ? 'stays' : 'leaves';
}

/** What JSON cannot say is not sent. */
function jsonable(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return null;
  }
}
