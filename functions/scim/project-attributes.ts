import { withoutSchema } from './conditions.ts';

/** What is answered whatever is asked for: RFC 7643, 7, `returned: always`. */
const always = new Set(['schemas', 'id']);

/**
 * A resource with the attributes that a request asks for by `attributes`, or without those of `excludedAttributes`: whole ones, or
 * parts of them (`emails.value`).
 */
export function projected(resource: object, query: URLSearchParams): object {
  const [wanted, unwanted] = [namesIn(query.get('attributes')), namesIn(query.get('excludedAttributes'))];
  const answered = (name: string, value: unknown) => {
    const key = name.toLowerCase();
    if (always.has(name)) return value;
    if (wanted) return wanted.has(key) ? value : withParts(value, partsIn(wanted, key));
    return unwanted?.has(key) ? undefined : withoutParts(value, partsIn(unwanted ?? new Set(), key));
  };
  const entries = Object.entries(resource).map(([name, value]) => [name, answered(name, value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function namesIn(list: string | null): Set<string> | undefined {
  const names = (list ?? '')
    .split(',')
    .map(withoutSchema)
    .filter((name) => name !== '');
  return names.length > 0 ? new Set(names) : undefined;
}

function partsIn(names: ReadonlySet<string>, key: string): Set<string> {
  return new Set([...names].flatMap((name) => (name.startsWith(`${key}.`) ? [name.slice(key.length + 1)] : [])));
}

function withParts(value: unknown, parts: ReadonlySet<string>): unknown {
  return parts.size > 0 ? eachFiltered(value, (part) => parts.has(part)) : undefined;
}

function withoutParts(value: unknown, parts: ReadonlySet<string>): unknown {
  return parts.size > 0 ? eachFiltered(value, (part) => !parts.has(part)) : value;
}

/** Of an object, or of each of several, the parts that are kept. */
function eachFiltered(value: unknown, isKept: (part: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => eachFiltered(each, isKept));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([part]) => isKept(part.toLowerCase())));
}
