import { badRequest } from '../gateway/refusal.ts';

/** Every value of a parameter that may be repeated. Repeating, not commas: names may hold commas elsewhere. */
export function many(query: URLSearchParams, name: string, max: number): string[] {
  const values = query.getAll(name);
  if (values.length > max) throw badRequest(`The parameter ${name} takes at most ${max} values.`);
  return values;
}

/** The values of a parameter that takes a comma-separated list; undefined when it was not given. */
export function commaSeparated(query: URLSearchParams, name: string): Set<string> | undefined {
  const value = query.get(name);
  return value === null || value === '' ? undefined : new Set(value.split(',').map((part) => part.trim()));
}

export function flag(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (value !== 'true' && value !== 'false') throw badRequest(`The parameter ${name} must be true or false.`);
  return value === 'true';
}

/** The slice `offset` and `limit` ask for. Without a default, no limit means everything. */
export function page<T>(
  query: URLSearchParams,
  all: readonly T[],
  limits: { max: number; default?: number },
): readonly T[] {
  const offset = wholeNumber(query, 'offset', Number.MAX_SAFE_INTEGER) ?? 0;
  const limit = wholeNumber(query, 'limit', limits.max) ?? limits.default ?? all.length;
  return all.slice(offset, offset + limit);
}

function wholeNumber(query: URLSearchParams, name: string, max: number): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d+$/.test(text) || Number(text) > max) throw badRequest(`The parameter ${name} must be 0 to ${max}.`);
  return Number(text);
}
