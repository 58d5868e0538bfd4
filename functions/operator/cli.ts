import { userInfo } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { endStatuses, type OffboardingCase, openStatuses } from '../shared/offboarding/offboarding-case.ts';
import { type CallOperator, createCaller, type OperatorAnswer } from './cli/call-operator.ts';
import { importIdentities } from './cli/import-identities.ts';
import { localOperator } from './cli/local-stack.ts';
import { print } from './cli/print.ts';
import { waitForCase } from './cli/wait-for-case.ts';

const exitCodes = { done: 0, failed: 1, 'not-found': 1, usage: 2 } as const;
const held = 3;

type Global = { json?: true; by: string };
type PersonOptions = { id?: string; email?: string; user?: string };

const program = new Command('npm run operator --')
  .description('Offboards, shows and repairs by hand, against the local stack.')
  .option('--json', 'print the answer as JSON')
  .option('--by <who>', 'who asks; it is recorded', userInfo().username)
  .addHelpText('after', '\nExit codes: 0 done, 1 failed or not found, 2 bad arguments, 3 held.')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

withPerson(program.command('offboard'))
  .description("take a person's desktops away, at once or at a time")
  .addOption(new Option('--at <instant>', 'ISO 8601 with offset, such as 2026-11-20T18:00:00+08:00').argParser(instant))
  .option('--no-wait', 'do not wait for the outcome')
  .option('--timeout <seconds>', 'how long to wait', wholeNumber, 120)
  .action(async (options: PersonOptions & { at?: string; wait: boolean; timeout: number }) => {
    const input = { person: personOf(options), ...(options.at !== undefined && { effectiveAt: options.at }) };
    const call = caller();
    const answer = await call('offboard', input);
    const taken = answer.data as { caseId: string; eventId: string } | undefined;
    if (!options.wait || !taken) return finish('offboard', answer);
    const tell = (status: string) => console.error(`${taken.caseId} ${status}`);
    const latest = Date.now() + options.timeout * 1000;
    return finish('status', await waitForCase(call, taken.caseId, taken.eventId, latest, tell));
  });

withPerson(program.command('status'))
  .description('show a case with its desktops, by its id or by the person')
  .argument('[case]', 'the id of the case')
  .action(async (caseId: string | undefined, options: PersonOptions) => {
    if (caseId !== undefined && isSomebody(options)) throw usageError('Give either a case or a person, not both');
    const input = caseId === undefined ? { person: personOf(options) } : { caseId };
    finish('status', await caller()('status', input));
  });

program
  .command('list')
  .description('list cases, the latest change first')
  .addOption(new Option('--status <status>', 'only these').choices([...openStatuses, ...endStatuses]))
  .option('--limit <n>', 'the most of each status', wholeNumber, 50)
  .action(async (options: { status?: string; limit: number }) => finish('list', await caller()('list', options)));

program
  .command('unbind-eips')
  .description('unbind the public IPs of desktops that nobody is attached to')
  .argument('<desktop...>', 'desktop ids, up to 100')
  .option('--force', 'also where somebody is attached', false)
  .action(async (desktopIds: string[], { force }: { force: boolean }) => {
    finish('unbind-eips', await caller()('unbind-eips', { desktopIds, force }));
  });

program
  .command('rebind-eip')
  .description('bind a public IP to a desktop again')
  .requiredOption('--eip <id>', 'the id of the EIP')
  .requiredOption('--desktop <id>', 'the id of the desktop')
  .action(async ({ eip, desktop }: { eip: string; desktop: string }) => {
    finish('rebind-eip', await caller()('rebind-eip', { eipId: eip, desktopId: desktop }));
  });

const identities = program.command('identities').description('who people are on Workspace, where no rule can tell');

identities
  .command('import')
  .description('map people to Workspace users, from a CSV file with id, email, userName, workspaceUserName')
  .argument('<file>', 'the CSV file; its first line names the columns')
  .action(async (file: string) => {
    const result = await importIdentities(file, caller(), tellImported);
    for (const { line, problem } of result.rejected) console.error(`line ${line}: ${problem}`);
    const { json } = program.opts<Global>();
    console.log(
      json ? JSON.stringify(result, undefined, 2) : `${result.imported} imported, ${result.rejected.length} rejected`,
    );
    process.exitCode = result.rejected.length > 0 ? exitCodes.failed : exitCodes.done;
  });

withPerson(identities.command('show'))
  .description('show which Workspace user a person is')
  .action(async (options: PersonOptions) => {
    const input = { person: personOf(options) };
    finish('identities-show', await caller()('identities-show', input));
  });

function tellImported(count: number): void {
  console.error(`${count} lines imported`);
}

function withPerson(command: Command): Command {
  return command
    .option('--user <name>', 'user name on Workspace')
    .option('--id <id>', 'id in the HR system')
    .option('--email <address>', 'e-mail address');
}

function isSomebody({ id, email, user }: PersonOptions): boolean {
  return Boolean(id ?? email ?? user);
}

function personOf({ id, email, user }: PersonOptions) {
  if (!id && !email && !user) throw usageError('Say who: at least one of --user, --id, --email');
  return { ...(id && { id }), ...(email && { email }), ...(user && { userName: user }) };
}

function caller(): CallOperator {
  return createCaller(localOperator(), program.opts<Global>().by);
}

function finish(command: string, answer: OperatorAnswer): void {
  const { json } = program.opts<Global>();
  const text = json ? JSON.stringify(answer, undefined, 2) : print(command, answer);
  if (json || answer.outcome === 'done') console.log(text);
  else console.error(text);
  process.exitCode = exitCodes[answer.outcome];
  const status = (answer.data as { case?: OffboardingCase } | undefined)?.case?.status;
  if (command === 'status' && status === 'held') process.exitCode = held;
  if (command === 'status' && status === 'failed') process.exitCode = exitCodes.failed;
}

function instant(value: string): string {
  if (/(Z|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new InvalidArgumentError('It needs a date, a time and an offset: 2026-11-20T18:00:00+08:00');
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It needs a whole number from 1 to 9999.');
}

function usageAnswer({ message }: CommanderError): OperatorAnswer {
  return { outcome: 'usage', error: { code: 'bad-arguments', message, details: [] } };
}

function usageError(message: string): CommanderError {
  return new CommanderError(exitCodes.usage, 'operator.usage', `error: ${message}`);
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (process.argv.includes('--json') && error.exitCode !== 0)
      console.log(JSON.stringify(usageAnswer(error), undefined, 2));
    else if (error.code === 'operator.usage') console.error(`${error.message}\n\n${program.helpInformation()}`);
    process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
  } else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = exitCodes.failed;
  }
}
