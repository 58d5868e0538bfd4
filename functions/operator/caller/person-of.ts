import type { Policy } from '../../shared/offboarding/case/policy.ts';
import type { AwsIdentity } from './ask-sts.ts';

/**
 * Roles that IAM Identity Center makes and lets people into; it names each session after the person. UNCONFIRMED: that nobody else
 * can make a role of such a name. Whoever could may make IAM users and access keys as well, and be as many people as they like.
 */
const identityCenter = /^AWSReservedSSO_[\w+=,.@-]{1,32}_[0-9a-f]{16}$/;

/**
 * Which person an AWS identity is, so that one person under two identities counts once; undefined where it names nobody.
 *
 * An IAM user is a person, by its unique id. Of an assumed role the session's name is the person, whatever the role, but only
 * where somebody else than the person gives it: by default whoever may assume a role calls the session as they like, and would be
 * two people by assuming it twice.
 *
 * Two IAM users, or an IAM user and a session, of one person are not told to be one.
 */
export function personOf(
  { Account, Arn, UserId }: AwsIdentity,
  { personalRoles }: Pick<Policy['approval'], 'personalRoles'>,
): string | undefined {
  const [, , , , , resource = ''] = Arn.split(':');
  const [kind, role = '', session = ''] = resource.split('/');
  if (kind === 'root') return `root:${Account}`;
  if (kind === 'user') return `user:${UserId}`;
  const isNamedByOthers = identityCenter.test(role) || personalRoles.includes(role);
  return kind === 'assumed-role' && session !== '' && isNamedByOthers ? `session:${session.toLowerCase()}` : undefined;
}
