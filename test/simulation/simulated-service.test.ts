import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  createWorkspaceClient,
  type WorkspaceClient,
} from '../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../functions/shared/workspace-api/credentials/credentials.ts';
import { createFakeClock } from '../functions/support/fake-clock.ts';
import { startWorkspace } from '../functions/support/start-workspace.ts';
import { addDesktop, addEip } from '../workspace-simulator/world/populate.ts';
import { calm } from './chaos.ts';
import { createRandom } from './random.ts';
import { createSimulatedService, mainProjectId } from './simulated-service.ts';
import type { Worker } from './workers.ts';

const people = ['ann', 'ben', 'nobody'];
const desktopIds = ['d1', 'd2', 'd3', 'unknown'];

const calls = fc.array(
  fc.oneof(
    fc.record({
      what: fc.constant('detach' as const),
      id: fc.constantFrom(...desktopIds),
      user: fc.constantFrom(...people),
    }),
    fc.record({ what: fc.constant('unbind' as const), ids: fc.subarray(desktopIds, { minLength: 1 }) }),
    fc.record({ what: fc.constant('details' as const), users: fc.subarray(people, { minLength: 1 }) }),
    fc.record({ what: fc.constant('desktops' as const), ids: fc.subarray(desktopIds, { minLength: 1 }) }),
    fc.record({ what: fc.constantFrom('users' as const, 'eips' as const) }),
  ),
  { maxLength: 12 },
);
type Call = ReturnType<typeof calls.generate>['value'][number];

it('answers as the simulator does over HTTP, whatever is called in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (some) => {
      const [overHttp, inProcess] = [await connectOverHttp(), connectInProcess()];
      for (const call of some) expect(await outcomeOf(inProcess, call)).toEqual(await outcomeOf(overHttp, call));
    }),
    { numRuns: 50 },
  );
});

const desktops = [
  { id: 'd1', users: ['ann'] },
  { id: 'd2', users: ['ann', 'ben'], desktopType: 'SHARED' as const },
  { id: 'd3', status: 'HIBERNATED' as const, users: ['ben'] },
];

async function connectOverHttp(): Promise<WorkspaceClient> {
  const { client, world } = await startWorkspace();
  for (const desktop of desktops) world.addDesktop(desktop);
  world.addEip({ desktopId: 'd1' });
  return client;
}

function connectInProcess(): WorkspaceClient {
  const clock = createFakeClock();
  const service = createSimulatedService({
    scheduler: { ...noScheduler, now: () => clock.now(), clock },
    random: createRandom(1),
    chaos: calm,
    readLags: [],
    lagMs: 0,
    assumptions: {},
    throttled: false,
    watcher: () => {},
    onCall: () => {},
  });
  for (const desktop of desktops) addDesktop(service.world, desktop);
  addEip(service.world, { desktopId: 'd1' });
  return createWorkspaceClient({
    endpoint: 'https://workspace.example.com',
    projectId: mainProjectId,
    credentials: staticCredentials({ token: 'token' }),
    budget: { writesPerMinute: 1_000_000, readsPerMinute: 1_000_000 },
    clock,
    transport: service.transportOf(() => ({ name: 'worker', step: async () => {} }) as unknown as Worker),
  });
}

/** Without a lag nothing is put off. */
const noScheduler = { at: () => {}, timer: () => {}, runUntil: async () => {}, stop: () => {} };

async function outcomeOf(client: WorkspaceClient, call: Call): Promise<unknown> {
  if (call.what === 'detach') return client.batchDetach([{ desktopId: call.id, users: [{ userName: call.user }] }]);
  if (call.what === 'unbind') return client.unbindEips(call.ids);
  if (call.what === 'details') return allOf(client.listDesktopDetails({ userNames: call.users }));
  if (call.what === 'desktops') return allOf(client.listDesktops({ desktopIds: call.ids }));
  return call.what === 'users' ? allOf(client.listUsers()) : allOf(client.listEips());
}

async function allOf<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
