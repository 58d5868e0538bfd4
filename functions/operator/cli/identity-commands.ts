import type { Command } from 'commander';
import type { Candidate } from '../../shared/offboarding/identity/candidate.ts';
import { importIdentities } from './import-identities.ts';
import { type PersonOptions, personOf, withPerson } from './person-options.ts';
import { exitCodes, type Session } from './session.ts';
import { candidateTable } from './show-candidates.ts';
import { clean, cleanJson, lines } from './text.ts';

/** Who people are on Workspace. */
export function addIdentityCommands(program: Command, session: Session): void {
  const identities = program.command('identities').description('who people are on Workspace, where no rule can tell');
  const { terminal } = session;

  identities
    .command('import')
    .description('map people to Workspace users, from a CSV file with id, email, userName, workspaceUserName')
    .argument('<file>', 'the CSV file; its first line names the columns')
    .action(async (file: string) => {
      const result = await importIdentities(file, session.call, (count) => terminal.tell(`${count} lines imported`));
      const { imported, rejected } = result;
      for (const { line, problem } of rejected) terminal.tell(clean(`line ${line}: ${problem}`));
      terminal.print(session.isJson() ? cleanJson(result) : `${imported} imported, ${rejected.length} rejected`);
      terminal.exitCode = rejected.length > 0 ? exitCodes.failed : exitCodes.done;
    });

  withPerson(identities.command('show'))
    .description('show which Workspace user a person is')
    .action(async (options: PersonOptions) => {
      session.finish(await session.call('identities-show', { person: personOf(options) }), showIdentity);
    });

  withPerson(identities.command('remove'))
    .description('map a person to no Workspace user any longer, by each identifier that is given')
    .action(async (options: PersonOptions) => {
      session.finish(await session.call('identities-remove', { person: personOf(options) }), showRemoved);
    });
}

function showRemoved({ removed }: { removed: number }): string {
  return `${removed} removed`;
}

type ShownIdentity = {
  mapped: boolean;
  userName?: string;
  problem?: string;
  users: Candidate[];
  candidates?: Candidate[];
  doubt?: { problem: string; candidates?: Candidate[] };
};

function showIdentity({ mapped, userName, problem, users, candidates, doubt }: ShownIdentity): string {
  const how = `by ${mapped ? 'the mapping' : 'the rules'}`;
  const unknown = users.length === 0 ? '; Workspace shows no such user' : '';
  return lines(
    clean(userName === undefined ? (problem ?? '') : `${userName} (${how}${unknown})`),
    users.length > 0 ? candidateTable(users) : undefined,
    doubt && clean(`Besides, ${doubt.problem}:`),
    candidateTable(candidates ?? doubt?.candidates ?? []),
  );
}
