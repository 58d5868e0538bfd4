import type { Policy } from '../shared/offboarding/case/policy.ts';
import { type Candidate, folded, isSameName } from '../shared/offboarding/identity/candidate.ts';
import { isInDomains, localPartOf } from '../shared/offboarding/identity/email-address.ts';

/** So many users are named; the others are counted. */
const mostNamed = 5;

/** Of the users of a project, whom an exit would be held for, and what to do about it. */
export function identityFinding(
  users: readonly Candidate[],
  policy: Pick<Policy, 'identity' | 'emailDomains'>,
): { state: 'ok' | 'note'; found: string } {
  const problems = [...notByAddress(users, policy), ...notByName(users)];
  const known = `${users.length} users`;
  if (problems.length === 0) return { state: 'ok', found: `${known}; each can be identified` };
  const remedy = 'Map who is to be found all the same with identities import';
  return { state: 'note', found: `${known}. ${problems.join('. ')}. ${remedy}` };
}

/** By the address alone, which is all that some sources send. */
function notByAddress(
  users: readonly Candidate[],
  { identity, emailDomains }: Pick<Policy, 'identity' | 'emailDomains'>,
): string[] {
  const isByAddress = identity.includes('email');
  const isByLocalPart = identity.includes('email-local-part');
  if (!isByAddress && !isByLocalPart) return [];
  const mute = users.filter(({ email }) => email === undefined);
  const differing = users.filter(
    ({ email, userName }) => email !== undefined && !isSameName(localPartOf(email), userName),
  );
  const foreign = users.filter(
    ({ email }) => email !== undefined && emailDomains.length > 0 && !isInDomains(email, emailDomains),
  );
  const canMute = isByLocalPart && emailDomains.length > 0;
  return [
    ...about(
      canMute ? [] : mute,
      'show no e-mail address, so that an exit by address alone is held; set policy.emailDomains',
    ),
    ...about(
      isByAddress ? [] : differing,
      'show an address whose local part is not their user name, so that it does not find them; add email to policy.identity',
    ),
    ...about(foreign, 'show an address outside of policy.emailDomains'),
  ];
}

/** An exit by user name is held if two users have it and no address tells them apart. */
function notByName(users: readonly Candidate[]): string[] {
  const named = [...Map.groupBy(users, ({ userName }) => folded(userName)).values()];
  return about(
    named.flatMap((same) => (same.length > 1 ? same : [])),
    'share their user name with a user of another domain, so that an exit by user name is held',
  );
}

function about(users: readonly Candidate[], what: string): string[] {
  if (users.length === 0) return [];
  const names = users
    .slice(0, mostNamed)
    .map(({ userName, domain }) => (domain === undefined ? userName : `${domain}\\${userName}`));
  const more = users.length > names.length ? `, and ${users.length - names.length} more` : '';
  return [`${users.length} ${what} (${names.join(', ')}${more})`];
}
