import { describe, expect, it } from 'vitest';
import { policy } from '../../../../functions/shared/offboarding/policy.ts';

describe('the policy', () => {
  it('is a dry run unless it says otherwise', () => {
    expect(policy.parse({})).toEqual({
      mode: 'dry-run',
      identity: ['user-name', 'email-local-part'],
      unbindEips: true,
      giveUpAfterHours: 24,
      recheckHeldAfterHours: 24,
    });
  });

  it.each([
    { mod: 'enforce' },
    { mode: 'on' },
    { identity: [] },
    { giveUpAfterHours: 0 },
    { recheckHeldAfterHours: 721 },
  ])('refuses %j', (given) => {
    expect(policy.safeParse(given).success).toBe(false);
  });
});
