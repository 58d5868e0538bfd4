import type { Command } from 'commander';
import { wholeNumber } from './option-values.ts';
import type { Session } from './session.ts';
import { type ShownQuarantine, showQuarantine } from './show-quarantine.ts';
import { clean } from './text.ts';

/** The kill switch. */
export function addQuarantineCommands(program: Command, session: Session): void {
  const quarantine = program.command('quarantine').description('stop everything, and let it go on');

  quarantine
    .command('set')
    .description('stop: nothing is taken from anybody until it is cleared')
    .requiredOption('--reason <text>', 'why; it is recorded and told to subscribers')
    .action(async ({ reason }: { reason: string }) => {
      session.finish(await session.call('quarantine-set', { reason }), showSet);
    });

  quarantine
    .command('clear')
    .description('go on: every case that was held is woken')
    .requiredOption('--reason <text>', 'why; it is recorded and told to subscribers')
    .option('--allow <n>', 'desktops that may be touched beside the cap, within the next window', wholeNumber)
    .action(async ({ reason, allow }: { reason: string; allow?: number }) => {
      const input = { reason, ...(allow !== undefined && { allow }) };
      session.finish(await session.call('quarantine-clear', input), showCleared);
    });

  quarantine
    .command('show')
    .description('show whether everything is stopped, how much was touched of late, and who stopped and cleared')
    .action(async () => {
      session.finish<ShownQuarantine>(await session.call('quarantine-show', {}), showQuarantine, (data) =>
        data.quarantine ? 'held' : 'done',
      );
    });
}

function showSet({ quarantine: { by, since, reason } }: { quarantine: { by: string; since: string; reason: string } }) {
  return clean(`Everything is stopped since ${since}, by ${by}: ${reason}`);
}

function showCleared({ cleared, woken }: { cleared: boolean; woken: number }): string {
  return `${cleared ? 'Everything goes on' : 'Nothing was stopped'}; ${woken} cases woken`;
}
