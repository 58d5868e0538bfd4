import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { type Effect, type History, isLoss } from '../history.ts';
import type { Invariant } from './invariant.ts';

/** Nothing is taken from a protected desktop, nor from a protected person unless those who may have agreed to it. */
export const theProtectedAreNotTouched: Invariant = {
  name: 'the protected are not touched',
  onEffect(effect, history) {
    if (effect.cause === 'administrator') return undefined;
    const { worker } = effect.cause;
    if (isDesktopProtected(effect, history)) return `${worker}: ${effect.kind} on a protected desktop`;
    if (!isLoss(effect) || !isUserProtected(effect.userName, history)) return undefined;
    return isAgreedTo(effect.userName, history) ? undefined : `${worker}: protected ${effect.userName} ${effect.kind}`;
  },
};

export function isUserProtected(
  userName: string,
  { world, policy: { protect } }: Pick<History, 'world' | 'policy'>,
): boolean {
  const groups = world.groups.list().filter(({ members }) => members.includes(userName));
  return protect.users.includes(userName) || groups.some(({ groupName }) => protect.groups.includes(groupName));
}

/** Neither names nor tags are ever changed here. */
export function isProtectedDesktop(
  desktopId: string,
  { world, policy: { protect } }: Pick<History, 'world' | 'policy'>,
) {
  const desktop = world.desktops.get(desktopId);
  if (!desktop) return false;
  return protect.desktops.includes(desktop.computerName) || protect.tags.some((tag) => tag in desktop.tags);
}

function isDesktopProtected(effect: Effect, history: History): boolean {
  const takesAway = effect.kind === 'detached' || effect.kind === 'unbound';
  return takesAway && isProtectedDesktop(effect.desktopId, history);
}

function isAgreedTo(userName: string, { policy, personNamed, cases }: History): boolean {
  const own = [...(personNamed(userName)?.caseIds ?? [])].flatMap((id) => cases.get(id) ?? []);
  return policy.approval.protectedUser && own.some((one) => isApproved(one, policy.approval.people));
}

/** Where two must agree, they are two persons that are proven to be two. */
export function isApproved({ approval }: OffboardingCase, people: number): boolean {
  const agreed = approval?.approvedBy.map(({ by, person }) => (people > 1 ? person : (person ?? by))) ?? [];
  return new Set(agreed.filter((one) => one !== undefined)).size >= people;
}
