import Table from 'cli-table3';

/**
 * Data as a terminal may show it: names and messages come from other systems, and a control character in them moves the
 * cursor, hides text, or turns the direction of what follows.
 */
export function clean(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, escaped);
}

/** JSON as a terminal may show it: the same text to whoever parses it. */
export function cleanJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(/[^\n\P{Cc}]|[\p{Zl}\p{Zp}\u200b-\u206f\ufeff]/gu, escaped);
}

export type Cell = string | number | undefined;

export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const drawn = new Table({ head: [...head], style: { head: [], border: [] } });
  drawn.push(...rows.map((row) => row.map((cell) => clean(String(cell ?? '')))));
  return drawn.toString();
}

/** Names and values below one another; what is undefined is left out. */
export function fields(rows: readonly (readonly [name: string, value: Cell])[]): string {
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `  ${name.padEnd(width)}  ${clean(String(value))}`).join('\n');
}

/** The parts that are there, each on a line of its own. */
export function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}

/** `word (reason)`. */
export function withReason(word: string, reason: string | undefined): string {
  return reason === undefined ? word : `${word} (${reason})`;
}

/** Why something did not go as asked, in the API's own words. */
export function problemText(problem: { code: string; message: string } | undefined): string {
  return problem ? `${problem.code}: ${problem.message}` : '';
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
