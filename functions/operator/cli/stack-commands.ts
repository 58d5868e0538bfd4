import { type Command, Option } from 'commander';
import type { Finding } from '../finding.ts';
import { exportCases, type RowWriter } from './export-cases.ts';
import { dayOrInstant } from './option-values.ts';
import { exitCodes, type Session } from './session.ts';
import { table } from './text.ts';

/** The commands on the stack as a whole. */
export function addStackCommands(program: Command, session: Session): void {
  program
    .command('export')
    .description('write all cases of a period to standard output, one row for each desktop of a case')
    .requiredOption('--from <date>', 'from this day (UTC) or instant on, by the latest change of a case', dayOrInstant)
    .option('--to <date>', 'up to, but without, this day or instant (default: now)', dayOrInstant)
    .addOption(
      new Option('--format <format>', 'csv with a header, or json: one object a line')
        .choices(['csv', 'json'])
        .default('csv'),
    )
    .action(async ({ from, to, format }: { from: string; to?: string; format: 'csv' | 'json' }) => {
      const period = { from, to: to ?? new Date().toISOString() };
      const refused = await exportCases(session, period, await writerOf(format));
      if (refused) session.finish(refused, String);
      else session.terminal.exitCode = exitCodes.done;
    });

  program
    .command('doctor')
    .description('check that everything can be reached, and say what to do where it cannot')
    .action(async () => {
      session.finish<{ findings: Finding[] }>(await session.call('doctor', {}), showFindings);
    });
}

async function writerOf(format: 'csv' | 'json'): Promise<RowWriter> {
  if (format === 'json') return (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const { exportCsv } = await import('../../shared/offboarding/evidence/export-csv.ts');
  return (rows, withHeader) => exportCsv(rows, { withHeader });
}

function showFindings({ findings }: { findings: Finding[] }): string {
  return table(
    ['check', 'state', 'found'],
    findings.map(({ check, state, found }) => [check, state, found]),
  );
}
