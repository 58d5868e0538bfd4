import { describe, expect, it } from 'vitest';
import type { Person } from '../../../../../functions/shared/offboarding/case/person.ts';
import type { Candidate } from '../../../../../functions/shared/offboarding/identity/candidate.ts';
import { type Claims, namesIn } from '../../../../../functions/shared/offboarding/identity/claims.ts';
import { type Identity, identify } from '../../../../../functions/shared/offboarding/identity/identity.ts';

const defaults: Claims['rules'] = ['user-name', 'email-local-part'];

function a(userName: string, given: Partial<Candidate> = {}): Candidate {
  return {
    workspace: 'main',
    userId: `id-${userName}`,
    userName,
    domain: 'corp.local',
    email: `${userName}@corp.example`,
    ...given,
  };
}

function mute(userName: string, given: Partial<Candidate> = {}): Candidate {
  const { email: _, ...user } = a(userName, given);
  return user;
}

function who(person: Person, seen: readonly Candidate[], given: Partial<Claims> = {}) {
  return identify({ person, mapped: [], rules: defaults, emailDomains: [], ...given }, seen);
}

function identityOf(...given: Parameters<typeof who>): Identity {
  return who(...given).identity;
}

const none: Identity = { problem: 'no-identity-for-workspace' };

describe('a user name together with an address', () => {
  const hal = a('hal');
  const person = { userName: 'hal', email: 'hal@partner.example' };

  it('is held where Workspace shows another address for the user of that name', () => {
    const held = { identity: { problem: 'email-differs', candidates: [hal] }, users: [] };
    expect(who(person, [hal])).toEqual(held);
    expect(who(person, [hal], { rules: ['user-name'] })).toEqual(held);
    expect(who({ id: 'hal', email: person.email }, [hal], { rules: ['id'] })).toEqual(held);
    expect(who({ id: 'okta:hal', email: person.email }, [hal], { rules: ['id', 'email'] })).toEqual(held);
  });

  it.each([
    ['shows none', mute('hal'), {}],
    ['shows it', a('hal', { email: 'Hal@Partner.example' }), {}],
    ['shows it in another domain of the company', hal, { emailDomains: ['corp.example', 'partner.example'] }],
    ['shows another, and the case has worked on them', hal, { knownIds: [{ workspace: 'main', userId: 'id-hal' }] }],
    ['shows another, and the mapping says so', hal, { mapped: ['hal'] }],
  ])('is the user of that name where Workspace %s', (_, user, given) => {
    expect(who(person, [user], given)).toMatchObject({ identity: { userName: 'hal' }, users: [user] });
  });

  it('is held where the address is another user’s', () => {
    const other = a('x', { email: person.email });
    for (const rules of [
      ['user-name', 'email'],
      ['user-name', 'email-local-part', 'email'],
    ] as const)
      expect(identityOf(person, [hal, other], { rules })).toMatchObject({
        problem: 'several-identities-on-workspace',
        candidates: [hal, other],
      });
  });

  it('leaves alone who has only the name in another project', () => {
    const own = a('hal', { workspace: 'branch', email: person.email });
    expect(who(person, [hal, own])).toEqual({ identity: { userName: 'hal' }, users: [own] });
    expect(identityOf(person, [hal, mute('hal', { workspace: 'branch' })])).toMatchObject({
      problem: 'several-identities-on-workspace',
    });
  });

  it('has the form of an address and is no contradiction in itself', () => {
    const upn = a('hal@tenant.example', { email: 'hal@corp.example' });
    expect(identityOf({ userName: 'hal@tenant.example' }, [upn])).toEqual({ userName: 'hal@tenant.example' });
  });
});

