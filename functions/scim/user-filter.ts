import { HttpError } from '../shared/runtime/http-error.ts';
import { type Condition, readConditions, withoutGroups } from './conditions.ts';
import { isForHome } from './email-values.ts';
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

/** Of a user one address is kept, which is for work and the primary one: it needs no telling which, but no other is found. */
function isOfKeptAddress({ attribute, value }: Condition): boolean {
  if (attribute === 'emails.type') return !isForHome(value);
  return attribute === 'emails.primary' && value.trim().toLowerCase() !== 'false';
}

/**
 * What a filter asks for: `userName`, `externalId`, `id` or an address, `eq` a value, and whether `active`, joined by `and`.
 *
 * @throws {HttpError} 400 `invalidFilter` for any other
 */
export function readFilter(filter: string): Sought {
  const [needless, conditions] = split(readConditions(withoutGroups(filter)) ?? []);
  const parts = conditions.map(({ attribute, value }) => partOf(attributes.get(attribute), value));
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
  const isOfKept = needless.every(isOfKeptAddress);
  return { attribute, value, holds: (user) => isOfKept && known.every((part) => part.holds(user)) };
}

/** Those that say which address is meant, and the others. */
function split(conditions: readonly Condition[]): [Condition[], Condition[]] {
  return [conditions.filter(saysWhich), conditions.filter((each) => !saysWhich(each))];
}

function saysWhich({ attribute }: Condition): boolean {
  return attribute === 'emails.type' || attribute === 'emails.primary';
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
