import type { WorkspaceSimulator } from '../start-workspace-simulator.ts';
import { type Answer, call } from '../test/call-simulator.ts';
import type { ManualClock } from '../test/manual-clock.ts';
import type { ContractCaller, Member, Outcome, Seen } from './contract-caller.ts';

type UserInfo = { user_name: string; type: string };
type Desktop = {
  desktop_id: string;
  attach_user_infos: UserInfo[];
  attach_state: string;
  status: string;
  desktop_type: string;
  tags: { key: string; value: string }[];
};
type Batch = { failed_operation_list?: { desktop_id: string; error_code: string }[]; job_id?: string };
type PublicIp = { id: string; status: string; billing_info: string };
type User = { id: string; user_name: string; locked: boolean; group_names: string[] };
type PoolUser = { object_id: string; object_name: string; object_type: Member['type'] };

/** The service as its documents describe it, with nothing between: hand-signed requests and JSON. */
export function plainCaller(
  simulator: WorkspaceSimulator,
  clock: Pick<ManualClock, 'now' | 'advance'>,
): ContractCaller {
  /** Throttled: again when the window is over. */
  async function send(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await call(simulator, method, path, { at: clock.now(), ...(body !== undefined && { body }) });
    if (answer.status !== 429) return answer;
    clock.advance(60_000);
    return send(method, path, body);
  }

  async function read<T>(path: string): Promise<T> {
    const answer = await send('GET', path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.json as T;
  }

  async function write(path: string, body: unknown, desktopIds: string[]): Promise<Outcome[]> {
    const answer = await send('POST', path, body).catch(() => undefined);
    return desktopIds.map((desktopId) => ({ desktopId, ...outcomeOf(answer, desktopId) }));
  }

  const writeOne = async (path: string, body: unknown, desktopId: string): Promise<Outcome> => {
    const [outcome] = await write(path, body, [desktopId]);
    return outcome ?? { desktopId, outcome: 'unknown' };
  };
  const isDone = async (method: string, path: string, body?: unknown) => (await send(method, path, body)).status < 300;
  const changePool = (poolId: string, action: 'ADD' | 'REMOVE', { id, name, type }: Member) => {
    const objects = [{ object_type: type, object_id: id, object_name: name, user_group: 'users' }];
    return isDone('POST', `/desktop-pools/${poolId}/users`, { action, objects });
  };
  const changeGroup = (groupId: string, op_type: 'ADD' | 'DELETE', userId: string) =>
    isDone('POST', `/groups/${groupId}/actions`, { op_type, user_ids: [userId] });
  const { projectId } = simulator;

  return {
    async desktopsOf(names) {
      const query = names.map((name) => `user_names=${encodeURIComponent(name)}`).join('&');
      return (await read<{ desktops: Desktop[] }>(`/desktops/detail?${query}`)).desktops.map(seen);
    },
    async desktopsById(ids) {
      const { desktops } = await read<{ desktops: Desktop[] }>(
        `/desktops?${ids.map((id) => `desktop_id=${id}`).join('&')}`,
      );
      return desktops.map((each) => ({
        id: each.desktop_id,
        users: each.attach_user_infos.map((info) => info.user_name),
      }));
    },
    async tagsOf(desktopId) {
      const { tags } = await read<Pick<Desktop, 'tags'>>(`/desktops/${desktopId}/tags`);
      return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
    },
    async eips(state) {
      const { eips } = await read<{ eips: { id: string; attached_desktop_id: string }[] }>(`/eips?state=${state}`);
      return eips.map(({ id, attached_desktop_id: desktopId }) => ({ id, desktopId: desktopId || null }));
    },
    async publicIps() {
      const { publicips } = await read<{ publicips: PublicIp[] }>(`//v3/${projectId}/eip/publicips`);
      return publicips.map(({ id, status, billing_info }) => ({
        id,
        isBound: status === 'ACTIVE',
        isPrepaid: billing_info !== '',
      }));
    },
    async users(names) {
      const { users } = await read<{ users: User[] }>(`/users?${names.map((name) => `user_names=${name}`).join('&')}`);
      return users.map(({ id, user_name: name, locked, group_names: groups }) => ({ id, name, locked, groups }));
    },
    groups: async () =>
      (await read<{ user_groups: { id: string; name: string }[] }>('/groups')).user_groups.map(idAndName),
    pools: async () =>
      (await read<{ desktop_pools: { id: string; name: string }[] }>('/desktop-pools')).desktop_pools.map(idAndName),
    async poolUsers(poolId) {
      const { objects } = await read<{ objects: PoolUser[] }>(`/desktop-pools/${poolId}/users?limit=100`);
      return objects.map(({ object_id: id, object_name: name, object_type: type }) => ({ id, name, type }));
    },
    async refusal() {
      const { status, headers, json } = await call(simulator, 'GET', '/eips', { at: clock.now() });
      if (status === 200) return undefined;
      // The gateway names the request in the body as well.
      const { error_code: code, error_msg: message, request_id: requestId } = json as Record<string, string>;
      return {
        status,
        code: code ?? '',
        message: message ?? '',
        requestId: requestId ?? headers.get('x-request-id') ?? '',
      };
    },
    detachUser(desktopId, { id, name }) {
      const detach_user_infos = [{ user_id: id, user_name: name, type: 'USER' }];
      const body = { desktops: [{ desktop_id: desktopId, is_detach_all_users: false, detach_user_infos }] };
      return writeOne('/desktops/batch-detach', body, desktopId);
    },
    detachEverybody: (desktopIds) => write('/desktops/detach', { desktop_ids: desktopIds }, desktopIds),
    attach(desktopId, userName) {
      const desktop = { desktop_id: desktopId, user_name: userName, user_group: 'users', is_clear_data: false };
      return writeOne('/desktops/batch-attach', { desktops: [desktop] }, desktopId);
    },
    unbind: (desktopIds) => write('/eips/unbinding', { desktop_ids: desktopIds }, desktopIds),
    bind: (eipId, desktopId) => writeOne('/eips/binding', { eip_id: eipId, desktop_id: desktopId }, desktopId),
    stop: (ids) => write('/desktops/action', { desktop_ids: ids, op_type: 'os-stop', type: 'SOFT' }, ids),
    logOff: (ids) => write('/desktops/logoff', { desktop_ids: ids }, ids),
    lock: (userId) => isDone('POST', `/users/${userId}/actions`, { op_type: 'LOCK' }),
    unlock: (userId) => isDone('POST', `/users/${userId}/actions`, { op_type: 'UNLOCK' }),
    removeFromPool: (poolId, member) => changePool(poolId, 'REMOVE', member),
    addToPool: (poolId, member) => changePool(poolId, 'ADD', member),
    removeFromGroup: (groupId, userId) => changeGroup(groupId, 'DELETE', userId),
    addToGroup: (groupId, userId) => changeGroup(groupId, 'ADD', userId),
    release: (eipId) => isDone('DELETE', `//v1/${projectId}/publicips/${eipId}`),
  };
}

const idAndName = ({ id, name }: { id: string; name: string }) => ({ id, name });

/** A 4xx was refused; a 5xx, a broken connection or half an answer says nothing about what was done. */
function outcomeOf(answer: Answer | undefined, desktopId: string): Omit<Outcome, 'desktopId'> {
  if (!answer || answer.status >= 500 || (answer.text !== '' && answer.json === undefined))
    return { outcome: 'unknown' };
  if (answer.status >= 400) return { outcome: 'failed', code: (answer.json as { error_code: string }).error_code };
  const { failed_operation_list: failures = [], job_id: jobId } = (answer.json ?? {}) as Batch;
  const failure = failures.find((each) => each.desktop_id === desktopId);
  if (failure) return { outcome: 'failed', code: failure.error_code };
  return { outcome: 'done', ...(jobId && { jobId }) };
}

function seen(desktop: Desktop): Seen {
  const namesOf = (type: string) =>
    desktop.attach_user_infos.filter((info) => info.type === type).map((info) => info.user_name);
  return {
    id: desktop.desktop_id,
    users: namesOf('USER'),
    groups: namesOf('GROUP'),
    attachState: desktop.attach_state,
    status: desktop.status,
    type: desktop.desktop_type,
    tags: Object.fromEntries(desktop.tags.map(({ key, value }) => [key, value])),
  };
}
