import type {
  AccessRead,
  AttachedDesktop,
  BoundEip,
  SeenAccess,
  SeenDesktop,
  SeenUser,
} from '../offboarding/observation.ts';
import type { AccessRecord } from '../offboarding/offboarding-case.ts';
import { unique } from '../runtime/chunks.ts';
import { remembering } from '../runtime/remembering.ts';
import { type AccessLook, type AccessReaderParts, createAccessReader } from './access-reader.ts';
import { type FoundDesktop, type FoundUser, readAttachments, readUsers } from './read-attachments.ts';
import { readEips } from './read-eips.ts';
import { readHolders } from './read-holders.ts';

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
  /** Whether access through pools and groups is looked for, and what is known of it. @default it is not */
  access?: {
    known: readonly AccessRecord[];
    /** See `AccessSought`. */
    confirmSince: string | undefined;
  };
};

/** What one project shows of somebody. */
export type Look = {
  users: SeenUser[];
  attached: AttachedDesktop[];
  access: SeenAccess[];
  /** Undefined where access was not looked for. */
  accessRead: AccessRead | undefined;
  eips: BoundEip[];
  others: SeenDesktop[];
};

export type ProjectReader = ReturnType<typeof createProjectReader>;

/**
 * Reads of one Workspace project what a group of cases needs to know, in as few calls as the API allows: up to 100 people
 * a list call, and nothing twice unless a write may have changed it. One reader serves one run.
 */
export function createProjectReader(parts: AccessReaderParts) {
  const { workspace, client, clock } = parts;
  /** When it was read last who is attached to what, epoch milliseconds. */
  let attachmentsReadAt = clock.now();
  const attachments = remembering(async (names: string[]) => {
    const found = await readAttachments(client, names);
    attachmentsReadAt = clock.now();
    return found;
  });
  const users = remembering((names: string[]) => readUsers(client, names));
  const eips = remembering(
    async (ids: string[]) => new Map((await readEips(client, ids)).map((eip) => [eip.desktopId, eip])),
  );
  const holders = remembering((ids: string[]) => readHolders(client, ids));
  const access = createAccessReader(parts);

  /** One look for each, in their order. @throws WorkspaceError */
  async function look(sought: readonly Sought[]): Promise<Look[]> {
    const names = sought.flatMap(({ userName, knownAs }) => [userName, ...knownAs]);
    const attachedTo = await attachments.of(names);
    const known = await users.of(names);
    const found = sought.map((one) => ownOf(one, attachedTo, known));
    const toCheck = sought.map((one, index) => unique([...idsOf(found[index]?.attached), ...one.desktopIds]));
    const bound = await eips.of(toCheck.flat());
    const described = await describe(sought, attachedTo, bound);
    const reached = await lookForAccess(sought, found);
    return sought.map(({ desktopIds }, index) => {
      const attached = (found[index]?.attached ?? []).map((desktop) => ({ workspace, ...desktop }));
      const ownUsers = (found[index]?.users ?? []).map((user) => ({ workspace, ...user }));
      const attachedIds = new Set(idsOf(attached));
      const others = desktopIds.flatMap((id) => (attachedIds.has(id) ? [] : (described.get(id) ?? [])));
      const own = (toCheck[index] ?? []).flatMap((id) => bound.get(id) ?? []);
      const { access: ways = [], read: accessRead } = reached[index] ?? {};
      return { users: ownUsers, attached, access: ways, accessRead, eips: own, others };
    });
  }

  /** Access through pools and groups, of those that it is asked of. */
  async function lookForAccess(
    sought: readonly Sought[],
    found: readonly Found[],
  ): Promise<(AccessLook | undefined)[]> {
    const asked = sought.flatMap(({ access: wanted }, index) => {
      const users = (found[index]?.users ?? []).map((user) => ({ workspace, ...user }));
      return wanted ? [{ index, wanted: { ...wanted, users } }] : [];
    });
    const looks = asked.length > 0 ? await access.look(asked.map(({ wanted }) => wanted)) : [];
    const byIndex = new Map(asked.map(({ index }, each) => [index, looks[each]]));
    return sought.map((_, index) => byIndex.get(index));
  }

  /** How the desktops that somebody is gone from are held. One that is some other leaver's still is described already. */
  async function describe(
    sought: readonly Sought[],
    attachedTo: ReadonlyMap<string, FoundDesktop[]>,
    bound: ReadonlyMap<string, BoundEip>,
  ): Promise<Map<string, SeenDesktop>> {
    const attached = new Map([...attachedTo.values()].flat().map((desktop) => [desktop.desktopId, desktop]));
    const wanted = sought.flatMap((one) => one.desktopIds.filter((id) => one.describe || bound.has(id)));
    const read = await holders.of(wanted.filter((id) => !attached.has(id)));
    return new Map(
      unique(wanted).flatMap((id) => {
        const desktop = attached.get(id) ?? read.get(id);
        return desktop ? [[id, { workspace, ...desktop }]] : [];
      }),
    );
  }

  return {
    look,
    attachmentsReadAt: () => attachmentsReadAt,
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
        access.forget();
      },
      power: holders.forget,
    },
  };
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

function idsOf(desktops: readonly { desktopId: string }[] | undefined): string[] {
  return (desktops ?? []).map(({ desktopId }) => desktopId);
}
