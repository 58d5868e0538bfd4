import { folded } from '../offboarding/candidate.ts';
import type { AttachedDesktop, SeenUser } from '../offboarding/observation.ts';
import { type AttachInfo, attachedKind, attachedTo } from '../workspace-api/attached-users.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import type { DesktopDetail } from '../workspace-api/desktops.ts';
import { WorkspaceError } from '../workspace-api/errors.ts';
import type { WorkspaceUser } from '../workspace-api/users.ts';
import { asHolder } from './read-holders.ts';

/** The most user names one list call takes. */
const namesPerCall = 100;

/** The detachment is under way; asking again would only be refused. */
const detachingState = 'DEATTACHING';

/** As one project knows it; its reader adds which one. */
export type FoundDesktop = Omit<AttachedDesktop, 'workspace'>;

export type FoundUser = Omit<SeenUser, 'workspace'>;

/**
 * Who is attached to what, by user name as asked for; everybody asked for is in the answer. Several users of one name are all
 * in it: whose an attachment is, is told by its id.
 */
export async function readAttachments(
  workspace: WorkspaceClient,
  userNames: readonly string[],
): Promise<Map<string, FoundDesktop[]>> {
  // By desktop and user, because one of several users is found by each of them, and not always in the same call.
  const attached = new Map(userNames.map((name) => [folded(name), new Map<string, FoundDesktop>()]));
  const list = (names: string[]) => workspace.listDesktopDetails({ userNames: names });
  for await (const page of inCalls(workspace, spellingsOf(userNames), list)) {
    for (const desktop of page)
      for (const [name, found] of attachmentsOf(desktop)) attached.get(name)?.set(holderKey(found), found);
  }
  return byName(userNames, (name) => [...(attached.get(name)?.values() ?? [])]);
}

/** The Workspace users of these names, for every name asked for. */
export async function readUsers(
  workspace: WorkspaceClient,
  userNames: readonly string[],
): Promise<Map<string, FoundUser[]>> {
  const found = new Map<string, Map<string, FoundUser>>();
  const list = (names: string[]) => workspace.listUsers({ userNames: names });
  for await (const page of inCalls(workspace, spellingsOf(userNames), list)) {
    for (const user of page) {
      if (!user.user_name) continue;
      const name = folded(user.user_name);
      const ofThatName = found.get(name) ?? new Map<string, FoundUser>();
      found.set(name, ofThatName);
      const read = asFoundUser(user.user_name, user);
      ofThatName.set(`${read.userId} ${user.id ? '' : (read.domain ?? '')}`, read);
    }
  }
  return byName(userNames, (name) => [...(found.get(name)?.values() ?? [])]);
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
    if (!isRefusedInput(error) && !(error instanceof WorkspaceError && error.kind === 'not-found')) throw error;
    await expectAnswer(workspace);
    return undefined;
  }
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
  };
}

/**
 * Each name as it is written and in lower case. Whether Workspace's filters tell letter case apart is not documented, and
 * whoever is not found keeps every desktop.
 */
function spellingsOf(userNames: readonly string[]): string[] {
  return [...new Set(userNames.flatMap((name) => [name, name.toLowerCase()]))];
}

/** What was found under the names in lower case, by the names as they were asked for. */
function byName<Value>(userNames: readonly string[], find: (lowerCase: string) => Value): Map<string, Value> {
  return new Map(userNames.map((name) => [name, find(folded(name))]));
}

/**
 * Lists by up to a hundred names a call. A name that Workspace refuses fails the whole call, so a refused call is
 * halved until the name stands alone: it belongs to nobody on Workspace, and the others do not wait for it.
 *
 * @throws WorkspaceError where it is not for the name that the call was refused
 */
async function* inCalls<Page>(
  workspace: WorkspaceClient,
  names: readonly string[],
  list: (names: string[]) => AsyncIterable<Page>,
): AsyncGenerator<Page> {
  if (names.length === 0) return;
  if (names.length > namesPerCall) {
    yield* inCalls(workspace, names.slice(0, namesPerCall), list);
    yield* inCalls(workspace, names.slice(namesPerCall), list);
    return;
  }
  try {
    yield* list([...names]);
  } catch (error) {
    if (!isRefusedInput(error)) throw error;
    if (names.length === 1) {
      await expectAnswer(workspace);
      return;
    }
    const half = Math.ceil(names.length / 2);
    yield* inCalls(workspace, names.slice(0, half), list);
    yield* inCalls(workspace, names.slice(half), list);
  }
}

/**
 * Asks for something small that names nobody. A wrong project is refused like a wrong name, and must not make strangers
 * of everybody.
 */
async function expectAnswer(workspace: WorkspaceClient): Promise<void> {
  await workspace.listDesktops({ status: 'ERROR' }).next();
}

function isRefusedInput(error: unknown): boolean {
  return error instanceof WorkspaceError && (error.httpStatus === 400 || error.kind === 'invalid-input');
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
  const { attachingEip: _, attachedNames: __, ...held } = asHolder(desktop);
  return {
    ...held,
    attachment: {
      userName: info.user_name,
      ...(info.user_id && { userId: info.user_id }),
      ...(info.user_group && { userGroup: info.user_group }),
      ...(info.domain && { domain: info.domain }),
    },
    detaching: desktop.attach_state === detachingState,
  };
}
