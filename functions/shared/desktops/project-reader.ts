import type { DesktopEip } from '../elastic-ips/idle-eips.ts';
import type { AccessRecord, Problem } from '../offboarding/case/offboarding-case.ts';
import type {
  AccessRead,
  AttachedDesktop,
  BoundEip,
  SeenAccess,
  SeenDesktop,
  SeenUnclear,
  SeenUser,
} from '../offboarding/decide/observation.ts';
import { type AttachedUser, allOf } from '../offboarding/identity/attached-user.ts';
import { isSameUser } from '../offboarding/identity/candidate.ts';
import { unique } from '../runtime/chunks.ts';
import { remembering } from '../runtime/remembering.ts';
import { type AccessLook, type AccessReaderParts, createAccessReader } from './access-reader.ts';
import { compareLists } from './compare-lists.ts';
import { isPersons, type KnownPerson } from './is-persons.ts';
import { asNamesake, type Namesake, namesakes, whoseAttachment } from './namesakes.ts';
import { type FoundDesktop, type FoundUser, readAttachments, readUsers } from './read-attachments.ts';
import { readEips } from './read-eips.ts';
import { type DesktopHolder, readHolders } from './read-holders.ts';
import { createRefusedValues, type RefusedValues } from './refused-values.ts';
import { createUserDirectory } from './user-directory.ts';

/** Somebody to look for. */
export type Sought = {
  /** Who they are on Workspace; undefined where that is not known. */
  userName: string | undefined;
  /** Their users in this project; absent where everybody of that name is looked for. */
  users?: readonly Namesake[];
  /** The names under which their case has found them: who they are may have changed since. */
  knownAs: readonly string[];
  /** Desktops that their case has been about in this project, and users. */
  desktopIds: readonly string[];
  userIds: readonly string[];
  /** Which of these desktops had an EIP, by their case. */
  withEip?: readonly string[];
  /** Whether access through pools and groups is looked for, and what is known of it. @default it is not */
  access?: {
    known: readonly AccessRecord[];
    /** See `AccessSought`. */
    confirmSince: string | undefined;
  };
  /** What they are asked for by was refused before. @default false */
  isSuspect?: boolean;
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
  /** What carries their name, and may be somebody else's. */
  unclear: SeenUnclear[];
  /** Why they could not be looked at, or not at all that is theirs: what is missing here proves nothing. */
  problem?: Problem;
};

export type ProjectReader = ReturnType<typeof createProjectReader>;

/**
 * Reads of one Workspace project what a group of cases needs to know, in as few calls as the API allows: up to 100 people
 * a list call, and nothing twice unless a write may have changed it. One reader serves one run.
 */
