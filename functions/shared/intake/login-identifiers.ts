import type { Person } from '../offboarding/case/person.ts';

/**
 * What the name that somebody signs in with says of who they are: where it has the form of an e-mail address, the rules
 * for those find the Workspace user, else it may be the Workspace user name itself.
 */
export function loginIdentifiers(login: string): Pick<Person, 'email' | 'userName'> {
  return /^[^@\s]+@[^@\s]+$/.test(login) ? { email: login } : { userName: login };
}
