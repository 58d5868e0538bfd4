import * as z from 'zod/mini';
import { HttpError } from '../shared/runtime/http-error.ts';
import { attributeName, caseless, readAttribute, readAttributes, withoutAttribute } from './attribute-values.ts';
import type { UserAttributes } from './scim-user.ts';

const operation = z.pipe(
  z.transform(caseless),
  z.object({ op: z.string(), path: z.nullish(z.string()), value: z.optional(z.unknown()) }),
);

const patch = z.pipe(
  z.transform(caseless),
  z.object({ operations: z.array(operation).check(z.minLength(1), z.maxLength(100)) }),
);

/** Without these there would be no user, or none of whom we know whether to act. */
const indispensable = new Set(['username', 'active']);

/**
 * What the operations of a PATCH come to, one after the other. Names and operations are matched without regard to letter
 * case; values stand under a path, or in an object without one.
 *
 * @throws {HttpError} 400 where one cannot be understood: then none has an effect
 */
export function readPatch(json: unknown): Partial<UserAttributes> {
  const parsed = patch.safeParse(json);
  if (!parsed.success) {
    throw new HttpError(400, 'invalidSyntax', 'Operations must be a list of 1 to 100 objects with op, path and value');
  }
  return Object.assign({}, ...parsed.data.operations.map(readOperation));
}

function readOperation({ op, path, value }: z.infer<typeof operation>): Partial<UserAttributes> {
  switch (op.toLowerCase()) {
    case 'add':
      return additionsOf(read(path, value));
    case 'replace':
      return read(path, value);
    case 'remove':
      if (indispensable.has(attributeName(path ?? '')))
        throw new HttpError(400, 'mutability', 'userName and active cannot be removed');
      return withoutAttribute(path ?? '');
    default:
      throw new HttpError(400, 'invalidSyntax', 'op must be add, replace or remove');
  }
}

function read(path: string | null | undefined, value: unknown): Partial<UserAttributes> {
  return path ? readAttribute(path, value) : readAttributes(value);
}

/** An addition takes nothing away: one of a second address, for home, leaves the first. */
function additionsOf(said: Partial<UserAttributes>): Partial<UserAttributes> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
