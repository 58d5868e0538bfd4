import type { AttachedDesktop } from '../offboarding/observation.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import type { DesktopDetail } from '../workspace-api/desktops.ts';
import { WorkspaceError } from '../workspace-api/errors.ts';
import { type AttachInfo, attachedTo } from './attached-to.ts';

/** The most user names one list call takes. */
const namesPerCall = 100;

/** The detachment is under way; asking again would only be refused. */
const detachingState = 'DEATTACHING';

/** Who is attached to what, by user name as asked for; everybody asked for is in the answer. */
export async function readAttachments(
  workspace: WorkspaceClient,
  userNames: readonly string[],
): Promise<Map<string, AttachedDesktop[]>> {
  const attached = new Map(userNames.map((name) => [name.toLowerCase(), [] as AttachedDesktop[]]));
  for await (const page of inCalls(userNames, (names) => workspace.listDesktopDetails({ userNames: names }))) {
    for (const desktop of page) for (const [name, found] of attachmentsOf(desktop)) attached.get(name)?.push(found);
  }
  return byName(userNames, (name) => attached.get(name) ?? []);
}

/** Whether Workspace has a user of that name, for every name asked for. */
export async function readKnownUsers(
  workspace: WorkspaceClient,
  userNames: readonly string[],
): Promise<Map<string, boolean>> {
  const found = new Set<string>();
  for await (const page of inCalls(userNames, (names) => workspace.listUsers({ userNames: names }))) {
    for (const user of page) if (user.user_name) found.add(user.user_name.toLowerCase());
  }
  return byName(userNames, (name) => found.has(name));
}

/** What was found under the names in lower case, by the names as they were asked for. */
function byName<Value>(userNames: readonly string[], find: (lowerCase: string) => Value): Map<string, Value> {
  return new Map(userNames.map((name) => [name, find(name.toLowerCase())]));
}

/**
 * Lists by up to a hundred names a call. A name that Workspace refuses fails the whole call, so a refused call is
 * halved until the name stands alone: it belongs to nobody on Workspace, and the others do not wait for it.
 */
async function* inCalls<Page>(
  names: readonly string[],
  list: (names: string[]) => AsyncIterable<Page>,
): AsyncGenerator<Page> {
  if (names.length === 0) return;
  if (names.length > namesPerCall) {
    yield* inCalls(names.slice(0, namesPerCall), list);
    yield* inCalls(names.slice(namesPerCall), list);
    return;
  }
  try {
    yield* list([...names]);
  } catch (error) {
    if (!isRefusedInput(error)) throw error;
    if (names.length === 1) return;
    const half = Math.ceil(names.length / 2);
    yield* inCalls(names.slice(0, half), list);
    yield* inCalls(names.slice(half), list);
  }
}

function isRefusedInput(error: unknown): boolean {
  return error instanceof WorkspaceError && (error.httpStatus === 400 || error.kind === 'invalid-input');
}

/** Each person attached to a desktop, by user name in lower case. */
function attachmentsOf(desktop: DesktopDetail): [name: string, attached: AttachedDesktop][] {
  const infos = attachedTo(desktop);
  return infos.flatMap((info) => {
    if (!info.user_name || info.type === 'GROUP') return [];
    return [
      [info.user_name.toLowerCase(), asAttached(desktop, { ...info, user_name: info.user_name }, infos.length - 1)],
    ];
  });
}

function asAttached(desktop: DesktopDetail, info: AttachInfo & { user_name: string }, others: number): AttachedDesktop {
  return {
    desktopId: desktop.desktop_id,
    ...(desktop.computer_name && { computerName: desktop.computer_name }),
    ...(desktop.desktop_type && { desktopType: desktop.desktop_type }),
    ...(desktop.status && { powerState: desktop.status }),
    attachment: {
      userName: info.user_name,
      ...(info.user_id && { userId: info.user_id }),
      ...(info.user_group && { userGroup: info.user_group }),
      ...(info.domain && { domain: info.domain }),
    },
    others,
    detaching: desktop.attach_state === detachingState,
  };
}
