import { tryParseJson } from '../runtime/try-parse-json.ts';

const leftOut = '[left out]';

/** Of fields and, in SCIM's operations, of paths: what they hold is nobody's business. */
const secretName = /passw|secret|token|authorization|signature|credential|api.?key/i;

/** No sender nests deeper; what does is there to break whoever reads it. */
const deepest = 40;

/** A secret that is shorter may be part of any word: it is left out where it is all that a text is. */
const shortestPart = 6;

/** Every text of what Secrets Manager holds for a source. */
export function secretsIn(stored: string): string[] {
  const texts: string[] = [];
  const content = tryParseJson(stored);
  const open: unknown[] = [content ?? stored];
  for (const value of open) {
    if (typeof value === 'string') texts.push(value, ...value.split(/\s+/));
    else if (typeof value === 'object' && value !== null) open.push(...Object.values(value));
  }
  return [...new Set(texts)].filter((text) => text !== '');
}

/**
 * The same content, read as JSON where it is, without anything that may be a secret: by what a field is called, and by what a
 * text holds.
 */
export function withoutSecrets(bytes: Uint8Array, secrets: readonly string[]): unknown {
  const text = Buffer.from(bytes).toString();
  const content = tryParseJson(text);
  if (content !== undefined) return cleaned(content, secrets);
  // Of what cannot be read nobody can tell where a secret ends.
  return secretName.test(text) ? leftOut : cleanedText(text, secrets);
}

function cleaned(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === 'string') return cleanedText(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return leftOut;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, secrets, depth + 1));
  const { path } = value as { path?: unknown };
  const holdsSecret = typeof path === 'string' && secretName.test(path);
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const isSecret = secretName.test(name) || (holdsSecret && name === 'value');
      return [cleanedText(name, secrets), isSecret ? leftOut : cleaned(field, secrets, depth + 1)];
    }),
  );
}

function cleanedText(text: string, secrets: readonly string[]): string {
  if (secrets.includes(text)) return leftOut;
  return secrets
    .filter((secret) => secret.length >= shortestPart)
    .reduce((rest, secret) => rest.replaceAll(secret, leftOut), text);
}
