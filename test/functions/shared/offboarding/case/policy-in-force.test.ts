import { expect, test } from 'vitest';
import { concluded } from '../../../../../functions/shared/offboarding/case/conclusion.ts';
import { withPolicyInForce } from '../../../../../functions/shared/offboarding/case/policy-in-force.ts';
import { evidenceOf } from '../../../../../functions/shared/offboarding/evidence/evidence.ts';
import { aCase, aPolicy, aRecord, aSaying, at, ten } from '../../../support/samples.ts';

const place = {
  organisation: 'Example Ltd',
  projects: [{ workspace: 'main', projectId: 'p-1', region: 'eu-west-101' }],
};
const policy = aPolicy({
  slaHours: 8,
  protect: { users: ['ceo'] },
  sources: { hibob: { slaHours: 4, mode: 'dry-run' } },
});

test('a case knows where it is worked on and by which policy, with one line for each that is another', () => {
  const first = withPolicyInForce(aCase(), policy, place, ten);
  expect(first.trail).toMatchObject([{ at: ten, event: 'policy', facts: { ...place, policy: { slaHours: 8 } } }]);
  const again = { ...first, workedBy: JSON.parse(JSON.stringify(first.workedBy)) as typeof first.workedBy };
  expect(withPolicyInForce(again, policy, place, at(1))).toBe(again);
  const other = withPolicyInForce(first, aPolicy({ slaHours: 9 }), place, at(2));
  expect(other.trail.at(-1)).toMatchObject({ seq: 2, at: at(2), facts: { policy: { slaHours: 9 } } });
});

test('it is the policy of the source on which the case stands; what has begun is finished', () => {
  const waiting = aCase({ notices: [aSaying({ source: 'hibob' })] });
  expect(withPolicyInForce(waiting, policy, place, ten).workedBy?.['policy']).toMatchObject({
    slaHours: 4,
    mode: 'dry-run',
  });
  const begun = { ...waiting, desktops: [aRecord('one', { detachRequestedAt: ten })] };
  expect(withPolicyInForce(begun, policy, place, ten).workedBy?.['policy']).toMatchObject({ mode: 'enforce' });
});

test('evidence has it, without who else is protected', () => {
  const worked = withPolicyInForce(aCase(), policy, place, ten);
  const proof = evidenceOf(concluded({ ...worked, status: 'closed', endedAt: at(1) }, at(1)).trail);
  expect(proof).toMatchObject({ ...place, policy: { slaHours: 8, mode: 'enforce', approval: { people: 1 } } });
  expect(JSON.stringify(proof)).not.toContain('ceo');
});
