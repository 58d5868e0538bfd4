import type { ProjectReader } from '../shared/desktops/project-reader.ts';
import type { AccessRecord, DesktopRecord, UserRecord } from '../shared/offboarding/case/offboarding-case.ts';
import { accessRecordKey, desktopKey, userKey } from '../shared/offboarding/case/record-keys.ts';
import type { AccessWrite, DesktopWrite, UserWrite, WriteKind } from '../shared/offboarding/decide/decision.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { WriteResult } from '../shared/workspace-api/batches/desktop-result.ts';
import type { DetachTarget } from '../shared/workspace-api/batches/detach-targets.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';
import type { AttachTarget } from '../shared/workspace-api/operations/attach.ts';

/** What the API said to each record, by its key; a record without an answer is in doubt. */
type Results = ReadonlyMap<string, WriteResult>;

/** An answer that is not a refusal. */
type Taken = { at: string; requestId?: string | undefined; jobId?: string | undefined };

export type Write<Kept> = {
  /** Many records in as few calls as the API allows. */
  call: (client: WorkspaceClient, records: readonly Kept[]) => Promise<Results>;
  /** How a record reads once its request was taken. */
  taken: (taken: Taken) => Partial<Kept>;
  /** How it reads where the request was refused; beside its problem. */
  refused?: (isForGood: boolean, code: string) => Partial<Kept>;
  /** What has to be read anew. */
  forgets: keyof ProjectReader['forget'];
  /** What may be asked for again after it in the same run, because it may have been refused for want of this. */
  allows?: WriteKind;
};

/** Calls that name one thing only: so many at once. */
const callsAtOnce = 5;
/** What a user may do on a desktop that did not say; the service wants to be told. UNCONFIRMED for Linux, which knows `default`. */
const defaultUserGroup = 'users';

/** What is to be back, once Workspace has taken the request. */
function restoreTaken({ at, requestId }: Taken) {
  return { restore: 'requested' as const, restoreRequestedAt: at, restoreRequestId: requestId };
}

export const desktopWrites: Record<DesktopWrite, Write<DesktopRecord>> = {
  'log-off': {
    call: async (client, records) => byDesktop(await client.logOffDesktops(records.map(desktopKey))),
    taken: () => ({ logOff: 'requested' }),
    // Workspace shows no proof of it, and the detachment must not wait for it.
    refused: () => ({ logOff: 'failed' }),
    forgets: 'power',
  },
  detach: {
    call: async (client, records) => byDesktop(await client.batchDetach(records.map(asDetachTarget))),
    taken: ({ at, requestId, jobId }) => ({
      detach: 'requested',
      detachRequestedAt: at,
      detachRequestId: requestId,
      detachJobId: jobId,
    }),
    forgets: 'attachments',
  },
  shutdown: {
    call: async (client, records) => byDesktop(await client.stopDesktops(records.map(desktopKey))),
    taken: () => ({ shutdown: 'requested' }),
    forgets: 'power',
  },
  unbind: {
    call: async (client, records) => byDesktop(await client.unbindEips(records.map(desktopKey))),
    taken: ({ at, requestId }) => ({ unbind: 'requested', unbindRequestedAt: at, unbindRequestId: requestId }),
    forgets: 'eips',
  },
  bind: {
    call: async (client, records) =>
      new Map(
        await inParallel(records, callsAtOnce, async (record): Promise<[string, WriteResult]> => {
          const eipId = record.eip?.eipId ?? '';
          return [record.desktopId, await client.bindEip({ eipId, desktopId: record.desktopId })];
        }),
      ),
    taken: ({ at, requestId }) => ({
      restoreEip: 'requested',
      restoreEipRequestedAt: at,
      restoreEipRequestId: requestId,
    }),
    refused: (isForGood, code) => (isForGood ? { restoreEip: 'impossible', restoreReason: code } : {}),
    forgets: 'eips',
  },
  start: {
    call: async (client, records) => byDesktop(await client.startDesktops(records.map(desktopKey))),
    taken: ({ at, requestId }) => ({
      restorePower: 'requested',
      restorePowerRequestedAt: at,
      restorePowerRequestId: requestId,
    }),
    refused: (isForGood, code) => (isForGood ? { restorePower: 'impossible', restoreReason: code } : {}),
    forgets: 'power',
    allows: 'attach',
  },
  attach: {
    call: async (client, records) => byDesktop(await client.batchAttach(records.map(asAttachTarget))),
    // Whether a refusal is for good depends on what the desktop is doing: `decideUndo` says.
    taken: restoreTaken,
    forgets: 'attachments',
  },
};

