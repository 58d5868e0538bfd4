import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import { type MappedIdentity, mappedIdentity } from '../../shared/offboarding/identity.ts';
import type { CallOperator } from './call-operator.ts';

const columns = ['id', 'email', 'userName', 'workspaceUserName'] as const;
const linesPerCall = 100;

export type Imported = { imported: number; rejected: { line: number; problem: string }[] };

/**
 * Streams a CSV file with the columns `id`, `email`, `userName` (at least one of them filled) and `workspaceUserName` to the
 * operator function, a hundred lines a call. A line that is wrong is reported and does not stop the others.
 *
 * @param tell told of the count after each call
 */
export async function importIdentities(
  file: string,
  call: CallOperator,
  tell: (imported: number) => void,
): Promise<Imported> {
  const result: Imported = { imported: 0, rejected: [] };
  let waiting: MappedIdentity[] = [];
  const flush = async () => {
    if (waiting.length === 0) return;
    const answer = await call('identities-import', { identities: waiting });
    if (answer.outcome !== 'done') throw new Error(answer.error?.message ?? 'The import was refused');
    result.imported += waiting.length;
    waiting = [];
    tell(result.imported);
  };
  const reject = (line: number, problem: string): undefined => {
    result.rejected.push({ line, problem });
  };
  const parser = parse({
    columns: (header: string[]) => checkedHeader(header),
    bom: true,
    info: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => reject(Number(error?.['lines'] ?? 0), error?.message ?? 'not CSV'),
  });
  await pipeline(createReadStream(file), parser, async (records: AsyncIterable<CsvRecord>) => {
    for await (const { record, info } of records) {
      const { workspaceUserName, ...identifiers } = record;
      const filled = Object.fromEntries(Object.entries(identifiers).filter(([, value]) => value !== ''));
      const mapping = mappedIdentity.safeParse({ person: filled, workspaceUserName });
      if (mapping.success) waiting.push(mapping.data);
      else
        reject(
          info.lines,
          mapping.error.issues.map(({ path, message }) => `${String(path.at(-1) ?? 'line')}: ${message}`).join('; '),
        );
      if (waiting.length >= linesPerCall) await flush();
    }
  });
  await flush();
  return { ...result, rejected: result.rejected.toSorted((a, b) => a.line - b.line) };
}

type CsvRecord = { record: Record<string, string>; info: { lines: number } };

function checkedHeader(header: string[]): string[] {
  const unknown = header.filter((name) => !(columns as readonly string[]).includes(name));
  if (unknown.length > 0 || !header.includes('workspaceUserName')) {
    throw new Error(`The first line must name columns of ${columns.join(', ')}, workspaceUserName among them`);
  }
  return header;
}
