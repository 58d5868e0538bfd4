import type { DesktopResult } from '../../../functions/shared/workspace-api/batches/desktop-result.ts';
import type { MemberResult } from '../../../functions/shared/workspace-api/batches/write-to-members.ts';
import { WorkspaceError } from '../../../functions/shared/workspace-api/call/errors.ts';
import {
  createWorkspaceClient,
  type WorkspaceClient,
} from '../../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../../functions/shared/workspace-api/credentials/credentials.ts';
import type { DesktopDetail } from '../../../functions/shared/workspace-api/operations/desktops.ts';
import type { WorkspaceSimulator } from '../start-workspace-simulator.ts';
import type { ManualClock } from '../test/manual-clock.ts';
import type { ContractCaller, Outcome, Seen } from './contract-caller.ts';

/** The service through the product's client. Its waits move the clock instead of passing. */
export function clientCaller(
  { url, projectId, accessKey, secretKey }: WorkspaceSimulator,
  clock: Pick<ManualClock, 'now' | 'advance'>,
): ContractCaller {
  const client: WorkspaceClient = createWorkspaceClient({
    endpoint: url,
    projectId,
    credentials: staticCredentials({ accessKey, secretKey }),
    clock: { now: () => clock.now(), sleep: async (ms) => clock.advance(ms) },
  });

  return {
    desktopsOf: async (userNames) => (await all(client.listDesktopDetails({ userNames }))).map(seen),
    async desktopsById(desktopIds) {
      const desktops = await all(client.listDesktops({ desktopIds }));
      return desktops.map(({ desktop_id, attach_user_infos }) => {
        return { id: desktop_id, users: (attach_user_infos ?? []).map(({ user_name }) => user_name ?? '') };
      });
    },
    async tagsOf(desktopId) {
      const tags = await client.listDesktopTags(desktopId);
      return Object.fromEntries(tags.map(({ key, value }) => [key, value ?? '']));
    },
    async eips(state) {
      const eips = await all(client.listEips({ state }));
      return eips.map(({ id, attached_desktop_id: desktopId }) => ({ id, desktopId: desktopId || null }));
    },
    async publicIps() {
      const ips = await all(client.listPublicIps());
      return ips.map(({ id, status, billing_info }) => ({
        id,
        isBound: status === 'ACTIVE',
        isPrepaid: Boolean(billing_info),
      }));
    },
    async users(userNames) {
      const users = await all(client.listUsers({ userNames }));
      return users.map(({ id, user_name, locked, group_names }) => {
        return { id: id ?? '', name: user_name ?? '', locked: locked ?? false, groups: group_names ?? [] };
      });
    },
    groups: async () => (await all(client.listGroups())).map(idAndName),
    pools: async () => (await all(client.listPools())).map(idAndName),
    async poolUsers(poolId) {
      const users = await all(client.listPoolUsers(poolId));
      return users.map(({ object_id, object_name, object_type }) => {
        return { id: object_id ?? '', name: object_name ?? '', type: object_type === 'USER' ? 'USER' : 'USER_GROUP' };
      });
    },
    async refusal() {
      const error = await all(client.listEips()).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) return undefined;
      if (!(error instanceof WorkspaceError)) throw error;
      const { httpStatus: status = 0, code, message, requestId = '' } = error;
      return { status, code, message, requestId };
    },
    detachUser: (desktopId, { id: userId, name: userName }) =>
      only(client.batchDetach([{ desktopId, users: [{ userId, userName }] }])),
    detachEverybody: async (ids) => (await client.detachDesktops(ids)).map(outcome),
    attach: (desktopId, userName) => only(client.batchAttach([{ desktopId, user: { userName, userGroup: 'users' } }])),
    unbind: async (ids) => (await client.unbindEips(ids)).map(outcome),
    bind: async (eipId, desktopId) => outcome(await client.bindEip({ eipId, desktopId })),
    stop: async (ids) => (await client.stopDesktops(ids)).map(outcome),
    logOff: async (ids) => (await client.logOffDesktops(ids)).map(outcome),
    lock: async (userId) => (await client.lockUser(userId)).outcome === 'done',
    unlock: async (userId) => (await client.unlockUser(userId)).outcome === 'done',
    removeFromPool: (poolId, member) => isDone(client.removePoolUsers(poolId, [{ ...member, userGroup: 'users' }])),
    addToPool: (poolId, member) => isDone(client.addPoolUsers(poolId, [{ ...member, userGroup: 'users' }])),
    removeFromGroup: (groupId, userId) => isDone(client.removeGroupUsers(groupId, [userId])),
    addToGroup: (groupId, userId) => isDone(client.addGroupUsers(groupId, [userId])),
    release: async (eipId) => (await client.releasePublicIp(eipId)).outcome === 'done',
  };
}

async function all<T>(pages: AsyncGenerator<T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

const idAndName = ({ id, name }: { id?: string | null | undefined; name?: string | null | undefined }) => {
  return { id: id ?? '', name: name ?? '' };
};

const isDone = async (results: Promise<MemberResult[]>) => (await results).every((result) => result.outcome === 'done');

async function only(results: Promise<DesktopResult[]>): Promise<Outcome> {
  const [result] = await results;
  if (!result) throw new Error('A write for one desktop had no result');
  return outcome(result);
}

function outcome(result: DesktopResult): Outcome {
  const { desktopId, jobId } = result;
  if (result.outcome === 'already' || result.outcome === 'done')
    return { desktopId, outcome: 'done', ...(jobId && { jobId }) };
  if (result.outcome === 'unknown') return { desktopId, outcome: 'unknown' };
  return { desktopId, outcome: 'failed', code: result.code };
}

function seen(desktop: DesktopDetail): Seen {
  const infos = desktop.attach_user_infos ?? [];
  const namesOf = (type: string) => infos.filter((info) => info.type === type).map(({ user_name }) => user_name ?? '');
  return {
    id: desktop.desktop_id,
    users: namesOf('USER'),
    groups: namesOf('GROUP'),
    attachState: desktop.attach_state ?? '',
    status: desktop.status ?? '',
    type: desktop.desktop_type ?? '',
    tags: Object.fromEntries((desktop.tags ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
  };
}
