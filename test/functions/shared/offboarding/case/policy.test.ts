import { describe, expect, it } from 'vitest';
import { policy, policyFor } from '../../../../../functions/shared/offboarding/case/policy.ts';

describe('the policy', () => {
  it('is a dry run unless it says otherwise', () => {
    expect(policy.parse({})).toMatchObject({
      mode: 'dry-run',
      graceHours: 0,
      identity: ['user-name', 'email-local-part'],
      unbindEips: true,
      caps: { count: 500, percentOfFleet: 20, percentFloor: 50, windowMinutes: 60 },
      giveUpAfterHours: 24,
      recheckHeldAfterHours: 24,
    });
  });

  it('of a source is the general one but for what the source says', () => {
    const general = policy.parse({
      mode: 'enforce',
      lockUser: true,
      sources: { hibob: { graceHours: 8, logOff: true } },
    });
    expect(policyFor(general, 'hibob')).toEqual({ ...general, graceHours: 8, logOff: true });
    expect(policyFor(general, 'gusto')).toBe(general);
    expect(policyFor(general, undefined)).toBe(general);
  });

  it('of a source takes what is left open from the general one', () => {
    const general = policy.parse({ graceHours: 8, sources: { hibob: { graceHours: undefined, logOff: true } } });
    expect(policyFor(general, 'hibob')).toMatchObject({ graceHours: 8, logOff: true });
  });

  it.each([
    { mod: 'enforce' },
    { mode: 'on' },
    { identity: [] },
    { giveUpAfterHours: 0 },
    { recheckHeldAfterHours: 721 },
    { caps: { count: 0 } },
    { caps: { percentOfFleet: 101 } },
    { approval: { people: 3 } },
    { protect: { user: [] } },
    { sources: { okta: { protect: {} } } },
  ])('refuses %j', (given) => {
    expect(policy.safeParse(given).success).toBe(false);
  });
});

describe('how people are found', () => {
  it('is by an id only for a source', () => {
    const wecom = { identity: ['id'] };
    expect(policy.safeParse({ sources: { wecom } }).success).toBe(true);
    expect(policy.safeParse(wecom).success).toBe(false);
  });

  it('may name the domains of the company, whatever their letter case', () => {
    expect(policy.parse({ emailDomains: ['Example.COM'] }).emailDomains).toEqual(['example.com']);
    expect(policy.safeParse({ emailDomains: ['@example.com'] }).success).toBe(false);
  });
});
