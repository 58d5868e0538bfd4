import * as z from 'zod';
import { type Person, person } from './person.ts';
import type { Policy } from './policy.ts';

/** One line of the explicit mapping: whoever is known by any of these identifiers is that Workspace user. */
export const mappedIdentity = z.strictObject({ person, workspaceUserName: z.string().trim().min(1).max(64) });
export type MappedIdentity = z.infer<typeof mappedIdentity>;

/** Who a person is on Workspace: one user name, or the reason why there is none. Never a guess. */
export type Identity =
  | { userName: string }
  | { problem: 'no-identity-for-workspace' | 'several-identities-on-workspace' };

/**
 * Who a person is on Workspace. The explicit mapping decides where it has any of the person's identifiers; else the first
 * rule that the person's identifiers allow, and that one alone: a rule that applies and finds nobody is not followed by
 * another.
 *
 * Names are compared exactly but for letter case: the directories behind Workspace (AD) do not tell `Ann` from `ann`.
 *
 * @param mapped what the mapping says, once for each identifier that it has
 * @param usersByEmail Workspace's own user names by e-mail address in lower case; only asked by the rule `email`
 */
export function identify(
  who: Person,
  mapped: readonly string[],
  rules: Policy['identity'],
  usersByEmail: ReadonlyMap<string, readonly string[]>,
): Identity {
  if (mapped.length > 0) return only(mapped);
  const rule = ruleFor(who, rules);
  if (rule === 'user-name') return only([who.userName]);
  const { email = '' } = who;
  if (rule === 'email-local-part') return only([email.slice(0, email.lastIndexOf('@'))]);
  return only(rule === 'email' ? (usersByEmail.get(email.toLowerCase()) ?? []) : []);
}

/** The rule by which a person is found where the mapping says nothing. */
export function ruleFor(who: Person, rules: Policy['identity']): Policy['identity'][number] | undefined {
  return rules.find((rule) => (rule === 'user-name' ? who.userName : who.email) !== undefined);
}

function only(userNames: readonly (string | undefined)[]): Identity {
  const [userName, ...others] = userNames;
  if (userName === undefined) return { problem: 'no-identity-for-workspace' };
  const isOne = others.every((other) => other?.toLowerCase() === userName.toLowerCase());
  return isOne ? { userName } : { problem: 'several-identities-on-workspace' };
}
