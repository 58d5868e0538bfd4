/** What every desktop listing says of attachments. */
export type DesktopWithUsers = {
  attach_state?: string | null | undefined;
  user_name?: string | null | undefined;
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
 * the desktop's state says; single-user desktops may name their user on the desktop alone, and that name may outlive it.
 */
export function attachedTo(desktop: DesktopWithUsers): readonly AttachInfo[] {
  const infos = desktop.attach_user_infos ?? [];
  if (infos.length > 0) return infos;
  if (!desktop.user_name || detachedStates.has(desktop.attach_state ?? '')) return [];
  return [{ user_name: desktop.user_name }];
}
