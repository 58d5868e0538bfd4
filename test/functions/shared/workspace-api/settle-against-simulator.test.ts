import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createWorkspaceClient,
  type WorkspaceClient,
} from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../../../functions/shared/workspace-api/credentials.ts';
import type { WriteResult } from '../../../../functions/shared/workspace-api/desktop-result.ts';
import {
  startWorkspaceSimulator,
  type WorkspaceSimulator,
} from '../../../workspace-simulator/start-workspace-simulator.ts';
import { createFakeClock } from './support/fake-clock.ts';

let simulator: WorkspaceSimulator;
let client: WorkspaceClient;

beforeAll(async () => {
  const clock = createFakeClock();
  simulator = await startWorkspaceSimulator({ clock });
  const { url: endpoint, projectId } = simulator;
  client = createWorkspaceClient({ endpoint, projectId, credentials: staticCredentials(simulator), clock });
});
beforeEach(() => {
  simulator.clearFaults();
  simulator.reset();
});
afterAll(() => simulator.close());

type Results = WriteResult | readonly WriteResult[];
/** Prepares a world, gives a write and how to settle it. */
type Case = () => { write: () => Promise<Results>; settle: (results: never) => Promise<Results> };

const ann = () =>
  ({ type: 'USER', id: simulator.world.user('ann')?.id ?? '', name: 'ann', userGroup: 'users' }) as const;

const cases: Record<string, Case> = {
  BatchDetachInstances: () => {
    const targets = [{ desktopId: simulator.world.addDesktop({ users: ['ann'] }).id, users: 'all' as const }];
    return {
      write: () => client.batchDetach(targets),
      settle: (results) => client.settleDetach(results, targets),
    };
  },
  DetachInstances: () => {
    const { id } = simulator.world.addDesktop({ users: ['ann'] });
    return { write: () => client.detachDesktops([id]), settle: (results) => client.settleDetach(results) };
  },
  AttachInstances: () => {
    simulator.world.addUser({ userName: 'ann' });
    const desktopId = simulator.world.addDesktop().id;
    const targets = [{ desktopId, user: { userName: 'ann', userId: ann().id, userGroup: 'users' } }];
    return { write: () => client.attach(targets), settle: (results) => client.settleAttach(results, targets) };
  },
  BatchAttachInstances: () => {
    simulator.world.addUser({ userName: 'ann' });
    const desktopId = simulator.world.addDesktop({ desktopType: 'SHARED', users: ['bob'] }).id;
    const targets = [{ desktopId, users: [{ userName: 'ann', userGroup: 'users' }] }];
    return { write: () => client.batchAttach(targets), settle: (results) => client.settleAttach(results, targets) };
  },
  BatchDisassociateDesktopsEip: () => {
    const { id } = simulator.world.addDesktop();
    simulator.world.addEip({ desktopId: id });
    return { write: () => client.unbindEips([id]), settle: (results) => client.settleUnbind(results) };
  },
  AssociateDesktopsEip: () => {
    const [desktopId, eipId] = [simulator.world.addDesktop().id, simulator.world.addEip().id];
    return {
      write: () => client.bindEip({ eipId, desktopId }),
      settle: (result) => client.settleBind(result, eipId),
    };
  },
  DeletePublicip: () => {
    const { id } = simulator.world.addEip();
    return { write: () => client.releasePublicIp(id), settle: (result) => client.settleRelease(result, id) };
  },
  ChangeUserStatus: () => {
    const { id } = simulator.world.addUser({ userName: 'ann' });
    return { write: () => client.lockUser(id), settle: (result) => client.settleLock(result, id) };
  },
  RunActionsOnGroup: () => {
    const { id } = simulator.world.addGroup({ groupName: 'staff', members: ['ann', 'bob'] });
    return {
      write: () => client.removeGroupUsers(id, [ann().id]),
      settle: (results) => client.settleRemoveGroupUsers(results, id),
    };
  },
  CreateDesktopPoolAuthorizedObjects: () => {
    const { id } = simulator.world.addPool({ poolName: 'pool', users: ['ann', 'bob'] });
    return {
      write: () => client.removePoolUsers(id, [ann()]),
      settle: (results) => client.settleRemovePoolUsers(results, id),
    };
  },
  BatchChangeTags: () => {
    const { id } = simulator.world.addDesktop({ tags: { left: 'no' } });
    const tags = { left: 'yes', by: '' };
    return { write: () => client.tagDesktop(id, tags), settle: (result) => client.settleTag(result, id, tags) };
  },
};

