import { tryParseJson } from '../shared/runtime/try-parse-json.ts';

/** One comparison of a filter: an attribute, by its whole path in lower case, has a value. */
export type Condition = { attribute: string; value: string };

/** Longer than any name can be: what is longer is not even tried. */
export const longest = 2000;

const term =
  /\s*([\w$:.-]+?)\s*(?:\[([^\]]*)\]\s*)?(?:\.([\w$]+))?(?:\s+eq\s+("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'()[\]]+))?\s*(and\s|$)/;

/**
 * The comparisons of a filter, all of which must hold: `a eq "x" and b[c eq "y"].d eq "z"`. Values may stand without quotes:
 * some clients leave them out.
 *
 * @returns undefined for any other filter
 */
export function readConditions(filter: string): Condition[] | undefined {
  if (filter.length > longest) return undefined;
  const conditions: Condition[] = [];
  const reader = new RegExp(term, 'iy');
  for (let more = true; more; ) {
    const found = reader.exec(filter);
    const [, path = '', selector, part, literal, conjunction = ''] = found ?? [];
    const selected = selector === undefined ? [] : readConditions(selector);
    if (!found || !selected || (literal === undefined && selected.length === 0)) return undefined;
    const name = withoutSchema(path);
    conditions.push(...selected.map(({ attribute, value }) => ({ attribute: `${name}.${attribute}`, value })));
    const attribute = part === undefined ? name : `${name}.${part.toLowerCase()}`;
    if (literal !== undefined) conditions.push({ attribute, value: valueOf(literal) });
    more = conjunction !== '';
  }
  return conditions;
}

const textOrGroup = /"(?:[^"\\]|\\.)*"|'[^']*'|[()]/g;

/** A filter without its parentheses, which group nothing where all is joined by `and`; as it is if they do not fit together. */
export function withoutGroups(filter: string): string {
  if (filter.length > longest) return filter;
  let [depth, isSound] = [0, true];
  const without = filter.replaceAll(textOrGroup, (found) => {
    if (found !== '(' && found !== ')') return found;
    depth += found === '(' ? 1 : -1;
    isSound &&= depth >= 0;
    return ' ';
  });
  return isSound && depth === 0 ? without : filter;
}

/**
 * How clients write that an attribute is one of a user: by the URN of the core schema, of SCIM 2.0 or 1.1, or by the type alone.
 * Some take `:` and `/` for each other, or write both; some leave out `User`.
 */
const ofUser =
  /^\/*(?:(?:urn:ietf:params:scim:schemas:core:2\.0|urn:scim:schemas:core:1\.0)(?::user)?|user)(?:[:./]+|$)|^\/+/;

/** In lower case, without the schema that users have. */
export function withoutSchema(path: string): string {
  return path.trim().toLowerCase().replace(ofUser, '');
}

/** What is quoted is JSON, but for those that write a name with a backslash as it is. */
function valueOf(literal: string): string {
  if (!/^["']/.test(literal)) return literal;
  const text = literal.startsWith('"') ? tryParseJson(literal) : undefined;
  return typeof text === 'string' ? text : literal.slice(1, -1);
}
