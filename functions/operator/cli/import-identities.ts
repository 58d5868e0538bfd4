import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type * as z from 'zod';
import { type MappedIdentity, mappedIdentity } from '../../shared/offboarding/identity.ts';
import { caseIdsOf } from '../../shared/offboarding/person.ts';
import type { CallOperator } from './call-operator.ts';
import { usageError } from './person-options.ts';

const columns = new Set(['id', 'email', 'userName', 'workspaceUserName']);
const linesPerCall = 100;

type Rejected = { line: number; problem: string };
type Mapped = { line: number; mapping: MappedIdentity };

export type Imported = { imported: number; rejected: Rejected[] };

/**
 * Sends a CSV file with the columns `id`, `email`, `userName` (at least one of them filled) and `workspaceUserName` to the
 * operator function, a hundred lines a call. A line that is wrong is reported and does not stop the others, as are all lines
 * that contradict each other: the whole file is looked at before any of it is sent.
 *
 * @param tell told of the count after each call
 */
export async function importIdentities(
  file: string,
  call: CallOperator,
  tell: (imported: number) => void,
): Promise<Imported> {
  const read = readLines(await readFile(file, 'utf8'));
  const contradiction = contradictionsAmong(read.filter((one) => 'mapping' in one));
  const checked = read.map((one) => ('mapping' in one ? (contradiction(one) ?? one) : one));
  const identities = checked.filter((one) => 'mapping' in one).map(({ mapping }) => mapping);
  for (let sent = 0; sent < identities.length; sent += linesPerCall) {
    const answer = await call('identities-import', { identities: identities.slice(sent, sent + linesPerCall) });
    if (answer.outcome !== 'done') throw new Error(answer.error?.message ?? 'The import was refused');
    tell(Math.min(sent + linesPerCall, identities.length));
  }
  return { imported: identities.length, rejected: checked.filter((one) => 'problem' in one) };
}

/** What each line says. No name has a line break in it, so that a quotation mark that nobody closes spoils one line alone. */
function readLines(text: string): (Mapped | Rejected)[] {
  const [header, ...lines] = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== '');
  const names = checkedHeader(fieldsOf(header?.content ?? ''));
  return lines.map(({ content, line }) => {
    const mapping = readMapping(fieldsOf(content), names);
    return typeof mapping === 'string' ? { line, problem: mapping } : { line, mapping };
  });
}

/** @returns what is wrong where it is none */
function readMapping(fields: string[] | string, names: readonly string[]): MappedIdentity | string {
  if (typeof fields === 'string') return fields;
  if (fields.length !== names.length) return `it has ${fields.length} columns, the first line ${names.length}`;
  const filled = names.map((name, index) => [name, fields[index]]).filter(([, value]) => value !== '');
  const { workspaceUserName, ...person } = Object.fromEntries(filled) as Record<string, string>;
  const mapping = mappedIdentity.safeParse({ person, workspaceUserName });
  return mapping.success ? mapping.data : inWords(mapping.error);
}

/** @returns what is wrong where it is no CSV */
function fieldsOf(line: string): string[] | string {
  try {
    const [fields = []] = parse(line, { trim: true });
    return fields;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replaceAll(/ (at|on) line 1\b/g, '');
  }
}

/** Of lines that map somebody to different Workspace users one is wrong, and nothing tells which. */
function contradictionsAmong(lines: readonly Mapped[]): (one: Mapped) => Rejected | undefined {
  const linesByName = new Map<string, Map<string, number>>();
  for (const { line, mapping } of lines) {
    for (const id of caseIdsOf(mapping.person)) {
      const known = linesByName.get(id) ?? new Map<string, number>();
      linesByName.set(id, known.set(nameIn(mapping), known.get(nameIn(mapping)) ?? line));
    }
  }
  return ({ line, mapping }) => {
    const sharing = caseIdsOf(mapping.person).flatMap((id) => [...(linesByName.get(id) ?? [])]);
    const other = sharing.find(([name]) => name !== nameIn(mapping));
    return other && { line, problem: `line ${other[1]} maps the same person to another Workspace user` };
  };
}

/** Workspace does not tell `Ann` from `ann`. */
function nameIn({ workspaceUserName }: MappedIdentity): string {
  return workspaceUserName.toLowerCase();
}

function inWords({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${String(path.at(-1) ?? 'line')}: ${message}`).join('; ');
}

function checkedHeader(names: string[] | string): string[] {
  const isSound =
    typeof names !== 'string' &&
    names.every((name) => columns.has(name)) &&
    names.includes('workspaceUserName') &&
    new Set(names).size === names.length;
  if (isSound) return names;
  throw usageError(
    'The first line must name the columns, each once: workspaceUserName, and of id, email, userName those that there are',
  );
}
