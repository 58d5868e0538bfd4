import { withoutSchema } from './conditions.ts';

/** What is answered whatever is asked for: RFC 7643, 7, `returned: always`. */
const always = new Set(['schemas', 'id']);

/**
 * A resource with the attributes that a request asks for by `attributes`, or without those of `excludedAttributes`. Of a part of
 * one (`emails.value`) the whole is answered.
 */
export function projected(resource: object, query: URLSearchParams): object {
  const [wanted, unwanted] = [namesIn(query.get('attributes')), namesIn(query.get('excludedAttributes'))];
  const isAnswered = (name: string) => {
    if (always.has(name)) return true;
    const key = name.toLowerCase();
    return wanted ? wanted.some((each) => each.split('.')[0] === key) : !unwanted?.includes(key);
  };
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isAnswered(name)));
}

function namesIn(list: string | null): string[] | undefined {
  const names = (list ?? '')
    .split(',')
    .map(withoutSchema)
    .filter((name) => name !== '');
  return names.length > 0 ? names : undefined;
}
