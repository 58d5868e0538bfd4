/**
 * Characters that nobody sees, or that make others be seen in another order: control characters, halves of a surrogate pair,
 * line and paragraph separators, bidirectional embeddings, overrides and isolates.
 */
const unseen = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Data as JSON has it and every reader of JSON reads alike: without what is undefined, and with what cannot be seen in its
 * place, as `\u0007`. Numbers that programs write in different ways are text.
 */
export function plainData(value: unknown): unknown {
  if (typeof value === 'string') return visibleText(value);
  if (typeof value === 'number') return isWrittenAlike(value) ? value + 0 : String(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => plainData(item) ?? null);
  if (typeof value !== 'object') return undefined;
  const entries = Object.entries(value).map(([name, item]) => [visibleText(name), plainData(item)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** A text of which every character can be seen. */
function visibleText(text: string): string {
  return text.replaceAll(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Whether every program writes a number with the same digits. */
function isWrittenAlike(value: number): boolean {
  const size = Math.abs(value);
  return Number.isSafeInteger(value) || (size >= 1e-4 && size < 1e15);
}