export function createProjectReader(parts: AccessReaderParts) {
  const { workspace, client, clock } = parts;
  const refused = createRefusedValues();
  /** When it was read last who is attached to what, epoch milliseconds. */
  let attachmentsReadAt = clock.now();
  const attachments = remembering(async (names: string[]) => {
    const found = await readAttachments(client, names, refused);
    attachmentsReadAt = clock.now();
    return found;
  });
  const users = remembering((names: string[]) => readUsers(client, names, refused));
  const directory = createUserDirectory(workspace, client, { attachments, users });
  /** Since when it has been read what is bound, epoch milliseconds: nothing that is known of it is older. */
  let eipsReadAt: number | undefined;
  const eips = remembering(async (ids: string[]) => {
    const found = new Map((await readEips(client, ids)).map((eip) => [eip.desktopId, eip]));
    eipsReadAt ??= clock.now();
    return found;
  });
  const missingEips = remembering(async (ids: string[]) => {
    return new Map((await readEips(client, ids)).map((eip) => [eip.desktopId, eip]));
  });
  const holders = remembering((ids: string[]) => readHolders(client, ids, refused));
  const access = createAccessReader(parts);

  /** One look for each, in their order. @throws WorkspaceError */
  async function look(sought: readonly Sought[]): Promise<Look[]> {
    for (const one of sought) if (one.isSuspect) for (const value of valuesOf(one)) refused.suspect(value);
    const names = () => sought.flatMap(namesOf).filter((name) => !refused.problemOf(name));
    const attachedTo = await attachments.of(names());
    const known = await users.of(names());
    const found = sought.map((one) => ownOf(one, attachedTo, known));
    const toCheck = sought.map((one, index) => unique([...idsOf(found[index]?.attached), ...one.desktopIds]));
    const bound = await boundTo(
      toCheck.flat(),
      sought.flatMap(({ withEip }) => withEip ?? []),
    );
    const gone = sought.map(({ desktopIds }, index) => {
      const theirs = new Set(idsOf(found[index]?.attached));
      return desktopIds.filter((id) => !theirs.has(id));
    });
    const described = await describe(unique(gone.flat()), attachedTo);
    const reached = await lookForAccess(sought, found, [...known.values()].flat());
    return sought.map((one, index) => {
      const ownUsers = (found[index]?.users ?? []).map((user) => ({ workspace, ...user }));
      const isOwn = (user: AttachedUser) => isPersons(user, knownPerson(one, ownUsers, attachedTo, known));
      const left = (gone[index] ?? []).flatMap((id) => described.get(id) ?? []);
      const { attached, others } = compareLists({ workspace, attached: found[index]?.attached ?? [], left, isOwn });
      const own = (toCheck[index] ?? []).flatMap((id) => bound.get(id) ?? []);
      const { access: ways = [], read: accessRead, unclear: inPools = [] }: Partial<AccessLook> = reached[index] ?? {};
      const unclear = [...(found[index]?.unclear ?? []), ...inPools].map((each) => ({ workspace, ...each }));
      const problem = problemOf(one, refused);
      const seen = { users: ownUsers, attached, access: ways, accessRead, eips: own, others, unclear };
      return { ...seen, ...(problem && { problem }) };
    });
  }

  /** What is bound to these desktops. What a case knows to have been bound and the list does not show is looked for a second time. */
  async function boundTo(desktopIds: readonly string[], withEip: readonly string[]): Promise<Map<string, DesktopEip>> {
    const bound = await eips.of(desktopIds);
    const missing = unique(withEip).filter((id) => !bound.has(id));
    return new Map([...(await missingEips.of(missing)), ...bound]);
  }

  /** Access through pools and groups, of those that it is asked of. */
  async function lookForAccess(
    sought: readonly Sought[],
    found: readonly Found[],
    listed: readonly FoundUser[],
  ): Promise<(AccessLook | undefined)[]> {
    const asked = sought.flatMap(({ access: wanted }, index) => {
      const own = (found[index]?.users ?? []).map((user) => ({ workspace, ...user }));
      return wanted ? [{ index, wanted: { ...wanted, users: own, listed } }] : [];
    });
    const looks = asked.length > 0 ? await access.look(asked.map(({ wanted }) => wanted)) : [];
    const byIndex = new Map(asked.map(({ index }, each) => [index, looks[each]]));
    return sought.map((_, index) => byIndex.get(index));
  }

  /** How these desktops are held, by the list that is asked by desktop; whom the list by names shows on one counts as well. */
  async function describe(
    desktopIds: readonly string[],
    attachedTo: ReadonlyMap<string, FoundDesktop[]>,
  ): Promise<Map<string, DesktopHolder>> {
    const read = await holders.of(desktopIds.filter((id) => !refused.problemOf(id)));
    const byNames = new Map([...attachedTo.values()].flat().map((desktop) => [desktop.desktopId, desktop]));
    return new Map(
      desktopIds.flatMap((id): [string, DesktopHolder][] => {
        const [desktop, byName] = [read.get(id), byNames.get(id)];
        if (!desktop) return byName ? [[id, { ...byName, attachingEip: false }]] : [];
        return [[id, { ...desktop, attachedUsers: allOf(desktop.attachedUsers, byName?.attachedUsers ?? []) }]];
      }),
    );
  }

  return {
    look,
    /** Why somebody is not asked for any more, also if a look has come to no end. */
    refusalOf: (one: Sought) => problemOf(one, refused),
    attachmentsReadAt: () => attachmentsReadAt,
    eipsReadAt: () => eipsReadAt ?? clock.now(),
    directory,
    /** Each forgets what a write of its kind may have changed. */
    forget: {
      attachments() {
        attachments.forget();
        holders.forget();
        // They are counted there as well.
        users.forget();
      },
      eips() {
        eips.forget();
        missingEips.forget();
        eipsReadAt = undefined;
      },
      users: users.forget,
      access() {
        users.forget();
        access.forget();
      },
      power: holders.forget,
    },
  };
}