export const userWrites: Record<UserWrite, Write<UserRecord>> = {
  lock: {
    call: (client, records) => eachUser(records, (userId) => client.lockUser(userId)),
    taken: ({ at, requestId }) => ({ lock: 'requested', lockRequestedAt: at, lockRequestId: requestId }),
    forgets: 'users',
  },
  unlock: {
    call: (client, records) => eachUser(records, (userId) => client.unlockUser(userId)),
    taken: restoreTaken,
    refused: (isForGood, code) => (isForGood ? { restore: 'impossible', restoreReason: code } : {}),
    forgets: 'users',
  },
};

export const accessWrites: Record<AccessWrite, Write<AccessRecord>> = {
  'remove-access': {
    call: (client, records) => eachDoor(records, (door) => removeFrom(client, door)),
    taken: ({ at, requestId }) => ({ removal: 'requested', removalRequestedAt: at, removalRequestId: requestId }),
    forgets: 'access',
  },
  'restore-access': {
    call: (client, records) => eachDoor(records, (door) => addTo(client, door)),
    taken: restoreTaken,
    refused: (isForGood, code) => (isForGood ? { restore: 'impossible', restoreReason: code } : {}),
    forgets: 'access',
  },
};

function byDesktop(results: readonly (WriteResult & { desktopId: string })[]): Results {
  return new Map(results.map((result) => [result.desktopId, result]));
}

async function eachUser(
  records: readonly UserRecord[],
  call: (userId: string) => Promise<WriteResult>,
): Promise<Results> {
  const results = await inParallel(
    records,
    callsAtOnce,
    async (record): Promise<[string, WriteResult]> => [userKey(record), await call(record.userId)],
  );
  return new Map(results);
}

/** A pool or group, and those of the records that are about it. */
type Door = Pick<AccessRecord, 'kind' | 'id'> & { members: AccessRecord['member'][] };

/** One call for each pool and group, whoever leaves it; an answer for a member is the answer for their record. */
async function eachDoor(
  records: readonly AccessRecord[],
  call: (door: Door) => Promise<(WriteResult & { memberId: string })[]>,
): Promise<Results> {
  const doors = Map.groupBy(records, ({ kind, id }) => `${kind} ${id}`);
  const results = await inParallel([...doors.values()], callsAtOnce, async (own) => {
    const [first] = own;
    if (!first) return [];
    const answers = await call({ kind: first.kind, id: first.id, members: own.map(({ member }) => member) });
    const byMember = new Map(answers.map((answer) => [answer.memberId, answer]));
    return own.flatMap((record) => {
      const answer = byMember.get(record.member.id);
      return answer ? [[accessRecordKey(record), answer] as const] : [];
    });
  });
  return new Map(results.flat());
}

function removeFrom(client: WorkspaceClient, { kind, id, members }: Door) {
  if (kind === 'group')
    return client.removeGroupUsers(
      id,
      members.map((member) => member.id),
    );
  return client.removePoolUsers(id, members.map(asPoolMember));
}

function addTo(client: WorkspaceClient, { kind, id, members }: Door) {
  if (kind === 'group')
    return client.addGroupUsers(
      id,
      members.map((member) => member.id),
    );
  return client.addPoolUsers(id, members.map(asPoolMember));
}

function asPoolMember({ id, name, userGroup = defaultUserGroup, domain }: AccessRecord['member']) {
  return { type: 'USER' as const, id, name, userGroup, ...(domain !== undefined && { domain }) };
}

function asDetachTarget(record: DesktopRecord): DetachTarget {
  return { desktopId: record.desktopId, users: [{ ...attachedUser(record), type: 'USER' }] };
}

function asAttachTarget(record: DesktopRecord): AttachTarget {
  const { domain, ...user } = attachedUser(record);
  const withGroup = { ...user, userGroup: record.attachment.userGroup ?? defaultUserGroup };
  const { desktopId } = record;
  if (record.desktopType !== 'SHARED') return { desktopId, clearData: false, user: withGroup };
  return { desktopId, clearData: false, users: [{ ...withGroup, ...(domain && { domain }), type: 'USER' }] };
}

function attachedUser({ attachment: { userName, userId, userGroup, domain } }: DesktopRecord) {
  return { userName, ...(userId && { userId }), ...(userGroup && { userGroup }), ...(domain && { domain }) };
}
