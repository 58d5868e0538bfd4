import { expect, test } from 'vitest';
import { type AccessSought, createAccessReader } from '../../../../functions/shared/desktops/access-reader.ts';
import { createMemoryAccessIndexStore } from '../../support/memory-access-index-store.ts';
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
