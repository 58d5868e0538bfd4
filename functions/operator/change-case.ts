import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import type { CommandContext } from './command.ts';
import { CommandError } from './command-error.ts';
import { wake } from './wake.ts';

/** How often it is tried where a worker saves the same case meanwhile. */
const mostTries = 5;

type Context = Pick<CommandContext, 'cases' | 'saver' | 'exits' | 'now'>;

/**
 * Saves what a person wants of a case, and lets work on it go on at once. Where a worker was faster, it is wanted anew of
 * the case as it is then.
 *
 * @throws CommandError what `change` throws, or where workers are faster every time
 */
export async function changeCase(
  first: OffboardingCase,
  context: Context,
  change: (one: OffboardingCase) => OffboardingCase,
): Promise<OffboardingCase> {
  let one = first;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const saved = await saveCase(change(one), context);
    if (saved) {
      await wake([saved.caseId], context);
      return saved;
    }
    one = (await context.cases.load([one.caseId])).get(one.caseId) ?? one;
  }
  throw new CommandError('case-is-busy', `Workers change case ${first.caseId} all the time; try again in a minute`);
}

/**
 * Saves a case over the version it was loaded with; undefined where somebody else was faster.
 *
 * @throws what the store throws
 */
export async function saveCase(
  one: OffboardingCase,
  { saver, now }: Pick<Context, 'saver' | 'now'>,
): Promise<OffboardingCase | undefined> {
  const { cases, failures } = await saver.saveAll([{ ...one, updatedAt: new Date(now).toISOString() }]);
  for (const error of failures.values()) throw error;
  return cases[0];
}
