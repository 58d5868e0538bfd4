/**
 * A value as JSON in its one canonical form: names in the order of their code points at every depth. So `jq -S` writes it as well,
 * with `-c` where there is no indent.
 *
 * @param indent how many spaces a depth is indented by. @default no blank at all
 */
export function canonicalJson(value: unknown, indent?: number): string {
  return JSON.stringify(sorted(value), undefined, indent);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item)]));
}
