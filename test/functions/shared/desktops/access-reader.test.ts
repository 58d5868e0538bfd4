import { describe, expect, it, test } from 'vitest';
import { type AccessSought, createAccessReader } from '../../../../functions/shared/desktops/access-reader.ts';
import { refreshAccessIndex } from '../../../../functions/shared/desktops/refresh-access-index.ts';
import { systemClock } from '../../../../functions/shared/runtime/clock.ts';
import { createMemoryAccessIndexStore } from '../../support/memory-access-index-store.ts';
import { aUser } from '../../support/samples.ts';
import { silentLog } from '../../support/silent-log.ts';
import { startWorkspace, type Workspace } from '../../support/start-workspace.ts';

const askForPools = 'ListDesktopPoolsByUsers';

/** A reader whose index nobody has read, of a company in which each of some is in a pool of their own. */
async function openReader(userNames: readonly string[], assumptions: Parameters<typeof startWorkspace>[0] = {}) {
  const workspace = await startWorkspace(assumptions);
  for (const userName of userNames) workspace.world.addPool({ poolName: `of-${userName}`, users: [userName] });
  const { client, clock } = workspace;
  const index = createMemoryAccessIndexStore();
  const reader = createAccessReader({ workspace: 'main', client, index, clock, log: silentLog });
  return {
    ...workspace,
    reader,
    /** The names of the pools that a look shows of each. */
    poolsOf: async (...names: string[]) => {
      const looks = await reader.look(names.map((userName) => sought(workspace, userName)));
      return looks.map(({ access }) => access.map(({ name }) => name));
    },
  };
}

function sought({ world }: Workspace, userName: string): AccessSought {
  const { id: userId = '' } = world.user(userName) ?? {};
  const user = { workspace: 'main', userId, userName, locked: false, groups: [] };
  return { users: [user], listed: [user], known: [], confirmSince: undefined };
}

test('everybody’s pools are asked for directly, whoever was asked about before in the run, and nobody’s twice', async () => {
  const { poolsOf, calls, reader } = await openReader(['ann', 'ben']);

  expect(await poolsOf('ann')).toEqual([['of-ann']]);
  expect(await poolsOf('ann', 'ben')).toEqual([['of-ann'], ['of-ben']]);
  expect(await poolsOf('ben')).toEqual([['of-ben']]);

  expect(calls(askForPools)).toBe(2);
  reader.forget();
  await poolsOf('ben');
  expect(calls(askForPools)).toBe(3);
});

test('where a region cannot be asked for the pools of a user, it is asked once a run', async () => {
  const { poolsOf, calls, reader } = await openReader(['ann', 'ben'], { assumptions: { poolsByUsers: 'missing' } });

  expect(await poolsOf('ann')).toEqual([[]]);
  reader.forget();
  expect(await poolsOf('ann', 'ben')).toEqual([[], []]);

  expect(calls(askForPools)).toBe(1);
});

/** Long before the index is read. */
const before = '2026-01-01T00:00:00.000Z';
const refusal = { operation: 'ListDesktopPoolAuthorizedObjects', kind: '403' } as const;

describe('a pool that could not be read when the index was', () => {
  it('holds whoever was gone before that as well', async () => {
    const { read } = await annInAPoolThatIsRefused();

    const [look] = await read(undefined);

    expect(look?.read.problem).toMatchObject({ code: 'pool-not-permitted' });
  });

  it('is read directly for whoever asks, and holds their case while it is refused', async () => {
    const { read, simulator } = await annInAPoolThatIsRefused();

    const [refused] = await read(before);
    simulator.clearFaults();
    const [found] = await read(before);

    expect(refused?.read.problem).toMatchObject({ code: 'pool-not-permitted' });
    expect(found?.access).toMatchObject([{ kind: 'pool', name: 'hidden', member: { name: 'ann' } }]);
    expect(found?.read).toMatchObject({ readSince: expect.any(String) });
    expect(found?.read.problem).toBeUndefined();
  });

  it('is nobody’s where it has gone since', async () => {
    const { read, simulator } = await annInAPoolThatIsRefused();
    simulator.reset();

    const [look] = await read(before);

    expect(look).toMatchObject({ access: [], read: { readSince: expect.any(String) } });
    expect(look?.read.problem).toBeUndefined();
  });
});

async function annInAPoolThatIsRefused() {
  const { client, world, simulator } = await startWorkspace();
  const { id: userId } = world.addUser({ userName: 'ann' });
  world.addPool({ poolName: 'hidden', users: ['ann'] });
  const index = createMemoryAccessIndexStore();
  const parts = { workspace: 'main', client, index, clock: systemClock, log: silentLog };
  // Only the index finds it.
  simulator.fault({ operation: 'ListDesktopPoolsByUsers', kind: '403', times: 1_000 });
  simulator.fault({ ...refusal, times: 1_000 });
  await refreshAccessIndex(parts, { pools: new Date().toISOString() }, { until: Infinity });
  const user = aUser({ userId, userName: 'ann', groups: [] });
  const read = (confirmSince: string | undefined) => {
    return createAccessReader(parts).look([{ users: [user], listed: [], known: [], confirmSince }]);
  };
  return { read, simulator };
}
