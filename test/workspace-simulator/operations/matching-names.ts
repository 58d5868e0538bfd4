import type { Assumptions } from '../assumptions.ts';

/** Those of the names that there are which `user_names` lets through. */
export function matchingNames(
  { userNamesMatch, userNamesTellCase }: Pick<Assumptions, 'userNamesMatch' | 'userNamesTellCase'>,
  names: Iterable<string>,
  asked: readonly string[],
): string[] {
  const isWhole = userNamesMatch === 'whole';
  // What is asked for may not be there; whoever looks it up finds nothing, at no cost.
  if (isWhole && userNamesTellCase) return [...new Set(asked)];
  const fold = (name: string) => (userNamesTellCase ? name : name.toLowerCase());
  const wanted = asked.map(fold);
  return [...names].filter((name) =>
    wanted.some((part) => (isWhole ? fold(name) === part : fold(name).includes(part))),
  );
}
