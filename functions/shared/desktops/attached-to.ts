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
 * The users and groups attached to a desktop, a detachment in flight included. Single-user desktops may name their user
 * on the desktop alone.
 */
export function attachedTo(desktop: DesktopWithUsers): readonly AttachInfo[] {
  if (detachedStates.has(desktop.attach_state ?? '')) return [];
  const infos = desktop.attach_user_infos ?? [];
  if (infos.length > 0) return infos;
  return desktop.user_name ? [{ user_name: desktop.user_name }] : [];
}
