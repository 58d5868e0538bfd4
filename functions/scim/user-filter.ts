import { HttpError } from '../shared/runtime/http-error.ts';
import { readConditions } from './conditions.ts';
import { nameKey } from './name-key.ts';
import type { ScimUser } from './scim-user.ts';
import type { Attribute } from './user-store.ts';

/** Whom a filter asks for: the user that an attribute leads to, if all else holds of that one. */
export type Sought = { attribute: Attribute | 'id'; value: string; holds: (user: ScimUser) => boolean };

const attributes = new Map<string, Attribute | 'id' | 'active'>([
  ['id', 'id'],
  ['username', 'userName'],
  ['externalid', 'externalId'],
  ['emails', 'email'],
  ['emails.value', 'email'],
  ['active', 'active'],
]);

/** Of a user one address is kept, so that it needs no telling which. */
const needless = new Set(['emails.type', 'emails.primary']);

/**
 * What a filter asks for: `userName`, `externalId`, `id` or an address, `eq` a value, and whether `active`, joined by `and`.
 *
 * @throws {HttpError} 400 `invalidFilter` for any other
 */
export function readFilter(filter: string): Sought {
  const conditions = readConditions(filter)?.filter(({ attribute }) => !needless.has(attribute));
  const parts = conditions?.map(({ attribute, value }) => partOf(attributes.get(attribute), value)) ?? [];
  const known = parts.filter((part) => part !== undefined);
  const key = known.find((part) => part.attribute !== 'active');
  if (!key || key.attribute === 'active' || known.length < parts.length) {
    throw new HttpError(
      400,
      'invalidFilter',
      'Understood here: userName, externalId, id or emails.value eq "…", also with "and active eq true"',
    );
  }
  const { attribute, value } = key;
  return { attribute, value, holds: (user) => known.every((part) => part.holds(user)) };
}

function partOf(attribute: Attribute | 'id' | 'active' | undefined, given: string) {
  if (attribute === undefined || (attribute === 'active' && !/^(true|false)$/i.test(given))) return undefined;
  const value = attribute === 'active' ? given.toLowerCase() : withPlus(given);
  const key = nameKey(value);
  return { attribute, value, holds: (user: ScimUser) => nameKey(String(user[attribute] ?? '')) === key };
}

/** An address has no blank: it was a "+" that stood in the URL as it is. */
function withPlus(value: string): string {
  return /^\S[^@]*@\S+$/.test(value) ? value.replaceAll(' ', '+') : value;
}
