import type { AttachedDesktop, SeenUser } from '../offboarding/observation.ts';
import { type AttachInfo, attachedTo } from '../workspace-api/attached-users.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import type { DesktopDetail } from '../workspace-api/desktops.ts';
import { canBeUserName } from '../workspace-api/filter-values.ts';
import { listNarrowed } from '../workspace-api/list-narrowed.ts';
import { asHolder } from './read-holders.ts';
import { createRefusedValues, type RefusedValues } from './refused-values.ts';

/** The detachment is under way; asking again would only be refused. */
const detachingState = 'DEATTACHING';

/** As one project knows it; its reader adds which one. */
export type FoundDesktop = Omit<AttachedDesktop, 'workspace'>;

export type FoundUser = Omit<SeenUser, 'workspace'>;

/** Who is attached to what, by user name as asked for; everybody asked for is in the answer but those that are `refused`. */
export async function readAttachments(
  workspace: WorkspaceClient,
  userNames: readonly string[],
  refused: RefusedValues = createRefusedValues(),
): Promise<Map<string, FoundDesktop[]>> {
  // By desktop, because one of several users is found by each of them, and not always in the same call.
  const attached = new Map(userNames.map((name) => [name.toLowerCase(), new Map<string, FoundDesktop>()]));
  const list = (names: string[]) => workspace.listDesktopDetails({ userNames: names });
  for await (const page of inCalls(workspace, userNames, list, refused)) {
    for (const desktop of page)
      for (const [name, found] of attachmentsOf(desktop)) attached.get(name)?.set(found.desktopId, found);
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
  const list = (names: string[]) => workspace.listUsers({ userNames: names });
  for await (const page of inCalls(workspace, userNames, list, refused)) {
    for (const user of page) {
      if (!user.user_name) continue;
      const { id = null, user_name: userName, locked, group_names: groups } = user;
      const userId = id ?? userName;
      const ofThatName = found.get(userName.toLowerCase()) ?? new Map<string, FoundUser>();
      found.set(userName.toLowerCase(), ofThatName);
      ofThatName.set(userId, { userId, userName, locked: locked === true, groups: [...(groups ?? [])] });
    }
  }
  return byName(userNames, refused, (name) => [...(found.get(name)?.values() ?? [])]);
}

/** Workspace's user names by e-mail address in lower case. The API does not filter by address: this reads every user. */
export async function readUsersByEmail(workspace: WorkspaceClient): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const page of workspace.listUsers()) {
    for (const { user_email: email, user_name: name } of page) {
      if (email && name) found.set(email.toLowerCase(), [...(found.get(email.toLowerCase()) ?? []), name]);
    }
  }
  return found;
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
  return new Map(answered.map((name) => [name, find(name.toLowerCase())]));
}

/** A name that nobody is likely to have, and that nothing is wrong with. */
const harmlessName = 'nobody';

/** Lists by names; those that nobody can have are not asked for. @throws WorkspaceError where it is not for a name that a call was refused */
function inCalls<Page>(
  workspace: WorkspaceClient,
  names: readonly string[],
  list: (names: string[]) => AsyncIterable<Page>,
  { isSuspect, note }: RefusedValues,
): AsyncGenerator<Page> {
  const control = () => workspace.countDesktops();
  return listNarrowed(spellingsOf(names), { list, harmless: harmlessName, control, isSuspect, onRefused: note });
}

/** Each person attached to a desktop, by user name in lower case. */
function attachmentsOf(desktop: DesktopDetail): [name: string, attached: FoundDesktop][] {
  return attachedTo(desktop).flatMap((info) => {
    if (!info.user_name || info.type === 'GROUP') return [];
    return [[info.user_name.toLowerCase(), asAttached(desktop, { ...info, user_name: info.user_name })]];
  });
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
