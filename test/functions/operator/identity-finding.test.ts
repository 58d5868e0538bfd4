import { expect, it } from 'vitest';
import { identityFinding } from '../../../functions/operator/identity-finding.ts';
import { aPolicy } from '../support/samples.ts';

const anna = { workspace: 'main', userId: 'id-1', userName: 'anna', domain: 'corp.local', email: 'anna@corp.example' };
const mute = { workspace: 'main', userId: 'id-2', userName: 'ben', domain: 'corp.local' };

it('nobody is a problem where each shows an address of their own name', () => {
  expect(identityFinding([anna], aPolicy())).toEqual({ state: 'ok', found: '1 users; each can be identified' });
});

it('users without an address are named, unless the domains of the company are', () => {
  expect(identityFinding([anna, mute], aPolicy())).toMatchObject({
    state: 'note',
    found: expect.stringContaining('1 show no e-mail address'),
  });
  expect(identityFinding([anna, mute], aPolicy()).found).toContain('corp.local\\ben');
  expect(identityFinding([anna, mute], aPolicy({ emailDomains: ['corp.example'] })).state).toBe('ok');
  expect(identityFinding([mute], aPolicy({ identity: ['user-name'] })).state).toBe('ok');
});

it('users of one name, of another local part and of other domains are named', () => {
  const other = { ...anna, userId: 'id-3', domain: 'partner.local', email: 'a.lee@partner.example' };
  const { found } = identityFinding([anna, other], aPolicy({ emailDomains: ['corp.example'] }));
  expect(found).toContain('2 share their user name');
  expect(found).toContain('1 show an address whose local part is not their user name');
  expect(found).toContain('1 show an address outside of policy.emailDomains (partner.local\\anna)');
});

it('of many only some are named', () => {
  const many = Array.from({ length: 9 }, (_, index) => ({ ...mute, userId: `id-${index}`, userName: `u${index}` }));
  expect(identityFinding(many, aPolicy()).found).toMatch(/u4, and 4 more\)/);
});
