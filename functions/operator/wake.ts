import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import type { CommandContext } from './command.ts';

/** Lets work on cases go on at once, and not when they are due. */
export async function wake(
  caseIds: readonly string[],
  { exits, now }: Pick<CommandContext, 'exits' | 'now'>,
): Promise<void> {
  const at = new Date(now).toISOString();
  await exits.send(caseIds.map((caseId) => ({ body: { type: 'wake', caseId, now: at } satisfies ExitsMessage })));
}