describe('the local part of an e-mail address', () => {
  it.each([
    ['Workspace shows that very address', 'anna@corp.example', a('anna')],
    ['letter case differs', 'Anna@Corp.Example', a('ANNA', { email: 'aNNa@corp.example' })],
  ])('finds the user of that name, as %s', (_, email, user) => {
    expect(who({ email }, [user])).toEqual({ identity: { userName: user.userName }, users: [user] });
  });

  it.each([
    ['of another company', 'anna@partner.example', a('anna')],
    ['of a private mailbox', 'anna@mail.example', a('anna')],
    ['of the same company, but another person’s', 'anna@corp.example', a('anna', { email: 'anna.s@corp.example' })],
    ['of a subdomain', 'anna@sub.corp.example', a('anna')],
  ])('is held where Workspace shows another address: one %s', (_, email, user) => {
    const held = { identity: { problem: 'email-differs', candidates: [user] }, users: [] };
    expect(who({ email }, [user])).toEqual(held);
    expect(who({ email }, [user], { emailDomains: ['corp.example', 'mail.other'] })).toEqual(held);
  });

  it('is held where Workspace shows no address, but for the domains of the company', () => {
    const person = { email: 'anna@corp.example' };
    expect(identityOf(person, [mute('anna')])).toEqual({ problem: 'email-not-shown', candidates: [mute('anna')] });
    expect(identityOf(person, [mute('anna')], { emailDomains: ['corp.example'] })).toEqual({ userName: 'anna' });
    expect(identityOf({ email: 'anna@partner.example' }, [mute('anna')], { emailDomains: ['corp.example'] })).toEqual({
      problem: 'email-not-shown',
      candidates: [mute('anna')],
    });
  });

  it('counts in any domain of the company for the others', () => {
    const emailDomains = ['corp.example', 'corp.de'];
    expect(identityOf({ email: 'anna@corp.de' }, [a('anna')], { emailDomains })).toEqual({ userName: 'anna' });
    expect(identityOf({ email: 'anna@corp.de' }, [a('anna')], { emailDomains: ['corp.de'] })).toMatchObject({
      problem: 'email-differs',
    });
  });

  it('finds the one of two users of that name who shows the address, and leaves the other alone', () => {
    const [own, other] = [a('anna'), a('anna', { userId: 'id-2', domain: 'b.local', email: 'anna@partner.example' })];
    expect(who({ email: 'anna@corp.example' }, [own, other])).toEqual({ identity: { userName: 'anna' }, users: [own] });
  });

  it('says that there may be more where another user of that name shows no address', () => {
    const [own, other] = [a('anna'), mute('anna', { workspace: 'branch', userId: 'id-2' })];
    expect(who({ email: 'anna@corp.example' }, [own, other])).toEqual({
      identity: { userName: 'anna', doubt: { problem: 'email-not-shown', candidates: [other] } },
      users: [own],
    });
  });

  it('is that of a user name which has the form of an address, as well', () => {
    const person = { userName: 'x9@tenant.example', email: 'real.user@corp.example' };
    expect(identityOf(person, [a('real.user')])).toEqual({ userName: 'real.user' });
    expect(identityOf(person, [a('real.user'), a('x9', { email: 'x9@tenant.example' })])).toMatchObject({
      problem: 'several-identities-on-workspace',
    });
  });

  it('does not stop work on a user that has begun when the address is changed meanwhile', () => {
    const changed = a('anna', { email: 'gone@corp.example' });
    const knownIds = [{ workspace: 'main', userId: 'id-anna' }];
    expect(who({ email: 'anna@corp.example' }, [changed], { knownIds }).users).toEqual([changed]);
  });
});

describe('a user name', () => {
  it('finds the user of that name, whatever the address and the letter case', () => {
    expect(identityOf({ userName: 'ANN' }, [mute('Ann')])).toEqual({ userName: 'Ann' });
    expect(identityOf({ userName: 'ann' }, [a('anna')])).toEqual({ userName: 'ann' });
  });

  it('is nobody known where no user has it', () => {
    expect(who({ userName: 'ann' }, [])).toEqual({ identity: { userName: 'ann' }, users: [] });
  });

  it('of two users of one project leads to neither, and names both', () => {
    const both = [a('u7', { userId: 'id-A' }), a('u7', { userId: 'id-B', domain: 'partner.local' })];
    expect(who({ userName: 'u7' }, both)).toEqual({
      identity: { problem: 'several-identities-on-workspace', candidates: both },
      users: [],
    });
  });

  it('of two users leads to the one who shows the address, only if the other shows another', () => {
    const own = a('u7', { userId: 'id-A' });
    const other = a('u7', { userId: 'id-B', domain: 'partner.local', email: 'u7@partner.example' });
    const person = { userName: 'u7', email: 'u7@corp.example' };
    expect(who(person, [own, other]).users).toEqual([own]);
    expect(who(person, [own, mute('u7', { userId: 'id-B' })]).users).toEqual([]);
    expect(who(person, [own, { ...other, email: 'u7@corp.example' }]).users).toEqual([]);
  });

  it('and an address that lead to two different users lead to neither', () => {
    const both = [a('ann'), a('bob')];
    expect(identityOf({ userName: 'ann', email: 'bob@corp.example' }, both)).toEqual({
      problem: 'several-identities-on-workspace',
      candidates: both,
    });
    expect(identityOf({ userName: 'ann', email: 'bob@corp.example' }, [a('ann'), mute('bob')])).toMatchObject({
      problem: 'email-differs',
    });
  });

  it('beside an address of another company counts where Workspace shows none', () => {
    const person = { userName: 'ann', email: 'bob@partner.example' };
    expect(identityOf(person, [mute('ann'), a('bob')])).toEqual({ userName: 'ann' });
    expect(identityOf(person, [a('ann'), a('bob')])).toMatchObject({ problem: 'email-differs' });
  });

  it('in two projects is one person, but not in two domains', () => {
    const branch = { workspace: 'branch', userId: 'id-2' };
    expect(who({ userName: 'ann' }, [a('ann'), a('ann', branch)]).users).toHaveLength(2);
    const elsewhere = a('ann', { ...branch, domain: 'partner.local' });
    expect(identityOf({ userName: 'ann' }, [a('ann'), elsewhere])).toMatchObject({
      problem: 'several-identities-on-workspace',
    });
    expect(who({ userName: 'ann', email: 'ann@corp.example' }, [a('ann'), elsewhere]).users).toHaveLength(2);
    expect(who({ id: 'E1' }, [a('ann'), elsewhere], { mapped: ['ann'] }).users).toHaveLength(2);
  });

  it('goes on being the user that has been worked on, when another of that name comes', () => {
    const both = [a('u7', { userId: 'id-A' }), a('u7', { userId: 'id-B' })];
    const knownIds = [{ workspace: 'main', userId: 'id-A' }];
    expect(who({ userName: 'u7' }, both, { knownIds }).users).toEqual([both[0]]);
  });
});

