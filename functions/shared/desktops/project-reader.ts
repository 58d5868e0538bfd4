import type { AttachedDesktop, BoundEip, SeenAccess, SeenDesktop, SeenUser } from '../offboarding/observation.ts';
import type { Problem } from '../offboarding/offboarding-case.ts';
import { unique } from '../runtime/chunks.ts';
import { remembering } from '../runtime/remembering.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { accessOf, type OpenGroups, type OpenPool, readGroups, readPools } from './read-access.ts';
import { type FoundDesktop, type FoundUser, readAttachments, readUsers } from './read-attachments.ts';
import { readEips } from './read-eips.ts';
import { readHolders } from './read-holders.ts';
import { createRefusedValues, type RefusedValues } from './refused-values.ts';

/** Somebody to look for. */
export type Sought = {
  /** Who they are on Workspace; undefined where that is not known. */
  userName: string | undefined;
  /** The names under which their case has found them: who they are may have changed since. */
  knownAs: readonly string[];
  /** Desktops that their case has been about in this project, and users. */
  desktopIds: readonly string[];
  userIds: readonly string[];
  /** These desktops are to be described in any case, not only where an EIP is at stake. */
  describe: boolean;
  /** What they are asked for by was refused before. @default false */
  isSuspect?: boolean;
};

/** What one project shows of somebody. */
export type Look = {
  users: SeenUser[];
  attached: AttachedDesktop[];
  access: SeenAccess[];
  eips: BoundEip[];
  others: SeenDesktop[];
  /** Why they could not be looked at, or not at all that is theirs: what is missing here proves nothing. */
  problem?: Problem;
};

export type ProjectReader = ReturnType<typeof createProjectReader>;

/**
 * Reads of one Workspace project what a group of cases needs to know, in as few calls as the API allows: up to 100 people
 * a list call, and nothing twice unless a write may have changed it. One reader serves one run.
 */
export function createProjectReader(workspace: string, client: WorkspaceClient) {
  const refused = createRefusedValues();
  const attachments = remembering((names: string[]) => readAttachments(client, names, refused));
  const users = remembering((names: string[]) => readUsers(client, names, refused));
  const eips = remembering(
    async (ids: string[]) => new Map((await readEips(client, ids)).map((eip) => [eip.desktopId, eip])),
  );
  const holders = remembering((ids: string[]) => readHolders(client, ids, refused));
  const pools = once(() => readPools(client));
  const groups = once(() => readGroups(client));

  /** One look for each, in their order. @throws WorkspaceError */
  async function look(sought: readonly Sought[]): Promise<Look[]> {
    for (const one of sought) if (one.isSuspect) for (const value of valuesOf(one)) refused.suspect(value);
    const names = () => sought.flatMap(namesOf).filter((name) => !refused.problemOf(name));
    const attachedTo = await attachments.of(names());
    const known = await users.of(names());
    const people = [...known.values()].flat();
    const openPools = people.length > 0 ? await pools.get() : [];
    const isInGroups = people.some((user) => user.groups.length > 0);
    const openGroups = isInGroups ? await groups.get() : undefined;
    const found = sought.map((one) => ownOf(one, attachedTo, known));
    const toCheck = sought.map((one, index) => unique([...idsOf(found[index]?.attached), ...one.desktopIds]));
    const bound = await eips.of(toCheck.flat());
    const described = await describe(sought, attachedTo, bound);
    return sought.map((one, index) => {
      const { desktopIds } = one;
      const attached = (found[index]?.attached ?? []).map((desktop) => ({ workspace, ...desktop }));
      const ownUsers = (found[index]?.users ?? []).map((user) => ({ workspace, ...user }));
      const attachedIds = new Set(idsOf(attached));
      const others = desktopIds.flatMap((id) => (attachedIds.has(id) ? [] : (described.get(id) ?? [])));
      const own = (toCheck[index] ?? []).flatMap((id) => bound.get(id) ?? []);
      const access = accessOfAll(ownUsers, openPools, openGroups);
      const problem = problemOf(one, refused);
      return { users: ownUsers, attached, access, eips: own, others, ...(problem && { problem }) };
    });
  }

  /** How the desktops that somebody is gone from are held. One that is some other leaver's still is described already. */
  async function describe(
    sought: readonly Sought[],
    attachedTo: ReadonlyMap<string, FoundDesktop[]>,
    bound: ReadonlyMap<string, BoundEip>,
  ): Promise<Map<string, SeenDesktop>> {
    const attached = new Map([...attachedTo.values()].flat().map((desktop) => [desktop.desktopId, desktop]));
    const wanted = sought.flatMap((one) => one.desktopIds.filter((id) => one.describe || bound.has(id)));
    const read = await holders.of(wanted.filter((id) => !attached.has(id) && !refused.problemOf(id)));
    return new Map(
      unique(wanted).flatMap((id) => {
        const desktop = attached.get(id) ?? read.get(id);
        return desktop ? [[id, { workspace, ...desktop }]] : [];
      }),
    );
  }

  return {
    look,
    /** Each forgets what a write of its kind may have changed. */
    forget: {
      attachments() {
        attachments.forget();
        holders.forget();
      },
      eips: eips.forget,
      users: users.forget,
      access() {
        users.forget();
        pools.forget();
      },
      power: holders.forget,
    },
  };
}

function namesOf({ userName, knownAs }: Sought): string[] {
  return [...(userName === undefined ? [] : [userName]), ...knownAs];
}

function valuesOf(one: Sought): string[] {
  return [...namesOf(one), ...one.desktopIds];
}

function problemOf(one: Sought, refused: RefusedValues): Problem | undefined {
  return valuesOf(one).flatMap((value) => refused.problemOf(value) ?? [])[0];
}

type Found = { attached: FoundDesktop[]; users: FoundUser[] };

/** What somebody has. Of an earlier name only what their case is about counts: it may have been given to somebody else. */
function ownOf(
  { userName, knownAs, desktopIds, userIds }: Sought,
  attachedTo: ReadonlyMap<string, FoundDesktop[]>,
  known: ReadonlyMap<string, FoundUser[]>,
): Found {
  const now = userName === undefined ? [] : [userName];
  const desktops = [
    ...knownAs.flatMap((name) => attachedTo.get(name) ?? []).filter(({ desktopId }) => desktopIds.includes(desktopId)),
    ...now.flatMap((name) => attachedTo.get(name) ?? []),
  ];
  const users = [
    ...knownAs.flatMap((name) => known.get(name) ?? []).filter(({ userId }) => userIds.includes(userId)),
    ...now.flatMap((name) => known.get(name) ?? []),
  ];
  return {
    attached: [...new Map(desktops.map((desktop) => [desktop.desktopId, desktop])).values()],
    users: [...new Map(users.map((user) => [user.userId, user])).values()],
  };
}

function accessOfAll(
  users: readonly SeenUser[],
  pools: readonly OpenPool[],
  groups: OpenGroups | undefined,
): SeenAccess[] {
  return users.flatMap((user) => accessOf(user, pools, groups));
}

function once<Value>(read: () => Promise<Value>) {
  let value: Promise<Value> | undefined;
  return {
    get: () => (value ??= read()),
    forget() {
      value = undefined;
    },
  };
}

function idsOf(desktops: readonly { desktopId: string }[] | undefined): string[] {
  return (desktops ?? []).map(({ desktopId }) => desktopId);
}
