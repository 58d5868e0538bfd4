import { createHash } from 'node:crypto';

/**
 * The header that a caller signs beside the host, and that is never sent to us: the function works out by itself what it must
 * be, and STS checks the signature over it. A request that was signed for another function, command, case or plan fits nothing
 * here.
 */
export const audienceHeader = 'x-offboarding-audience';

export type ProvenCommand = {
  command: string;
  /** The note of who asks. */
  by?: string | undefined;
  input?: unknown;
};

/**
 * The value of the header: `{ARN of the operator function}/{SHA-256 of the command, hexadecimal}`, the command being the JSON of
 * `by`, `command` and `input` with names in alphabetical order and without blanks, as `jq -cS` writes it.
 */
export function audienceOf(functionArn: string, { command, by, input }: ProvenCommand): string {
  const text = JSON.stringify(inOrder({ by, command, input }));
  return `${functionArn}/${createHash('sha256').update(text).digest('hex')}`;
}

/** The ARN without a version or alias: whoever calls may leave it out. */
export function unqualified(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, inOrder(item)]));
}