describe('an id', () => {
  it('is no user name, but for a source whose ids are', () => {
    expect(identityOf({ id: 'ann' }, [a('ann')])).toEqual(none);
    expect(identityOf({ id: 'ann' }, [a('ann')], { rules: ['id'] })).toEqual({ userName: 'ann' });
    expect(identityOf({ id: 'wecom:ann' }, [a('ann')], { rules: ['id'] })).toEqual({ userName: 'ann' });
  });

  it('and an address that lead to two users lead to neither', () => {
    const rules: Claims['rules'] = ['id', ...defaults];
    expect(identityOf({ id: 'ann', email: 'bob@corp.example' }, [a('ann'), a('bob')], { rules })).toMatchObject({
      problem: 'several-identities-on-workspace',
    });
  });
});

describe('the explicit mapping', () => {
  const both = [a('u7', { userId: 'id-A' }), a('u7', { userId: 'id-B', domain: 'partner.local' })];

  it('decides whatever a rule would say', () => {
    const person = { id: 'E1', userName: 'bob', email: 'bob@partner.example' };
    expect(identityOf(person, [a('ann'), a('bob')], { mapped: ['ann', 'Ann'] })).toEqual({ userName: 'ann' });
  });

  it.each([
    ['partner.local\\u7', 'id-B'],
    ['CORP.LOCAL\\U7', 'id-A'],
    ['id-B', 'id-B'],
  ])('may name one of several users of a name: %s', (entry, userId) => {
    expect(who({ userName: 'u7' }, both, { mapped: [entry] }).users).toMatchObject([{ userId }]);
  });

  it('leaves it open where it names several, or a domain that has no such user', () => {
    const several = { problem: 'several-identities-on-workspace', candidates: both };
    expect(identityOf({ id: 'E1' }, both, { mapped: ['u7'] })).toEqual(several);
    expect(identityOf({ id: 'E1' }, both, { mapped: ['id-A', 'id-B'] })).toEqual(several);
    expect(identityOf({ id: 'E1' }, both, { mapped: ['other.local\\u7'] })).toEqual({ ...none, candidates: both });
  });
});

describe('the rule for the address of a user of any name', () => {
  const rules: Claims['rules'] = ['email'];

  it('finds the user who shows it', () => {
    expect(identityOf({ email: 'ANN@corp.example' }, [a('a.lee', { email: 'ann@corp.example' })], { rules })).toEqual({
      userName: 'a.lee',
    });
    expect(identityOf({ email: 'ann@corp.example' }, [a('bob')], { rules })).toEqual(none);
  });

  it('finds nobody where two show it', () => {
    const two = ['bob', 'carol'].map((name) => a(name, { email: 'shared@corp.example' }));
    expect(identityOf({ email: 'shared@corp.example' }, two, { rules })).toMatchObject({
      problem: 'several-identities-on-workspace',
    });
  });
});

it('asks for the names that may be theirs', () => {
  const person = { id: 'E1', userName: 'ann', email: 'a.lee@corp.example' };
  const claims = { person, mapped: [], rules: defaults, emailDomains: [] };
  expect(namesIn(claims)).toEqual(['ann', 'a.lee']);
  expect(namesIn({ ...claims, mapped: ['corp.local\\alee', 'id-9'] })).toEqual(['alee', 'id-9']);
  expect(namesIn({ ...claims, rules: ['id'] })).toEqual(['E1']);
});
