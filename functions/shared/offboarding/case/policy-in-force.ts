import * as z from 'zod';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { hasBegun, type OffboardingCase } from './offboarding-case.ts';
import { plainData } from './plain-data.ts';
import type { Policy } from './policy.ts';
import { policyOfCase } from './scope.ts';
import { transition } from './transition.ts';

/** Where cases are worked on: whose people leave, and the Workspace projects by their names in the configuration. */
const place = z.object({
  organisation: z.optional(z.string()),
  projects: z.array(z.object({ workspace: z.string(), projectId: z.string(), region: z.optional(z.string()) })),
});
export type Place = z.infer<typeof place>;

/** What has begun is finished: where the policy becomes a dry run meanwhile, it is one for those that have not begun. */
export function policyOf(one: OffboardingCase, general: Policy): Policy {
  const policy = policyOfCase(one, general);
  return one.undoes === undefined && hasBegun(one) ? { ...policy, mode: 'enforce' } : policy;
}

/**
 * A case that knows where it is worked on and by which policy, with a line in its trail whenever that is another one.
 *
 * @param at ISO 8601 UTC
 */
export function withPolicyInForce(
  one: OffboardingCase,
  general: Policy,
  { projects = [], organisation }: Partial<Place>,
  at: string,
): OffboardingCase {
  const workedBy = plainData({ organisation, projects, policy: whatGoverns(policyOf(one, general)) });
  if (canonicalJson(workedBy) === canonicalJson(one.workedBy)) return one;
  const facts = workedBy as NonNullable<OffboardingCase['workedBy']>;
  return transition(one, { ...one, workedBy: facts }, { at, event: 'policy', facts });
}

/** What a policy says of one case: not who is protected, by their names, nor what is for other sources or for the night. */
function whatGoverns(policy: Policy): Partial<Policy> {
  const { protect: _, sources: __, savingsCaps: ___, reconcile: ____, ...governs } = policy;
  return governs;
}
