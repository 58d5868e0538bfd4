import type { Command } from 'commander';
import { followCase, type WaitOptions, withWaiting } from './follow-case.ts';
import { type PersonOptions, personOf, usageError, withPerson } from './person-options.ts';
import { exitCodes, type Session } from './session.ts';
import { type ShownPlan, showPlan, verdictOfPlan } from './show-plan.ts';
import { clean, lines } from './text.ts';

type Options = PersonOptions &
  WaitOptions & { desktop: string[]; shutdown: boolean; reason?: string; dryRun: boolean; yes: boolean };

/** What the command `detach` answers to a dry run. */
type ShownDetachment = ShownPlan & { notAttached: string[] };

/** Detaches somebody from single desktops, without an exit. */
export function addDetach(program: Command, session: Session): void {
  withWaiting(withPerson(program.command('detach')))
    .description('detach somebody from single desktops; nothing else of theirs is touched, and it is no exit')
    .requiredOption('--desktop <id...>', 'desktop ids, up to 100')
    .option('--shutdown', 'shut down those that nobody is left on', false)
    .option('--reason <text>', 'why; it is recorded')
    .option('--dry-run', 'say what would happen, and do nothing', false)
    .option('--yes', 'do not ask; needed where nobody can be asked', false)
    .action(async (options: Options) => {
      const input = inputOf(options);
      if (options.dryRun) return showDryRun(session, input);
      if (!options.yes && !(await isAgreed(session, input))) return;
      const answer = await session.call('detach', input);
      if (!options.wait || answer.outcome !== 'done') {
        return session.finish(answer, ({ caseId }: { caseId: string }) => `${caseId} queued`);
      }
      const { caseId } = answer.data as { caseId: string };
      return followCase(session, options, { caseId, isCurrent: () => true });
    });
}

function inputOf(options: Options) {
  const { desktop: desktopIds, shutdown, reason } = options;
  return { person: personOf(options), desktopIds, shutdown, ...(reason !== undefined && { reason }) };
}

async function showDryRun(session: Session, input: object): Promise<void> {
  session.finish<ShownDetachment>(
    await session.call('detach', { ...input, dryRun: true }),
    showDetachment,
    verdictOfPlan,
  );
}

/** Shows what would happen, and asks. Where the answer is no, or it cannot be said what would happen, that is the outcome. */
async function isAgreed(session: Session, input: object): Promise<boolean> {
  const { ask, tell } = session.terminal;
  if (!ask) throw usageError('Nobody can be asked here: look at it with --dry-run, and give --yes');
  const planned = await session.call('detach', { ...input, dryRun: true });
  if (planned.outcome !== 'done') {
    session.finish(planned, String);
    return false;
  }
  tell(showDetachment(planned.data as ShownDetachment));
  if (await ask('Detach?')) return true;
  tell('Nothing was done');
  session.terminal.exitCode = exitCodes.failed;
  return false;
}

function showDetachment({ notAttached, ...plan }: ShownDetachment): string {
  const others = notAttached.length > 0 ? clean(`Not attached to: ${notAttached.join(', ')}`) : undefined;
  return lines(showPlan(plan), others);
}
