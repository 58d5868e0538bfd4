import { hasEnded, type OffboardingCase } from '../case/offboarding-case.ts';
import type { Person } from '../case/person.ts';
import type { Policy } from '../case/policy.ts';
import { isProtectedUser } from '../guards/protection.ts';
import type { Identity } from '../identity/identity.ts';
import { isLeaving, standingNotice } from '../notices/standing-notice.ts';

/** A Workspace user that is disabled or has expired, and is still attached. */
export type DormantUser = {
  userName: string;
  email?: string;
  groups: string[];
  desktops: { workspace: string; desktopId: string }[];
};

/** What else is known of a dormant user. */
export type Circumstances = {
  /** A user of the same name can log in to some project. */
  isActiveElsewhere: boolean;
  /** Every project could be read. */
  isReadEverywhere: boolean;
  /** A closed case of theirs is taken up again for the same access. */
  isDrift: boolean;
  /** Whom a notice about them would be taken for. */
  identity: Identity | undefined;
  /** The case that such a notice would change. */
  existing: OffboardingCase | undefined;
};

export type DormantVerdict = { decision: 'offboard' | 'report' | 'leave'; reason: string };

/**
 * What to do with a dormant user. That a user is disabled is weak evidence of an exit: what is said of the person elsewhere is
 * stronger, and nobody is offboarded of whom it is not sure who they are.
 */
export function judgeDormantUser(
  user: DormantUser,
  circumstances: Circumstances,
  policy: Pick<Policy, 'protect' | 'reconcile'>,
): DormantVerdict {
  const left = whyLeft(user, circumstances, policy);
  if (left) return { decision: 'leave', reason: left };
  const asFound = 'disabled-user-attached';
  if (policy.reconcile.disabledUsers !== 'offboard') return { decision: 'report', reason: asFound };
  const { isReadEverywhere, identity } = circumstances;
  if (!isReadEverywhere || !identity) return { decision: 'leave', reason: 'not-read-everywhere' };
  const problem = whyUnsure(user, identity);
  return problem ? { decision: 'report', reason: problem } : { decision: 'offboard', reason: asFound };
}

function whyLeft(
  { userName, groups }: DormantUser,
  { isDrift, isActiveElsewhere, existing }: Circumstances,
  policy: Pick<Policy, 'protect'>,
): string | undefined {
  if (isProtectedUser([userName], groups, policy)) return 'protected-user';
  if (isDrift) return 'drift';
  if (isActiveElsewhere) return 'active-elsewhere';
  if (!existing) return undefined;
  if (!hasEnded(existing)) return 'case-open';
  if (existing.undoneBy !== undefined) return 'undone';
  const stands = standingNotice(existing.notices);
  return stands && !isLeaving(stands) ? 'stays-after-all' : undefined;
}

function whyUnsure({ userName }: DormantUser, identity: Identity): string | undefined {
  if ('problem' in identity) return identity.problem;
  return identity.userName.toLowerCase() === userName.toLowerCase() ? undefined : 'mapped-to-another-user';
}

/** Those of one name, whatever its letter case, as one: what several projects know of somebody. */
export function together(users: readonly DormantUser[]): DormantUser[] {
  const byName = Map.groupBy(users, ({ userName }) => userName.toLowerCase());
  return [...byName.values()].flatMap(([first, ...others]) => (first ? [others.reduce(joined, first)] : []));
}

function joined(one: DormantUser, other: DormantUser): DormantUser {
  return { ...other, ...one, groups: [...one.groups, ...other.groups], desktops: [...one.desktops, ...other.desktops] };
}

/** The person of a notice about a Workspace user: by the name, and by the address too where people are not found by their names. */
export function personOf({ userName, email }: DormantUser, { identity }: Pick<Policy, 'identity'>): Person {
  const isFoundByName = identity.includes('user-name');
  return { userName, ...(!isFoundByName && email?.includes('@') && { email }) };
}
