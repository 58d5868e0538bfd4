import type { Person } from '../shared/offboarding/case/person.ts';
import { localPartOf } from '../shared/offboarding/identity/email-address.ts';
import { lookUp } from './look-up.ts';
import { personOf } from './person-of.ts';
import type { ScimUser } from './scim-user.ts';
import type { Attribute, UserStore } from './user-store.ts';

/**
 * As whom a user leaves. What an active user is called by now is theirs, though it was this one's before: an exit by it would
 * take what is theirs. Where nothing else is known it is the id that the user has here, by which nobody is found.
 */
export async function leaverOf(store: UserStore, user: ScimUser): Promise<Person> {
  const { id, ...names } = personOf(user);
  const own: Person = { ...(id !== undefined && { id }) };
  for (const name of ['userName', 'email'] as const) {
    const value = names[name];
    if (value !== undefined && !(await isAnothers(store, value, user))) own[name] = value;
  }
  return Object.keys(own).length > 0 ? own : { id: user.id };
}

/** Whether an active user has a name, or an address, or is called what stands before its @. */
async function isAnothers(store: UserStore, value: string, { id }: ScimUser): Promise<boolean> {
  const isAddress = value.includes('@');
  const places: [Attribute, string][] = [
    ['userName', value],
    ['email', value],
    ...(isAddress ? [['userName', localPartOf(value)] as [Attribute, string]] : []),
  ];
  for (const [attribute, name] of places) {
    const { user } = await lookUp(store, attribute, name);
    if (user?.active && user.id !== id) return true;
  }
  return false;
}
