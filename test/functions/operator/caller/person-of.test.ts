import { describe, expect, it } from 'vitest';
import { personOf } from '../../../../functions/operator/caller/person-of.ts';

const none = { personalRoles: [] };

function session(role: string, name: string) {
  return { Account: '1', Arn: `arn:aws:sts::1:assumed-role/${role}/${name}`, UserId: `AROA:${name}` };
}

describe('one person under two identities', () => {
  it('is one by whatever permission set of IAM Identity Center they come', () => {
    const asAdmin = personOf(session('AWSReservedSSO_Admin_1a2b3c4d5e6f7a8b', 'Ann@corp.example'), none);

    expect(asAdmin).toBe('session:ann@corp.example');
    expect(personOf(session('AWSReservedSSO_Read_2b2b3c4d5e6f7a8b', 'ann@corp.example'), none)).toBe(asAdmin);
  });

  it('is one as an IAM user, whose id counts and not the name, which is given to others in time', () => {
    const user = { Account: '1', Arn: 'arn:aws:iam::1:user/path/ann', UserId: 'AIDA1' };

    expect(personOf(user, none)).toBe('user:AIDA1');
    expect(personOf({ ...user, UserId: 'AIDA2' }, none)).toBe('user:AIDA2');
  });
});

describe('whoever names their session as they like', () => {
  it('is nobody that could be told from others', () => {
    expect(personOf(session('Operator', 'alice'), none)).toBeUndefined();
    expect(personOf(session('NotAWSReservedSSO_Admin_1a2b3c4d5e6f7a8b', 'alice'), none)).toBeUndefined();
    expect(personOf(session('AWSReservedSSO_Admin', 'alice'), none)).toBeUndefined();
    expect(
      personOf({ Account: '1', Arn: 'arn:aws:sts::1:federated-user/alice', UserId: '1:alice' }, none),
    ).toBeUndefined();
  });

  it('is a person where the policy says that others name the sessions of the role', () => {
    const policy = { personalRoles: ['Operator', 'Auditor'] };

    expect(personOf(session('Operator', 'alice'), policy)).toBe('session:alice');
    expect(personOf(session('Auditor', 'Alice'), policy)).toBe('session:alice');
    expect(personOf(session('Other', 'alice'), policy)).toBeUndefined();
  });
});
