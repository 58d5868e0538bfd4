import type { Policy } from '../case/policy.ts';
import type { SeenDesktop } from '../decide/observation.ts';

/** Whether somebody is never to be touched: by their user name, or as a member of a group. */
export function isProtectedUser(
  userNames: readonly (string | undefined)[],
  groups: readonly string[],
  { protect }: Pick<Policy, 'protect'>,
): boolean {
  return (
    userNames.some((name) => name !== undefined && has(protect.users, name)) ||
    groups.some((group) => has(protect.groups, group))
  );
}

/** Why a desktop is never to be touched, machine-readable: `desktop`, or `tag:…` with the tag that says so. */
export function whyProtected(
  { desktopId, computerName, tags }: Pick<SeenDesktop, 'desktopId' | 'computerName' | 'tags'>,
  { protect }: Pick<Policy, 'protect'>,
): string | undefined {
  if (has(protect.desktops, desktopId) || (computerName !== undefined && has(protect.desktops, computerName))) {
    return 'desktop';
  }
  const tag = tags.find((each) => has(protect.tags, each) || has(protect.tags, each.split('=')[0] ?? each));
  return tag === undefined ? undefined : `tag:${tag}`;
}

function has(list: readonly string[], name: string): boolean {
  return list.some((each) => each.toLowerCase() === name.toLowerCase());
}
