import * as z from 'zod/mini';
import { HttpError } from '../shared/runtime/http-error.ts';
import type { UserAttributes } from './scim-user.ts';

type Said = Partial<UserAttributes>;

/** What is said by taking an attribute away, of those that a user can be without. */
const takenAway = new Map<string, Said>([
  ['externalid', { externalId: undefined }],
  ['emails', { email: undefined }],
]);

/** What is said of a user by all that is left out of a whole one. */
export const nothingKept: Said = Object.assign({}, ...takenAway.values());

/** Well-formed, because half a surrogate pair can neither be stored nor found again. */
const text = z.string().check(
  z.trim(),
  z.minLength(1),
  z.maxLength(255),
  z.refine((given) => given.isWellFormed()),
);
const address = text.check(z.regex(/^[^@\s]+@[^@\s]+$/));

/** Entra without its SCIM compliance flag writes "False" for false. */
const truth = z.union([
  z.boolean(),
  z.pipe(
    z.string().check(z.regex(/^(true|false)$/i)),
    z.transform((word) => word.toLowerCase() === 'true'),
  ),
]);

const emails = z.array(
  z.pipe(
    z.transform(caseless),
    z.object({ value: z.string(), primary: z.optional(z.unknown()), type: z.optional(z.unknown()) }),
  ),
);

/** Attributes that are kept, by their names in lower case. What a user has beside these is accepted and forgotten. */
const readers = new Map<string, (value: unknown) => Said>([
  ['username', (value) => ({ userName: read(text, value, 'userName must be a text of 1 to 255 characters') })],
  ['externalid', (value) => ({ externalId: read(text, value, 'externalId must be a text of 1 to 255 characters') })],
  ['active', (value) => ({ active: read(truth, value, 'active must be true or false') })],
  ['emails', emailOf],
]);

/**
 * What one attribute says, as `{}` where it is none that is kept. Null takes it away, as RFC 7643, 2.5 has it; of what a user
 * cannot be without it says nothing.
 *
 * @param name in any letter case, with or without the URN of its schema
 * @throws {HttpError} 400 `invalidValue`
 */
export function readAttribute(name: string, value: unknown): Said {
  if (value === null || value === undefined) return withoutAttribute(name);
  return readers.get(attributeName(name))?.(value) ?? {};
}

/**
 * What is said by taking an attribute away. Whichever address is taken: one is kept, and not which of them it was, and an
 * address that is somebody else's by now finds the wrong person, whereas without one others still lead to the right one.
 */
export function withoutAttribute(path: string): Said {
  return takenAway.get(attributeName(path).replace(/^emails\b.*$/, 'emails')) ?? {};
}

/** What an object of attributes says. */
export function readAttributes(json: unknown): Said {
  return Object.assign({}, ...Object.entries(objectOf(json)).map(([name, value]) => readAttribute(name, value)));
}

/** The name in lower case, without the URN of the schema, and without the selector of the address that counts. */
export function attributeName(path: string): string {
  return path
    .trim()
    .toLowerCase()
    .replace(/^urn:ietf:params:scim:schemas:core:2\.0:user:/, '')
    .replace(/^emails(\[(type eq "work"|primary eq "?true"?|value eq "[^"]*")\])?(\.value)?$/, 'emails');
}

/** @throws {HttpError} 400 `invalidSyntax` for what is no object */
export function objectOf(json: unknown): object {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new HttpError(400, 'invalidSyntax', 'Expected an object of attributes');
  }
  return json;
}

/** An object whose names are in lower case: in SCIM their letter case does not count. Anything else as it is. */
export function caseless(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * The primary address, else the one for work, else one that is for nothing in particular. What is of no use as an address is
 * none: it would only have helped to find somebody, and the one before it does so no longer.
 */
function emailOf(value: unknown): Said {
  const given = typeof value === 'string' ? { value } : value;
  const list = emails.safeParse(Array.isArray(given) ? given : [given]).data ?? [];
  const chosen =
    list.find(({ primary }) => truth.safeParse(primary).data) ??
    list.find(({ type }) => type === 'work') ??
    list.find(({ type }) => type === undefined);
  const parsed = address.safeParse(chosen?.value);
  return { email: parsed.data };
}

function read<T>(schema: z.ZodMiniType<T>, value: unknown, problem: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new HttpError(400, 'invalidValue', problem);
  return parsed.data;
}
