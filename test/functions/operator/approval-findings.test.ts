import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { approvalFindings } from '../../../functions/operator/approval-findings.ts';
import type { Caller } from '../../../functions/operator/caller/identify-caller.ts';
import type { Policy } from '../../../functions/shared/offboarding/case/policy.ts';
import { startStsSimulator } from '../../sts-simulator/start-sts-simulator.ts';
import { aPolicy } from '../support/samples.ts';

const sts = await startStsSimulator({});
afterEach(() => {
  delete sts.rules.fault;
});
afterAll(() => sts.close());

const ann = { by: 'arn:aws:iam::1:user/ann', principal: 'arn:aws:iam::1:user/ann', person: 'user:AIDA' };

async function found(given: { approval?: Partial<Policy['approval']>; sts?: string | undefined; caller?: Caller }) {
  const policy = aPolicy({ approval: { people: 2, ...given.approval } });
  const findings = await approvalFindings({
    policy,
    sts: 'sts' in given ? given.sts : sts.url,
    caller: given.caller ?? ann,
  });
  return Object.fromEntries(findings.map(({ check, ...rest }) => [check, rest]));
}

describe('whether people who must agree can be told apart', () => {
  it('is so where STS answers, also without a signature', async () => {
    expect(await found({})).toMatchObject({
      sts: { state: 'ok', found: `${sts.url} can be asked who calls` },
      approvals: { state: 'ok', found: expect.stringContaining('an AWS identity that they prove') },
      you: { state: 'ok', found: 'arn:aws:iam::1:user/ann, who counts as user:AIDA' },
    });
    expect(sts.requests.at(-1)?.url).not.toContain('Signature');
  });

  it.each(['redirect', 'unavailable', 'not-json'] as const)('is not so where STS does not: %s', async (fault) => {
    sts.rules.fault = fault;

    expect(await found({})).toMatchObject({
      sts: { state: 'wrong' },
      approvals: { state: 'wrong', found: expect.stringContaining('nobody can prove') },
    });
  });

  it('is not so on this machine, and to be allowed by the policy there', async () => {
    expect(await found({ sts: undefined })).toMatchObject({ sts: { state: 'ok' }, approvals: { state: 'wrong' } });
    expect(await found({ sts: undefined, approval: { unproven: true } })).toMatchObject({
      approvals: { state: 'note' },
    });
    expect(await found({ sts: undefined, approval: { people: 1 } })).toMatchObject({ approvals: { state: 'ok' } });
  });

  it('says it where a deployment lets everybody count by what they say', async () => {
    expect(await found({ approval: { unproven: true } })).toMatchObject({
      approvals: { state: 'note', found: expect.stringContaining('policy.approval.unproven') },
    });
  });

  it('says whom the caller counts as, and what to do where that is nobody', async () => {
    const role = { by: 'arn:aws:sts::1:assumed-role/Ops/x', principal: 'arn:aws:sts::1:assumed-role/Ops/x' };

    expect(await found({ caller: role })).toMatchObject({
      you: { state: 'note', found: expect.stringContaining('policy.approval.personalRoles (none)') },
    });
    expect(await found({ caller: { by: 'ann (unproven)' } })).toMatchObject({
      you: { state: 'note', found: 'ann (unproven)' },
    });
  });
});
