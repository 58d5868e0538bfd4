import type { Person } from './person.ts';
import type { Policy } from './policy.ts';

/**
 * The user name a person has on Workspace, by the first rule that the person's identifiers allow; undefined where
 * no rule applies. Never a guess: a rule that applies and finds nobody is not followed by another.
 *
 * Compared exactly but for letter case: the directories behind Workspace (AD) do not tell `Ann` from `ann`.
 */
export function workspaceUserName(who: Person, rules: Policy['identity']): string | undefined {
  for (const rule of rules) {
    const name = rule === 'user-name' ? who.userName : who.email?.slice(0, who.email.lastIndexOf('@'));
    if (name !== undefined) return name;
  }
  return undefined;
}
