import * as z from 'zod/mini';
import { HttpError } from '../shared/runtime/http-error.ts';
import { objectOf, readAttribute, readObject, withoutAttribute } from './attribute-values.ts';
import { caseless } from './caseless.ts';
import type { Email } from './email-values.ts';
import type { UserAttributes } from './scim-user.ts';

const operation = z.pipe(
  z.transform(caseless),
  z.object({ op: z.string(), path: z.nullish(z.string()), value: z.optional(z.unknown()) }),
);

const patch = z.pipe(
  z.transform(caseless),
  z.object({ operations: z.array(operation).check(z.minLength(1), z.maxLength(100)) }),
);

/**
 * What the operations of a PATCH come to, one after the other. Names and operations are matched without regard to letter
 * case; values stand under a path, or in an object without one.
 *
 * @param user as it is before them
 * @throws {HttpError} 400 where one cannot be understood: then none has an effect
 */
export function readPatch(json: unknown, user: Email = {}): Partial<UserAttributes> {
  const parsed = patch.safeParse(json);
  if (!parsed.success) {
    throw new HttpError(400, 'invalidSyntax', 'Operations must be a list of 1 to 100 objects with op, path and value');
  }
  let said: Partial<UserAttributes> = {};
  for (const each of parsed.data.operations) said = { ...said, ...readOperation(each, { ...user, ...said }) };
  return said;
}

function readOperation({ op, path, value }: z.infer<typeof operation>, kept: Email): Partial<UserAttributes> {
  const how = op.trim().toLowerCase();
  if (how === 'remove') {
    if (!path?.trim()) throw new HttpError(400, 'noTarget', 'What is to be removed must have a path');
    return withoutAttribute(path, value, kept);
  }
  if (how !== 'add' && how !== 'replace') {
    throw new HttpError(400, 'invalidSyntax', 'op must be add, replace or remove');
  }
  return path?.trim() ? readAttribute(path, value, kept, how) : readObject(objectOf(value), kept, how);
}
