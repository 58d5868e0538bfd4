/** What every desktop listing says of attachments. */
export type DesktopWithUsers = {
  attach_state?: string | null | undefined;
  user_name?: string | null | undefined;
  user_list?: readonly string[] | null | undefined;
  user_group_list?: readonly string[] | null | undefined;
  attach_user_infos?: readonly AttachInfo[] | null | undefined;
};

export type AttachInfo = {
  user_id?: string | null | undefined;
  user_name?: string | null | undefined;
  user_group?: string | null | undefined;
  domain?: string | null | undefined;
  type?: string | null | undefined;
};

const detachedStates = new Set(['UNATTACH', 'DEATTACHED']);

/**
 * The users and groups attached to a desktop, a detachment in flight included. Whoever is listed is attached, whatever
 * the desktop's state says. Where there is no such list, users may be named on the desktop alone, and those names may
 * outlive the attachment.
 */
export function attachedTo(desktop: DesktopWithUsers): readonly AttachInfo[] {
  const infos = desktop.attach_user_infos ?? [];
  if (infos.length > 0) return infos;
  if (detachedStates.has(desktop.attach_state ?? '')) return [];
  const users = new Map<string, AttachInfo>();
  for (const user_name of [desktop.user_name, ...(desktop.user_list ?? [])]) {
    const key = user_name?.toLowerCase();
    if (key && !users.has(key)) users.set(key, { user_name });
  }
  const groups = (desktop.user_group_list ?? []).map((user_name) => ({ user_name, type: 'GROUP' }));
  return [...users.values(), ...groups];
}

/**
 * What is attached, by the type that Workspace gives it. `USER` is what no type means; pools write `USER_GROUP` for what
 * desktops call `GROUP`, so either is a group in either place.
 */
export function attachedKind(type: string | null | undefined): 'user' | 'group' | 'unknown' {
  const known = type?.trim().toUpperCase() || 'USER';
  if (known === 'USER') return 'user';
  return known === 'GROUP' || known === 'USER_GROUP' ? 'group' : 'unknown';
}
