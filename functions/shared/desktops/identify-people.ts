import type { IdentityStore } from '../ledger/identity-store.ts';
import { type Identity, identify, ruleFor } from '../offboarding/identity.ts';
import type { Person } from '../offboarding/person.ts';
import type { Policy } from '../offboarding/policy.ts';

export type IdentifyDependencies = {
  identities: Pick<IdentityStore, 'load'>;
  policy: Pick<Policy, 'identity'>;
  /** What each project that can be read knows of its users: names by e-mail address in lower case. */
  usersByEmail: () => Promise<Map<string, string[]>[]>;
};

/** Who people are on Workspace, in their order. */
export async function identifyPeople(
  people: readonly Person[],
  { identities, policy, usersByEmail }: IdentifyDependencies,
): Promise<Identity[]> {
  const mapped = await identities.load(people);
  const isByEmail = people.some(
    (person, index) => mapped[index]?.length === 0 && ruleFor(person, policy.identity) === 'email',
  );
  const users = together(isByEmail ? await usersByEmail() : []);
  return people.map((person, index) => identify(person, mapped[index] ?? [], policy.identity, users));
}

/** One address may be known to several projects, for the same user name or not. */
function together(projects: readonly ReadonlyMap<string, string[]>[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [email, names] of projects.flatMap((project) => [...project])) {
    found.set(email, [...(found.get(email) ?? []), ...names]);
  }
  return found;
}
