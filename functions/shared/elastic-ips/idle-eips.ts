import type { Policy } from '../offboarding/case/policy.ts';
import { isProtectedUser, whyProtected } from '../offboarding/guards/protection.ts';
import type { AttachedUser } from '../offboarding/identity/attached-user.ts';

/** An EIP that is bound to a desktop. */
export type DesktopEip = { eipId: string; address?: string | undefined; desktopId: string };

/** What of a desktop decides whether its EIP is needed. */
export type EipHolder = {
  desktopId: string;
  computerName?: string;
  /** The users and groups attached. */
  attachedUsers: AttachedUser[];
  desktopType?: string;
  /** As `key` or `key=value`. */
  tags: string[];
  /** An EIP is being bound right now; only the detailed listing knows. */
  attachingEip?: boolean;
};

/** Why an EIP stays, machine-readable. */
export type KeptReason = 'in-use' | 'desktop-not-listed' | 'pool-desktop' | 'eip-being-bound' | `protected-${string}`;

/**
 * Whether a bound EIP is idle, or why it stays. Pure: the sweep asks it of a whole project, the worker asks it again of
 * each desktop right before the write.
 *
 * Desktops of a pool are nobody's until somebody logs in, so nobody being attached says nothing of them.
 */
export function whyKept(holder: EipHolder | undefined, policy: Pick<Policy, 'protect'>): KeptReason | undefined {
  if (!holder) return 'desktop-not-listed';
  const why = whyProtected(holder, policy);
  if (why) return `protected-${why}`;
  const names = holder.attachedUsers.map(({ userName }) => userName);
  if (isProtectedUser(names, names, policy)) return 'protected-user';
  if (holder.attachedUsers.length > 0) return 'in-use';
  if (holder.desktopType === 'POOLED') return 'pool-desktop';
  return holder.attachingEip ? 'eip-being-bound' : undefined;
}