/** The other writes of the same operations. */
const others: Record<string, { operation: string; make: Case }> = {
  starting: {
    operation: 'BatchRunDesktops',
    make: () => {
      const { id } = simulator.world.addDesktop({ status: 'SHUTOFF' });
      return { write: () => client.startDesktops([id]), settle: (results) => client.settleStart(results) };
    },
  },
  stopping: {
    operation: 'BatchRunDesktops',
    make: () => {
      const { id } = simulator.world.addDesktop();
      return { write: () => client.stopDesktops([id]), settle: (results) => client.settleStop(results) };
    },
  },
  hibernating: {
    operation: 'BatchRunDesktops',
    make: () => {
      const { id } = simulator.world.addDesktop();
      return {
        write: () => client.runDesktops([id], 'os-hibernate'),
        settle: (results) => client.settleRun(results, 'os-hibernate'),
      };
    },
  },
  unlocking: {
    operation: 'ChangeUserStatus',
    make: () => {
      const { id } = simulator.world.addUser({ userName: 'ann', locked: true });
      return { write: () => client.unlockUser(id), settle: (result) => client.settleUnlock(result, id) };
    },
  },
  'adding to a group': {
    operation: 'RunActionsOnGroup',
    make: () => {
      simulator.world.addUser({ userName: 'ann' });
      const { id } = simulator.world.addGroup({ groupName: 'staff', members: ['bob'] });
      return {
        write: () => client.addGroupUsers(id, [ann().id]),
        settle: (results) => client.settleAddGroupUsers(results, id),
      };
    },
  },
  'authorising for a pool': {
    operation: 'CreateDesktopPoolAuthorizedObjects',
    make: () => {
      simulator.world.addUser({ userName: 'ann' });
      const { id } = simulator.world.addPool({ poolName: 'pool', users: ['bob'] });
      return {
        write: () => client.addPoolUsers(id, [ann()]),
        settle: (results) => client.settleAddPoolUsers(results, id),
      };
    },
  },
  untagging: {
    operation: 'BatchChangeTags',
    make: () => {
      const { id } = simulator.world.addDesktop({ tags: { left: 'no', keep: 'yes' } });
      return {
        write: () => client.untagDesktop(id, ['left']),
        settle: (result) => client.settleUntag(result, id, ['left']),
      };
    },
  },
};

const all = [
  ...Object.entries(cases).map(([operation, make]) => [operation, operation, make] as const),
  ...Object.entries(others).map(([name, { operation, make }]) => [name, operation, make] as const),
];
const outcomeOf = (results: Results) => [results].flat().map(({ outcome }) => outcome);

describe.each(all)('%s whose outcome is unknown', (_, operation, make) => {
  it.each([
    ['500-after', 'done'],
    ['reset-after', 'done'],
    ['malformed-json', 'done'],
    ['500', 'failed'],
    ['502-html', 'failed'],
    ['reset-before', 'unknown'],
  ] as const)('(%s) is found %s by one call', async (kind, outcome) => {
    const { write, settle } = make();
    simulator.fault({ operation, kind });
    const results = await write();
    expect(outcomeOf(results)).toEqual(['unknown']);
    const before = simulator.requests.length;
    const settled = await settle(results as never);
    expect(outcomeOf(settled)).toEqual([outcome]);
    expect(simulator.requests.length - before).toBe(1);
    expect(simulator.requests.filter((request) => request.operation === operation)).toHaveLength(1);
    expect([settled].flat()[0]).toMatchObject(outcome === 'failed' ? { retryable: true } : {});
  });

  it('stays so when it cannot be read', async () => {
    const { write, settle } = make();
    simulator.fault({ operation: '*', kind: '500-after' });
    const results = await write();
    simulator.fault({ operation: '*', kind: '403' });
    expect(outcomeOf(await settle(results as never))).toEqual(['unknown']);
  });
});
