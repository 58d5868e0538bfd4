import { tryParseJson } from '../../../functions/shared/runtime/try-parse-json.ts';
import type { StackFile } from '../stack-file.ts';
import type { LogLine } from '../start-stack.ts';

type Fields = Record<string, unknown>;

/** What a function's log line says, in one line for a person; undefined for what is not worth one. */
export function narrate(line: LogLine, functions: StackFile['functions']): string | undefined {
  const entry = tryParseJson(line.text);
  if (typeof entry !== 'object' || entry === null) return undefined;
  const fields = entry as Fields;
  const tell = stories[String(fields['message'])] ?? (fields['level'] === 'ERROR' ? failure : undefined);
  const name = Object.keys(functions).find((key) => functions[key] === line.function) ?? line.function;
  const story = tell?.(fields);
  return story && `${name.padEnd(14)} ${story}`;
}

const stories: Record<string, (fields: Fields) => string | undefined> = {
  'Took a request': ({ source, cases }) => `verified a ${text(source)} webhook: ${list(cases)}`,
  'Took a notice': ({ kind, caseId, effect }) => `${text(kind)} notice for ${text(caseId)}: ${text(effect)}`,
  'Workspace call': ({ operation, status, ms }) => `  ${text(operation)} → ${text(status)} in ${text(ms)} ms`,
  Case: ({ caseId, status, reason, step }) =>
    `${text(caseId)} is ${text(status)}${reason ? ` (${text(reason)})` : ''}${step === 'rest' ? '' : `, next: ${text(step)}`}`,
  Told: ({ type, caseId, evidence }) =>
    `told ${text(type)}${caseId ? ` of ${text(caseId)}` : ''}${evidence ? `, evidence in ${text(evidence)}` : ''}`,
  'To dead letters': ({ reason }) => `to the dead-letter queue: ${text(reason)}`,
  'Refused a request': ({ status, code, cause }) =>
    `answered ${text(status)} ${text(code)}${cause ? ` (${text(cause)})` : ''}`,
  'Workspace cannot be read': ({ operation, code }) => `Workspace cannot be read: ${text(operation)} ${text(code)}`,
  'Swept EIPs': ({ bound, idle, kept }) =>
    `${text(bound)} bound EIPs, ${text(idle)} idle, kept: ${JSON.stringify(kept)}`,
  'Looked for drift': ({ cases, drift, dormantUsers }) =>
    `${text(cases)} closed cases read again: ${text(drift)} with access again; ${text(dormantUsers)} disabled users attached`,
  EIP: ({ address, eipId, outcome, reason }) =>
    `EIP ${text(address ?? eipId)} ${text(outcome)}${reason ? ` (${text(reason)})` : ''}`,
};

function failure({ message, error, errorMessage }: Fields): string {
  const cause = (error as { message?: string } | undefined)?.message ?? errorMessage;
  return `ERROR ${text(message)}${cause === undefined ? '' : `: ${text(cause)}`}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.map(text).join(', ') : text(value);
}
