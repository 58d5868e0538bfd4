import type { Observation } from '../decide/observation.ts';
import type { OffboardingCase } from './offboarding-case.ts';
import { type Policy, policyFor } from './policy.ts';
import { sourceOf } from './transition.ts';

type Scoped = Pick<OffboardingCase, 'scope'>;

/**
 * The policy that a case goes by: that of its source. Of a one-off only what was asked for is left of it; protection, caps and
 * approval stay.
 */
export function policyOfCase(one: Scoped & Parameters<typeof sourceOf>[0], general: Policy): Policy {
  const policy = policyFor(general, sourceOf(one));
  if (!one.scope) return policy;
  const { shutdown } = one.scope;
  return { ...policy, lockUser: false, logOff: false, shutdown, unbindEips: false };
}

/** What a case has to do with of a reading: all of it, or, of a one-off, its desktops. */
export function observationInScope({ scope }: Scoped, seen: Observation): Observation {
  if (!scope) return seen;
  const ids = new Set(scope.desktopIds);
  const isInScope = ({ desktopId }: { desktopId: string }) => ids.has(desktopId);
  return {
    ...seen,
    attached: seen.attached.filter(isInScope),
    others: seen.others.filter(isInScope),
    eips: seen.eips.filter(isInScope),
    unclear: seen.unclear?.filter((each) => ids.has(each.in)) ?? [],
    access: [],
    accessReads: [],
  };
}
