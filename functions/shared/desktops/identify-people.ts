import type { IdentityStore } from '../ledger/identity-store.ts';
import { type Identity, identify, ruleFor } from '../offboarding/identity.ts';
import type { Person } from '../offboarding/person.ts';
import type { Policy } from '../offboarding/policy.ts';
import { readUsersByEmail } from './read-attachments.ts';
import type { Workspaces } from './workspace-reader.ts';

export type IdentifyDependencies = {
  workspaces: Workspaces;
  identities: Pick<IdentityStore, 'load'>;
  policy: Pick<Policy, 'identity'>;
};

/** Who people are on Workspace, in their order. @throws WorkspaceError where the rule by e-mail has to ask Workspace */
export async function identifyPeople(
  people: readonly Person[],
  { workspaces, identities, policy }: IdentifyDependencies,
): Promise<Identity[]> {
  const mapped = await identities.load(people);
  const isByEmail = people.some(
    (person, index) => mapped[index]?.length === 0 && ruleFor(person, policy.identity) === 'email',
  );
  const usersByEmail = isByEmail ? await usersOfAll(workspaces) : new Map<string, string[]>();
  return people.map((person, index) => identify(person, mapped[index] ?? [], policy.identity, usersByEmail));
}

/** One address may be known to several projects, for the same user name or not. */
async function usersOfAll(workspaces: Workspaces): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const client of workspaces.values()) {
    for (const [email, names] of await readUsersByEmail(client))
      found.set(email, [...(found.get(email) ?? []), ...names]);
  }
  return found;
}
