import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import type * as z from 'zod';
import { type MappedIdentity, mappedIdentity } from '../../shared/offboarding/identity.ts';
import { caseIdsOf } from '../../shared/offboarding/person.ts';
import type { CallOperator } from './call-operator.ts';

const columns = ['id', 'email', 'userName', 'workspaceUserName'] as const;
const linesPerCall = 100;

export type Imported = { imported: number; rejected: { line: number; problem: string }[] };

/**
 * Streams a CSV file with the columns `id`, `email`, `userName` (at least one of them filled) and `workspaceUserName` to the
 * operator function, a hundred lines a call. A line that is wrong, or contradicts one before it, is reported and does not
 * stop the others.
 *
 * @param tell told of the count after each call
 */
export async function importIdentities(
  file: string,
  call: CallOperator,
  tell: (imported: number) => void,
): Promise<Imported> {
  const result: Imported = { imported: 0, rejected: [] };
  const contradiction = createContradictions();
  let hasColumns = false;
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
    columns: (header: string[]) => {
      hasColumns = true;
      return checkedHeader(header);
    },
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
      const problem = mapping.success ? contradiction(mapping.data, info.lines) : inWords(mapping.error);
      if (problem !== undefined) reject(info.lines, problem);
      else if (mapping.success) waiting.push(mapping.data);
      if (waiting.length >= linesPerCall) await flush();
    }
  });
  if (!hasColumns) throw new Error(wrongHeader);
  await flush();
  return { ...result, rejected: result.rejected.toSorted((a, b) => a.line - b.line) };
}

/** Of lines that map somebody to different Workspace users one is wrong, and nothing tells which. */
function createContradictions() {
  const seen = new Map<string, { line: number; name: string }>();
  return ({ person, workspaceUserName }: MappedIdentity, line: number): string | undefined => {
    const [ids, name] = [caseIdsOf(person), workspaceUserName.toLowerCase()];
    const before = ids.map((id) => seen.get(id)).find((one) => one !== undefined && one.name !== name);
    if (before) return `line ${before.line} maps the same person to another Workspace user`;
    for (const id of ids) if (!seen.has(id)) seen.set(id, { line, name });
    return undefined;
  };
}

function inWords({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${String(path.at(-1) ?? 'line')}: ${message}`).join('; ');
}

type CsvRecord = { record: Record<string, string>; info: { lines: number } };

const wrongHeader =
  'The first line must name the columns: workspaceUserName, and of id, email, userName those that there are';

function checkedHeader(header: string[]): string[] {
  const unknown = header.filter((name) => !(columns as readonly string[]).includes(name));
  if (unknown.length > 0 || !header.includes('workspaceUserName')) {
    throw new Error(wrongHeader);
  }
  return header;
}
