import { type Command, Option } from 'commander';
import { type Flow, flows } from '../../shared/offboarding/guards/flow.ts';
import { wholeNumber } from './option-values.ts';
import type { Session } from './session.ts';
import { type ShownQuarantine, showQuarantine } from './show-quarantine.ts';
import { clean } from './text.ts';

/** The kill switch. */
export function addQuarantineCommands(program: Command, session: Session): void {
  const quarantine = program
    .command('quarantine')
    .description('stop exits, the nightly saving or both, and let them go on');

  quarantine
    .command('set')
    .description('stop: nothing is taken away until it is cleared')
    .addOption(onlyOption())
    .requiredOption('--reason <text>', 'why; it is recorded and told to subscribers')
    .action(async (options: { reason: string; only?: Flow }) => {
      session.finish(await session.call('quarantine-set', options), showSet);
    });

  quarantine
    .command('clear')
    .description('go on: every case that was held is woken. What was counted within the window stays counted')
    .addOption(onlyOption())
    .requiredOption('--reason <text>', 'why; it is recorded and told to subscribers')
    .option(
      '--allow <n>',
      'how many desktops more may be touched beside the cap, within the next window (of both: exits)',
      wholeNumber,
    )
    .action(async (options: { reason: string; only?: Flow; allow?: number }) => {
      session.finish(await session.call('quarantine-clear', options), showCleared);
    });

  quarantine
    .command('show')
    .description('show what is stopped, who waits, how much was touched of late, and who stopped and cleared')
    .action(async () => {
      session.finish<ShownQuarantine>(await session.call('quarantine-show', {}), showQuarantine, (data) =>
        flows.some((flow) => data[flow].quarantine) ? 'held' : 'done',
      );
    });
}

function onlyOption(): Option {
  return new Option('--only <flow>', "people's exits, or the nightly saving (default: both)").choices(flows);
}

type Quarantine = { by: string; since: string; reason: string };

function showSet({ quarantine }: { quarantine: Partial<Record<Flow, Quarantine>> }): string {
  const stopped = Object.entries(quarantine).map(
    ([flow, { by, since, reason }]) => `${flow}: stopped since ${since}, by ${by}: ${reason}`,
  );
  return stopped.map(clean).join('\n');
}

function showCleared({ cleared, woken }: { cleared: Flow[]; woken: number }): string {
  return `${cleared.length > 0 ? `${cleared.join(' and ')} go on` : 'Nothing was stopped'}; ${woken} cases woken`;
}
