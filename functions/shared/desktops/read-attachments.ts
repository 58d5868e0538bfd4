import type { AttachedDesktop, SeenUser } from '../offboarding/decide/observation.ts';
import { folded } from '../offboarding/identity/candidate.ts';
import { ATTACH_STATE_UNDECIDED, ATTACH_UNDER_WAY } from '../workspace-api/assumptions.ts';
import { WorkspaceError } from '../workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { canBeUserName } from '../workspace-api/lists/filter-values.ts';
import { listNarrowed } from '../workspace-api/lists/list-narrowed.ts';
import type { ListOptions } from '../workspace-api/lists/list-pages.ts';
import { type AttachInfo, attachedKind, attachedTo } from '../workspace-api/operations/attached-users.ts';
import type { DesktopDetail } from '../workspace-api/operations/desktops.ts';
import type { WorkspaceUser } from '../workspace-api/operations/users.ts';
import { asHolder, type DesktopHolder } from './read-holders.ts';
import { createRefusedValues, type RefusedValues } from './refused-values.ts';

/** The detachment is under way; asking again would only be refused. */
const detachingState = 'DEATTACHING';
const attachingStates = new Set([ATTACH_UNDER_WAY, ATTACH_STATE_UNDECIDED]);

/** As one project knows it; its reader adds which one. */
export type FoundDesktop = Omit<AttachedDesktop, 'workspace' | 'others'> & Pick<DesktopHolder, 'attachedUsers'>;

export type FoundUser = Omit<SeenUser, 'workspace'>;

/**
 * Who is attached to what, by user name as asked for; everybody asked for is in the answer but those that are `refused`. Several
 * users of one name are all in it: whose an attachment is, is told by its id.
 */
export async function readAttachments(
  workspace: WorkspaceClient,
  userNames: readonly string[],
  refused: RefusedValues = createRefusedValues(),
): Promise<Map<string, FoundDesktop[]>> {
  // By desktop and user, because one of several users is found by each of them, and not always in the same call.
  const attached = new Map(userNames.map((name) => [folded(name), new Map<string, FoundDesktop>()]));
  const list = (names: string[], options: ListOptions) =>
    workspace.listDesktopDetails({ userNames: names, ...options });
  for await (const page of inCalls(workspace, userNames, list, refused)) {
    for (const desktop of page)
      for (const [name, found] of attachmentsOf(desktop)) attached.get(name)?.set(holderKey(found), found);
  }
  return byName(userNames, refused, (name) => [...(attached.get(name)?.values() ?? [])]);
}

/** The Workspace users of these names, for every name asked for but those that are `refused`. */
export async function readUsers(
  workspace: WorkspaceClient,
  userNames: readonly string[],
  refused: RefusedValues = createRefusedValues(),
): Promise<Map<string, FoundUser[]>> {
  const found = new Map<string, Map<string, FoundUser>>();
  const list = (names: string[], options: ListOptions) => workspace.listUsers({ userNames: names, ...options });
  for await (const page of inCalls(workspace, userNames, list, refused)) {
    for (const user of page) {
      if (!user.user_name) continue;
      const name = folded(user.user_name);
      const ofThatName = found.get(name) ?? new Map<string, FoundUser>();
      found.set(name, ofThatName);
      const read = asFoundUser(user.user_name, user);
      ofThatName.set(`${read.userId} ${user.id ? '' : (read.domain ?? '')}`, read);
    }
  }
  return byName(userNames, refused, (name) => [...(found.get(name)?.values() ?? [])]);
}

/** Every user of the project: what is asked where no filter by name finds somebody. One call, however many they are. */
export async function readEverybody(workspace: WorkspaceClient): Promise<FoundUser[]> {
  const found: FoundUser[] = [];
  for await (const page of workspace.listUsers({ countDesktops: false })) {
    for (const user of page) if (user.user_name) found.push(asFoundUser(user.user_name, user));
  }
  return found;
}

