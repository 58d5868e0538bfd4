import type { Policy } from '../shared/offboarding/case/policy.ts';
import { checkSts } from './caller/ask-sts.ts';
import type { Caller } from './caller/identify-caller.ts';
import type { Finding } from './finding.ts';

type Approvals = { policy: Pick<Policy, 'approval'>; sts: string | undefined; caller: Caller };

/** Whether STS can be asked who calls, and whether people who must agree together can be told apart here. */
export async function approvalFindings({ policy: { approval }, sts, caller }: Approvals): Promise<Finding[]> {
  const reach = sts === undefined ? undefined : await reachOf(sts);
  const canProve = reach?.state === 'ok';
  return [
    { check: 'sts', ...(reach ?? nothingToAsk) },
    { check: 'approvals', ...approvals(approval, canProve) },
    { check: 'you', ...whoYouAre(approval, caller) },
  ];
}

type Found = Omit<Finding, 'check'>;

const nothingToAsk: Found = {
  state: 'ok',
  found: 'not asked: nothing here is AWS, so records say that nobody is proven',
};

async function reachOf(sts: string): Promise<Found> {
  try {
    await checkSts(sts);
    return { state: 'ok', found: `${sts} can be asked who calls` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const found = `${sts} cannot be asked who calls: ${why}. Commands go on unproven; where two people must agree, nobody can until it answers`;
    return { state: 'wrong', found };
  }
}

function approvals({ people, unproven }: Policy['approval'], canProve: boolean): Found {
  if (people === 1)
    return { state: 'ok', found: 'one person agrees, also to what they have asked for; 2 are policy.approval.people' };
  if (unproven) {
    const found = `${people} people agree, and count by what they say, so that one may be both: policy.approval.unproven is for a local stack alone`;
    return { state: 'note', found };
  }
  if (canProve) return { state: 'ok', found: `${people} people agree, each with an AWS identity that they prove` };
  const found = `${people} people have to agree, and nobody can prove who they are: nothing that has to be agreed to goes on`;
  return { state: 'wrong', found };
}

function whoYouAre({ people, personalRoles }: Policy['approval'], { by, principal, person }: Caller): Found {
  if (person !== undefined) return { state: 'ok', found: `${by}, who counts as ${person}` };
  const state = people > 1 ? 'note' : 'ok';
  if (principal === undefined) return { state, found: by };
  const known = personalRoles.length > 0 ? personalRoles.join(', ') : 'none';
  const found = `${by}, which names nobody: to agree where two people must, come as an IAM user or by IAM Identity Center, or by a role in policy.approval.personalRoles (${known})`;
  return { state, found };
}
