import { loginIdentifiers } from '../shared/intake/login-identifiers.ts';
import type { Person } from '../shared/offboarding/case/person.ts';
import { nameKey } from './name-key.ts';

/** What identifies a user's person, each as the identity provider sent it. */
export type Names = {
  userName: string;
  externalId?: string | undefined;
  email?: string | undefined;
};

/** What still identifies the person after a rename that does not. */
export type KnownAs = { [name in keyof Names]?: Names[name] | undefined };

const binned = /^[\da-f]{32}(.+)$/i;

/** A user as far as the names are read: before a request, or after it. */
type Named = Names & { active: boolean };

/**
 * What is known of the person where the names that were sent last are not theirs. Entra renames the user for its recycle bin: it
 * puts the object's id, 32 hex digits, before the name, so that another user may have that name; before `active: false`, with it
 * or after it. Others rename whoever they let go in ways of their own, or send them without an address: what a request takes from
 * somebody whom it lets go was theirs, and is known until they are back under another name.
 *
 * @returns undefined where every name is one that the person has
 */
export function knownAfter(before: Named & { knownAs?: KnownAs | undefined }, after: Named): KnownAs | undefined {
  const known: KnownAs = {};
  for (const name of ['userName', 'externalId', 'email'] as const) {
    const former = before.knownAs?.[name] ?? before[name];
    if (former === undefined) continue;
    const isTakenNow = before.active && !after.active;
    const wasTaken = before.knownAs?.[name] !== undefined && (!after.active || isSame(after[name], before[name]));
    const isTaken = (isTakenNow || wasTaken) && !isSame(after[name], former);
    if (isTaken || isBinned(after[name], former)) known[name] = former;
  }
  return Object.keys(known).length > 0 ? known : undefined;
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return nameKey(one ?? '') === nameKey(other ?? '');
}

/** An address is renamed to another domain at times; of anything else the former name is to be recognised behind the digits. */
function isBinned(name: string | undefined, former: string): boolean {
  const [, rest] = binned.exec(name ?? '') ?? [];
  if (rest === undefined || binned.test(former)) return false;
  return isSame(rest, former) || (rest.indexOf('@') > 0 && former.includes('@'));
}

/**
 * Who a user is to others. A name in the form of an address is the address where there is no other; where there is another
 * one both stand, so that either may find the person, and a contradiction between them is seen.
 */
export function personOf(user: Names & { knownAs?: KnownAs | undefined }): Person {
  const { knownAs = {} } = user;
  const userName = (knownAs.userName ?? user.userName).normalize('NFC');
  const id = (knownAs.externalId ?? user.externalId)?.normalize('NFC');
  const email = addressBeside(userName, user)?.normalize('NFC');
  const login = loginIdentifiers(userName);
  const named = email !== undefined && login.email !== undefined && !isSame(login.email, email) ? { userName } : login;
  return { ...(id && { id }), ...named, ...(email && { email }) };
}

/** The address that was known before, unless the name says it already: then it is the one that was sent since. */
function addressBeside(userName: string, { email, knownAs = {} }: Parameters<typeof personOf>[0]): string | undefined {
  const { email: former } = knownAs;
  if (former === undefined) return email;
  const isNews = isSame(former, userName) && email !== undefined && !isBinned(email, former);
  return isNews ? email : former;
}
