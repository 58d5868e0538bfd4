import { hasBegun, type OffboardingCase } from '../case/offboarding-case.ts';
import type { IdentityRule, Policy } from '../case/policy.ts';
import { sourceOf } from '../case/transition.ts';
import { usersOnRecord } from '../drift/drift.ts';
import type { Claims } from './claims.ts';

/** What is known of the person of a case, and by which rules it is read. Since a drift was seen it is the user of that name. */
export function claimsOf(one: OffboardingCase, mapped: readonly string[], policy: IdentityPolicy): Claims {
  const { person, workspaceUserName } = one;
  const isWorkedOn = hasBegun(one) || workspaceUserName !== undefined;
  return {
    person,
    mapped: workspaceUserName === undefined ? mapped : [workspaceUserName],
    rules: rulesFor(one, policy),
    emailDomains: policy.emailDomains,
    ...(isWorkedOn && { knownIds: usersOnRecord(one) }),
  };
}

type IdentityPolicy = Pick<Policy, 'identity' | 'emailDomains' | 'sources'>;

/** The rules of the source on which a case stands. An id is a user name only as one of a source whose ids are. */
function rulesFor(one: OffboardingCase, { identity, sources }: IdentityPolicy): IdentityRule[] {
  const own = sources[sourceOf(one) ?? '']?.identity ?? identity;
  const isByName = (one.idSources ?? []).some((source) => sources[source]?.identity?.includes('id'));
  const others = own.filter((rule) => rule !== 'id');
  return isByName ? ['id', ...others] : others;
}
