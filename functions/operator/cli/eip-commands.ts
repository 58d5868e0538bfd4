import type { Command } from 'commander';
import type { Session } from './session.ts';
import { type ShownEip, showEips } from './show-eips.ts';

/** The commands on public IPs, without a case. */
export function addEipCommands(program: Command, session: Session): void {
  withWorkspace(program.command('unbind-eips'))
    .description('unbind the public IPs of desktops that nobody is attached to')
    .argument('<desktop...>', 'desktop ids, up to 100')
    .option('--force', 'also where somebody is attached', false)
    .action(async (desktopIds: string[], { force, workspace }: { force: boolean; workspace?: string }) => {
      const input = { desktopIds, force, ...(workspace !== undefined && { workspace }) };
      session.finish<{ eips: ShownEip[] }>(
        await session.call('unbind-eips', input),
        ({ eips }) => showEips(eips),
        ({ eips }) => (eips.some(isHeld) ? 'held' : 'done'),
      );
    });

  withWorkspace(program.command('rebind-eip'))
    .description('bind a public IP to a desktop again')
    .requiredOption('--eip <id>', 'the id of the EIP')
    .requiredOption('--desktop <id>', 'the id of the desktop')
    .action(async ({ eip, desktop, workspace }: { eip: string; desktop: string; workspace?: string }) => {
      const input = { eipId: eip, desktopId: desktop, ...(workspace !== undefined && { workspace }) };
      session.finish<ShownEip>(await session.call('rebind-eip', input), (bound) => showEips([bound]));
    });
}

/** By the caps, or by a person's hand on the switch. */
function isHeld({ outcome, reason }: ShownEip): boolean {
  return outcome === 'kept' && (reason === 'cap' || reason === 'quarantined');
}

function withWorkspace(command: Command): Command {
  return command.option(
    '--workspace <name>',
    'the Workspace project, by its name in the configuration (default: main)',
  );
}
