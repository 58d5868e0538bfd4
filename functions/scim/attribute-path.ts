import { HttpError } from '../shared/runtime/http-error.ts';
import { type Condition, longest, readConditions, withoutSchema } from './conditions.ts';

/** Where an attribute stands, as far as it is kept: the user itself, or one of what is kept. */
export type AttributePath =
  | { root: 'user' | 'active' | 'username' | 'externalid' }
  | { root: 'emails'; selector: Condition[]; part: string };

const path = /^([a-z]+)\s*(?:\[([^\]]*)\])?\s*(?:\.\s*([\w$]+))?$/;
const kept = /^(active|username|externalid|emails)(?![\w$-])/;
/** What ends as something that is kept may mean it, by a schema or in a form that is not known here. */
const endsAsKept = /(?:^|[^\w$-])(?:active|username|externalid|emails)(?:\s*\[[^\]]*\])?(?:\s*\.\s*value)?$/;
const emailParts = new Set(['value', 'type', 'primary', 'display', '$ref']);

/**
 * Reads a path in any letter case, with or without the URN of its schema or a slash before it.
 *
 * @returns undefined for what is not kept of a user, which may be said in any way
 * @throws {HttpError} 400 `invalidPath` for what begins or ends as something that is kept and is not understood: it must not be
 *   answered as if it had been done
 */
export function readPath(given: string): AttributePath | undefined {
  const name = withoutSchema(given);
  if (name === '') return { root: 'user' };
  const [, root] = kept.exec(name) ?? [];
  if (root === undefined && endsAsKept.test(name)) throw notUnderstood();
  if (root === undefined) return undefined;
  const found = name.length > longest ? undefined : path.exec(name);
  const [, , filter, part] = found ?? [];
  const selector = filter === undefined ? [] : readConditions(filter);
  if (!found || !selector) throw notUnderstood();
  if (root === 'emails') {
    const isKnown = selector.every(({ attribute }) => ['type', 'primary', 'value'].includes(attribute));
    if (!isKnown || (part !== undefined && !emailParts.has(part))) throw notUnderstood();
    return { root, selector, part: part ?? '' };
  }
  if (filter !== undefined || (part !== undefined && part !== 'value')) throw notUnderstood();
  return { root: root as 'active' | 'username' | 'externalid' };
}

function notUnderstood(): HttpError {
  return new HttpError(
    400,
    'invalidPath',
    'The path begins or ends as an attribute that is kept, and is not understood',
  );
}