/** Who somebody is to the list by desktop, which shows whoever is attached. */
function knownPerson(
  one: Sought,
  users: readonly FoundUser[],
  attachedTo: ReadonlyMap<string, FoundDesktop[]>,
  known: ReadonlyMap<string, FoundUser[]>,
): KnownPerson {
  const names = namesOf(one);
  // What a case has found before it took anything may be somebody else's.
  const recorded = one.knownAs.length > 0 ? one.userIds : [];
  const ids = [...recorded, ...users.map(({ userId }) => userId), ...(one.users ?? []).map(({ userId }) => userId)];
  return {
    names,
    userIds: unique(ids.filter((id) => id !== undefined)),
    namesakes: names.flatMap((name) => namesakes(known.get(name) ?? [], attachedTo.get(name) ?? [])),
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

type Found = { attached: FoundDesktop[]; users: FoundUser[]; unclear: Omit<SeenUnclear, 'workspace'>[] };

/** What somebody has, by the ids of their users. Of what their case found before, only that counts which is still the same user's. */
function ownOf(
  { userName, users: own, knownAs, desktopIds, userIds }: Sought,
  attachedTo: ReadonlyMap<string, FoundDesktop[]>,
  known: ReadonlyMap<string, FoundUser[]>,
): Found {
  const attached = userName === undefined ? [] : (attachedTo.get(userName) ?? []);
  const listed = userName === undefined ? [] : (known.get(userName) ?? []);
  const all = namesakes(listed, attached);
  const judged = attached.map((desktop) => ({ desktop, whose: own ? whoseAttachment(desktop, own, all) : undefined }));
  const before = knownAs.flatMap((name) => {
    const [ofName, there] = [known.get(name) ?? [], attachedTo.get(name) ?? []];
    const everybody = namesakes(ofName, there);
    const theirs = ofRecord(everybody, userIds);
    const isTheirs = (desktop: FoundDesktop) => typeof whoseAttachment(desktop, theirs, everybody) === 'object';
    return there.filter((desktop) => desktopIds.includes(desktop.desktopId) && isTheirs(desktop));
  });
  const desktops = [
    ...before,
    ...judged.flatMap(({ desktop, whose }) => {
      if (!own) return desktop.unknownType === undefined || desktop.attachment.userId ? desktop : [];
      return typeof whose === 'object' ? withId(desktop, whose) : [];
    }),
  ];
  const users = [
    ...knownAs.flatMap((name) => known.get(name) ?? []).filter(({ userId }) => userIds.includes(userId)),
    ...listed
      .filter((user) => !own || own.some((one) => isSameUser(one, asNamesake(user))))
      .map((user) => (all.length > 1 ? { ...user, hasNamesakes: true as const } : user)),
  ];
  return {
    attached: [...new Map(desktops.map((desktop) => [desktop.desktopId, desktop])).values()],
    users: [...new Map(users.map((user) => [user.userId, user])).values()],
    unclear: judged.flatMap(({ desktop: { desktopId, attachment }, whose }) =>
      whose === 'unclear' ? [{ ...asNamesake(attachment), in: desktopId }] : [],
    ),
  };
}

/** Those of a name who are on the records of a case. Records without ids are of whoever has the name, if that is one. */
function ofRecord(everybody: readonly Namesake[], userIds: readonly string[]): Namesake[] {
  if (userIds.length === 0) return everybody.length === 1 ? [...everybody] : [];
  return everybody.filter(({ userId }) => userId === undefined || userIds.includes(userId));
}

/** Some listings name who is attached by name alone; what is written names the id that the users' listing shows. */
function withId(desktop: FoundDesktop, { userId }: Namesake): FoundDesktop {
  if (desktop.attachment.userId || userId === undefined) return desktop;
  return { ...desktop, attachment: { ...desktop.attachment, userId } };
}

function idsOf(desktops: readonly { desktopId: string }[] | undefined): string[] {
  return (desktops ?? []).map(({ desktopId }) => desktopId);
}
