import type * as z from 'zod/mini';
import { HttpError } from '../shared/runtime/http-error.ts';
import { type AttributePath, readPath } from './attribute-path.ts';
import { caseless } from './caseless.ts';
import { type Email, emailAdded, emailIn, emailSet, isListed, isSelected, noEmail } from './email-values.ts';
import { text, truth } from './plain-values.ts';
import type { UserAttributes } from './scim-user.ts';

type Said = Partial<UserAttributes>;

/** What is said of a user by all that is left out of a whole one. */
export const nothingKept = { externalId: undefined, ...noEmail } satisfies Said;

/** How a value is said: as the whole of an attribute, or beside what is there. */
export type How = 'replace' | 'add';

/** What is said of a user who is created: null is what is not said. */
export function readNew(json: unknown): Said {
  return readAttributes(Object.fromEntries(Object.entries(objectOf(json)).filter(([, value]) => value !== null)));
}

/**
 * What is said of a user by a whole one: what is left out is taken away, but for `active`, of which nothing is said then.
 *
 * @param kept the user as it was
 */
export function readAttributes(json: unknown, kept: Email = {}): Said {
  return { ...nothingKept, ...readObject(objectOf(json), kept, 'replace') };
}

/**
 * What one attribute says, as `{}` where it is none that is kept. Null takes it away, as RFC 7643, 2.5 has it.
 *
 * @param name its path
 * @param kept the user as it is so far
 * @throws {HttpError} 400 `invalidPath` or `invalidValue`
 */
export function readAttribute(name: string, value: unknown, kept: Email, how: How): Said {
  const path = readPath(name);
  if (!path) return nothingOf(value);
  if (path.root === 'user') return readObject(objectOf(value), kept, how);
  if (path.root === 'emails') return readEmails(path, value, kept, how);
  return readPlain(path.root, value, how);
}

/**
 * What the attributes of an object say. Null says nothing of the name, which a user cannot be without; of `active` it may be meant
 * for false, and is refused.
 */
export function readObject(json: object, kept: Email, how: How): Said {
  let said: Said = {};
  for (const [name, value] of Object.entries(json)) {
    if (value === null && readPath(name)?.root === 'username') continue;
    said = { ...said, ...readAttribute(name, value, { ...kept, ...said }, how) };
  }
  return said;
}

/**
 * What is said by taking an attribute away.
 *
 * @param value which of several, as some clients say it
 */
export function withoutAttribute(name: string, value: unknown, kept: Email): Said {
  const path = readPath(name);
  if (!path) return {};
  if (path.root === 'externalid') return { externalId: undefined };
  if (path.root !== 'emails') throw new HttpError(400, 'mutability', 'userName and active cannot be removed');
  if (path.part !== '' && path.part !== 'value') return {};
  const isMeant = value === undefined || value === null || isListed(value, kept);
  return isMeant && isSelected(path.selector, kept) ? noEmail : {};
}

/** @throws {HttpError} 400 `invalidSyntax` for what is no object */
export function objectOf(json: unknown): object {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new HttpError(400, 'invalidSyntax', 'Expected an object of attributes');
  }
  return json;
}

function readPlain(root: 'active' | 'username' | 'externalid', given: unknown, how: How): Said {
  const value = unwrapped(given);
  if (root === 'active') return { active: read(truth, value, 'active must be true or false') };
  if (root === 'username') return { userName: read(text, value, 'userName must be a text of 1 to 255 characters') };
  if (value === null || value === undefined || value === '') return how === 'add' ? {} : { externalId: undefined };
  return { externalId: read(text, value, 'externalId must be a text of 1 to 255 characters') };
}

function readEmails(path: AttributePath & { root: 'emails' }, value: unknown, kept: Email, how: How): Said {
  if (path.part !== '' && path.part !== 'value') return {};
  if (path.selector.length > 0) return emailSet(path.selector, value, kept);
  if (how === 'add') return emailAdded(value, kept);
  const said = emailIn(value, kept);
  const { email, emailType } = 'email' in said ? said : kept;
  return { email, emailType };
}

/**
 * What is said under a name that is not kept. One that holds `active` is a wrapping that is not understood.
 *
 * @throws {HttpError} 400 `invalidPath`
 */
function nothingOf(value: unknown): Said {
  const inner = caseless(value);
  if (typeof inner === 'object' && inner !== null && 'active' in inner) {
    throw new HttpError(400, 'invalidPath', 'active stands in something that is not understood');
  }
  return {};
}

/** Some clients say of what has one value what they say of addresses. */
function unwrapped(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const { value } = caseless(given) as { value?: unknown };
  return value ?? given;
}

function read<T>(schema: z.ZodMiniType<T>, value: unknown, problem: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new HttpError(400, 'invalidValue', problem);
  return parsed.data;
}
