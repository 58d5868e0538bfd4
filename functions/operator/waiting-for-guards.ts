import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import { countToAdmit } from '../shared/offboarding/guards/hold.ts';
import type { CommandContext } from './command.ts';
import { wake } from './wake.ts';

/** Who waits because the exits are stopped. */
export type Waiting = {
  people: number;
  /** Desktops that will be counted against the cap once they go on; whoever has none counts as one. */
  desktops: number;
  /** Cases that could not be read, and are not in the two numbers. */
  unreadable: string[];
};

/** Counts the cases that a cap or the quarantine holds. */
export async function readWaiting({ pages }: Pick<CommandContext, 'pages'>): Promise<Waiting> {
  const waiting: Waiting = { people: 0, desktops: 0, unreadable: [] };
  for await (const { cases, unreadable } of pages.all('held')) {
    const held = cases.filter(isHeldByGuards);
    waiting.people += held.length;
    waiting.desktops += held.reduce((sum, one) => sum + countToAdmit(one), 0);
    waiting.unreadable.push(...unreadable);
  }
  return waiting;
}

/** Wakes the cases that a cap or the quarantine holds. @returns how many */
export async function wakeWaiting(context: CommandContext): Promise<number> {
  let woken = 0;
  for await (const { cases } of context.pages.all('held')) {
    const ids = cases.filter(isHeldByGuards).map(({ caseId }) => caseId);
    await wake(ids, context);
    woken += ids.length;
  }
  return woken;
}

function isHeldByGuards({ reason }: OffboardingCase): boolean {
  return reason === 'cap' || reason === 'quarantined';
}