/** The user of an id; undefined if there is none. What cannot be an id is refused, which is the same here. */
export async function readUserById(workspace: WorkspaceClient, userId: string): Promise<FoundUser | undefined> {
  try {
    const user = await workspace.showUser(userId);
    return user.user_name ? asFoundUser(user.user_name, { ...user, id: user.id ?? userId }) : undefined;
  } catch (error) {
    if (!(error instanceof WorkspaceError) || !(isRefusedInput(error) || error.kind === 'not-found')) throw error;
    // A wrong project is refused like a wrong id, and must not make strangers of everybody.
    await workspace.countDesktops();
    return undefined;
  }
}

function isRefusedInput({ httpStatus, kind }: WorkspaceError): boolean {
  return httpStatus === 400 || kind === 'invalid-input';
}

/** If Workspace has no id for a user the name stands in its place. What is no e-mail address shows none. */
function asFoundUser(userName: string, user: WorkspaceUser): FoundUser {
  const email = user.user_email?.trim();
  return {
    userId: user.id || userName,
    userName,
    locked: user.locked === true,
    groups: [...(user.group_names ?? [])],
    ...(user.domain && { domain: user.domain }),
    ...(email?.includes('@') && { email }),
    ...(typeof user.total_desktops === 'number' && { desktopCount: user.total_desktops }),
  };
}

/**
 * Each name as it is written and in lower case. Whether Workspace's filters tell letter case apart is not documented, and
 * whoever is not found keeps every desktop.
 */
function spellingsOf(userNames: readonly string[]): string[] {
  return userNames.filter(canBeUserName).flatMap((name) => [name, name.toLowerCase()]);
}

/** What was found under the names in lower case, by the names as they were asked for. */
function byName<Value>(
  userNames: readonly string[],
  { problemOf }: RefusedValues,
  find: (lowerCase: string) => Value,
): Map<string, Value> {
  const answered = userNames.filter((name) => !problemOf(name));
  return new Map(answered.map((name) => [name, find(folded(name))]));
}

/** A name that nobody is likely to have, and that nothing is wrong with. */
const harmlessName = 'nobody';

/** Lists by names; those that nobody can have are not asked for. @throws WorkspaceError where it is not for a name that a call was refused */
function inCalls<Page>(
  workspace: WorkspaceClient,
  names: readonly string[],
  list: (names: string[], options: ListOptions) => AsyncIterable<Page>,
  { isSuspect, note }: RefusedValues,
): AsyncGenerator<Page> {
  const control = () => workspace.countDesktops();
  return listNarrowed(spellingsOf(names), { list, harmless: harmlessName, control, isSuspect, onRefused: note });
}

/** Each attachment of a desktop that may be a person's, by user name in lower case. */
function attachmentsOf(desktop: DesktopDetail): [name: string, attached: FoundDesktop][] {
  return attachedTo(desktop).flatMap((info) => {
    const { user_name: name, type } = info;
    const kind = attachedKind(type);
    if (!name || kind === 'group') return [];
    const attached = asAttached(desktop, { ...info, user_name: name });
    return [[folded(name), kind === 'unknown' ? { ...attached, unknownType: type ?? '' } : attached]];
  });
}

function holderKey({ desktopId, attachment: { userId = '', domain = '' } }: FoundDesktop): string {
  return [desktopId, userId, domain].join(' ');
}

function asAttached(desktop: DesktopDetail, info: AttachInfo & { user_name: string }): FoundDesktop {
  const { attachingEip: _, ...held } = asHolder(desktop);
  return {
    ...held,
    attachment: {
      userName: info.user_name,
      ...(info.user_id && { userId: info.user_id }),
      ...(info.user_group && { userGroup: info.user_group }),
      ...(info.domain && { domain: info.domain }),
    },
    detaching: desktop.attach_state === detachingState,
    ...(attachingStates.has(desktop.attach_state ?? '') && { attaching: true }),
  };
}
