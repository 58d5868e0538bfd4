import { Command } from 'commander';
import { addCaseCommands } from './case-commands.ts';
import { addDetach } from './detach-command.ts';
import { addEipCommands } from './eip-commands.ts';
import { addIdentityCommands } from './identity-commands.ts';
import { addPlanCommands } from './plan-commands.ts';
import { addQuarantineCommands } from './quarantine-commands.ts';
import { createSession, type Terminal } from './session.ts';
import { addStackCommands } from './stack-commands.ts';

/** The operator's command line: every command with its options, ready to parse. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('npm run operator --')
    .description('Offboards, shows and repairs by hand, against the local stack or a deployed one.')
    .option('--json', 'print the answer as JSON')
    .option(
      '--by <who>',
      'a note of who asks; it is recorded beside the AWS identity, which a deployed stack is shown (default on the local stack: the user of this machine)',
    )
    .option('--stack <name>', 'a deployed CloudFormation stack (default: the local one)')
    .option('--region <region>', 'its AWS region (default: as the AWS environment or profile has it)')
    .option('--profile <name>', 'the AWS profile to call it with')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed or not found, 2 bad arguments, 3 held.')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  const session = createSession(program, terminal);
  addCaseCommands(program, session);
  addDetach(program, session);
  addPlanCommands(program, session);
  addQuarantineCommands(program, session);
  addEipCommands(program, session);
  addIdentityCommands(program, session);
  addStackCommands(program, session);
  return program;
}
