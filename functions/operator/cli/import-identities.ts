import { open } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type * as z from 'zod';
import { caseIdsOf } from '../../shared/offboarding/case/person.ts';
import { type MappedIdentity, mappedIdentity } from '../../shared/offboarding/identity/identity.ts';
import type { CallOperator } from './call-operator.ts';
import { usageError } from './person-options.ts';

const columns = new Set(['id', 'email', 'userName', 'workspaceUserName']);
const linesPerCall = 100;

type Rejected = { line: number; problem: string };
type Mapped = { line: number; mapping: MappedIdentity };

export type Imported = { imported: number; rejected: Rejected[] };

/**
 * Streams a CSV file with the columns `id`, `email`, `userName` (at least one of them filled) and `workspaceUserName` to the
 * operator function, a hundred lines a call. A line that is wrong is reported and does not stop the others, as are all lines
 * that contradict each other: the file is read twice, and nothing of it is sent before all of it has been looked at.
 *
 * @param tell told of the count after each call
 */
export async function importIdentities(
  file: string,
  call: CallOperator,
  tell: (imported: number) => void,
): Promise<Imported> {
  const contradiction = await contradictionsAmong(readLines(file));
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
  for await (const one of readLines(file)) {
    const checked = 'mapping' in one ? (contradiction(one) ?? one) : one;
    if ('mapping' in checked) waiting.push(checked.mapping);
    else result.rejected.push(checked);
    if (waiting.length >= linesPerCall) await flush();
  }
  await flush();
  return result;
}

/** What each line says. No name has a line break in it, so that a quotation mark that nobody closes spoils one line alone. */
async function* readLines(file: string): AsyncGenerator<Mapped | Rejected> {
  const handle = await open(file);
  let names: string[] | undefined;
  let line = 0;
  // A byte is a character here, so that each line can be told whether it is UTF-8.
  for await (const bytes of handle.readLines({ encoding: 'latin1' })) {
    line += 1;
    const content = inUtf8(bytes);
    if (content?.trim() === '') continue;
    if (names) yield content === undefined ? { line, problem: notUtf8 } : readLine(content, line, names);
    else if (content === undefined) throw usageError(`The first line is ${notUtf8}`);
    else names = checkedHeader(fieldsOf(content));
  }
  if (!names) checkedHeader([]);
}

const notUtf8 = 'not in UTF-8; save the file as "CSV UTF-8"';
const utf8 = new TextDecoder('utf-8', { fatal: true });

function inUtf8(bytes: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

function readLine(content: string, line: number, names: readonly string[]): Mapped | Rejected {
  const mapping = readMapping(fieldsOf(content), names);
  return typeof mapping === 'string' ? { line, problem: mapping } : { line, mapping };
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

/** Of all that a line says, what may contradict another: there may be as many as people. */
type Claim = { line: number; name: string };

/** Of lines that map somebody to different Workspace users one is wrong, and nothing tells which. */
async function contradictionsAmong(
  lines: AsyncIterable<Mapped | Rejected>,
): Promise<(one: Mapped) => Rejected | undefined> {
  const firstOf = new Map<string, Claim>();
  const otherOf = new Map<string, Claim>();
  for await (const one of lines) {
    if ('problem' in one) continue;
    const claim = { line: one.line, name: nameIn(one) };
    for (const id of caseIdsOf(one.mapping.person)) {
      const first = firstOf.get(id);
      if (!first) firstOf.set(id, claim);
      else if (first.name !== claim.name && !otherOf.has(id)) otherOf.set(id, claim);
    }
  }
  return (one) => {
    const sharing = caseIdsOf(one.mapping.person).flatMap((id) => [firstOf.get(id), otherOf.get(id)]);
    const other = sharing.find((each) => each !== undefined && each.name !== nameIn(one));
    return other && { line: one.line, problem: `line ${other.line} maps the same person to another Workspace user` };
  };
}

/** Workspace does not tell `Ann` from `ann`. */
function nameIn({ mapping }: Mapped): string {
  return mapping.workspaceUserName.toLowerCase();
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
