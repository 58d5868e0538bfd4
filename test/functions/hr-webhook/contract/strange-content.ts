import * as fc from 'fast-check';
import { tryParseJson } from '../../../../functions/shared/runtime/try-parse-json.ts';

/** What breaks parsers, where an event has something else. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', ' ', 'n/a', -1, 0.5, 1e308, 2 ** 53, [], {}, '__proto__', 'constructor'),
  fc.constantFrom<unknown>('0000-00-00', '9999-12-31', '2026-02-31', '2026-11-20T10:00:00', '-1', 'x'.repeat(300)),
  fc.constantFrom<unknown>('Terminated', 'Active', 'INACTIVE', '2026-11-20', 1_795_168_800, '\u0000', '\ud800', '😀'),
  fc.jsonValue(),
);

/** Content of any kind, most of it close to what the sender sends. */
export function strangeContent(event: Buffer): fc.Arbitrary<Buffer> {
  const known = tryParseJson(event.toString());
  const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each));
  const cut = fc.nat(event.length).map((length) => event.subarray(0, length));
  const values = fc.array(strange, { minLength: 1, maxLength: 4 });
  const changed = fc.tuple(values, fc.infiniteStream(fc.nat())).map(([replacements, choices]) => {
    const content = replacements.reduce((value, replacement) => withReplaced(value, replacement, choices), known);
    return Buffer.from(JSON.stringify(content) ?? '');
  });
  return known === undefined ? fc.oneof(bytes, cut) : fc.oneof(bytes, cut, { arbitrary: changed, weight: 8 });
}

/** The same with something else somewhere in it. */
export function withReplaced(value: unknown, replacement: unknown, choices: Iterator<number>): unknown {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const chosen = entries[(choices.next().value ?? 0) % (entries.length + 1)];
  if (!chosen) return replacement;
  const [name, inner] = chosen;
  const changed = withReplaced(inner, replacement, choices);
  if (Array.isArray(value)) return value.with(Number(name), changed);
  return Object.fromEntries(entries.map(([each, old]) => [each, each === name ? changed : old]));
}
