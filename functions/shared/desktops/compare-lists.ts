import type { AttachedDesktop, SeenDesktop } from '../offboarding/decide/observation.ts';
import type { AttachedUser } from '../offboarding/identity/attached-user.ts';
import type { FoundDesktop } from './read-attachments.ts';
import type { DesktopHolder } from './read-holders.ts';

export type Compared = {
  workspace: string;
  /** Where the list by user names shows the person. */
  attached: readonly FoundDesktop[];
  /** Desktops of their case where it does not, as the list by desktop ids shows them. */
  left: readonly DesktopHolder[];
  /** Whether an attachment is the person's. */
  isOwn: (user: AttachedUser) => boolean;
};

/**
 * What two lists of Workspace say together: somebody is gone from a desktop that neither shows them on. Whoever else is on it is
 * never the person.
 */
export function compareLists({ workspace, attached, left, isOwn }: Compared) {
  const others = (users: readonly AttachedUser[]) => users.filter((user) => !isOwn(user));
  const disputed = left.flatMap((desktop) => {
    const own = desktop.attachedUsers.find(isOwn);
    return own ? [asDisputed(desktop, own)] : [];
  });
  return {
    attached: [...attached, ...disputed].map(({ attachedUsers, ...desktop }): AttachedDesktop => {
      return { workspace, ...desktop, others: others(attachedUsers) };
    }),
    others: left
      .filter(({ attachedUsers }) => !attachedUsers.some(isOwn))
      .map(({ attachedUsers, ...desktop }): SeenDesktop => ({ workspace, ...desktop, others: attachedUsers })),
  };
}

function asDisputed(desktop: DesktopHolder, { userName, userId, domain }: AttachedUser): FoundDesktop {
  const attachment = { userName, ...(userId && { userId }), ...(domain && { domain }) };
  return { ...desktop, attachment, detaching: false, isDisputed: true };
}
