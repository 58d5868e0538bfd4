import type { DormantUser } from '../offboarding/drift/dormant-user.ts';
import { isSameName } from '../offboarding/identity/candidate.ts';
import { chunksOf } from '../runtime/chunks.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import type { WorkspaceUser } from '../workspace-api/operations/users.ts';
import { type FoundDesktop, readAttachments } from './read-attachments.ts';
import { createRefusedValues } from './refused-values.ts';

/** Users looked at together: what one list call takes. */
const usersAtOnce = 100;

/**
 * Users of a project that can no longer log in and are still attached to desktops. Reads every user, because the service
 * filters by `disabled` but not by expiry, and keeps those that it counts desktops for: memory grows with what is found.
 *
 * @param now epoch milliseconds
 * @param onUnread told of each whose desktops cannot be listed, because Workspace refuses the name
 * @throws WorkspaceError
 */
export async function readDormantUsers(
  { workspace, client }: { workspace: string; client: WorkspaceClient },
  now: number,
  onUnread: () => void = () => {},
): Promise<DormantUser[]> {
  const dormant = [];
  for await (const page of client.listUsers()) {
    for (const user of page) {
      // Where the service does not count, it is looked at; only a zero says that there is nothing.
      if (user.user_name && isDormant(user, now) && user.total_desktops !== 0)
        dormant.push({ userId: user.id || undefined, user: asDormant(user.user_name, user) });
    }
  }
  const found: DormantUser[] = [];
  const refused = createRefusedValues();
  for (const some of chunksOf(dormant, usersAtOnce)) {
    const attached = await readAttachments(
      client,
      some.map(({ user }) => user.userName),
      refused,
    );
    for (const { user, userId } of some) {
      if (refused.problemOf(user.userName)) onUnread();
      const desktops = (attached.get(user.userName) ?? [])
        .filter((desktop) => !desktop.detaching && mayBeTheirs(desktop, userId))
        .map(({ desktopId }) => ({ workspace, desktopId }));
      if (desktops.length > 0) found.push({ ...user, desktops });
    }
  }
  return found;
}

/** Somebody else may have the same name in another domain. */
function mayBeTheirs({ attachment, unknownType }: FoundDesktop, userId: string | undefined): boolean {
  if (attachment.userId === undefined || userId === undefined) return unknownType === undefined;
  return isSameName(attachment.userId, userId);
}

/**
 * Which of these names, in lower case, some user of the project has who can log in. Reads every user once more, because
 * whether the service's filter by name tells letter case apart is not documented.
 *
 * @throws WorkspaceError
 */
export async function readActiveNames(
  client: WorkspaceClient,
  names: ReadonlySet<string>,
  now: number,
): Promise<string[]> {
  const active: string[] = [];
  for await (const page of client.listUsers({ countDesktops: false })) {
    const own = page.filter((user) => !isDormant(user, now)).map(({ user_name: name }) => name?.toLowerCase() ?? '');
    active.push(...own.filter((name) => names.has(name)));
  }
  return active;
}

function asDormant(userName: string, { user_email: email, group_names: groups }: WorkspaceUser) {
  return { userName, ...(email && { email }), groups: [...(groups ?? [])] };
}

function isDormant(
  { disabled, account_expired: expired, account_expires: expires }: WorkspaceUser,
  now: number,
): boolean {
  return disabled === true || expired === true || (isDate(expires) && Date.parse(expires) <= now);
}

/** `2026-11-20T10:00:00Z`, with or without milliseconds. `0` is never, and what is none of this says nothing. */
function isDate(expires: unknown): expires is string {
  return typeof expires === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(expires);
}
