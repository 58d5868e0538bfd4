import * as z from 'zod';
import type { OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import { approved, rejected, type Verdict, type VerdictProblem } from '../../shared/offboarding/guards/approval.ts';
import type { Caller } from '../caller/identify-caller.ts';
import { changeCase } from '../change-case.ts';
import { type CommandAnswer, type CommandContext, command } from '../command.ts';
import { CommandError } from '../command-error.ts';
import { findCase, noSuchCase } from '../find-case.ts';
import { planShown } from '../plan-shown.ts';
import { reasonGiven } from '../reason-given.ts';

const input = z.strictObject({
  caseId: z.string().min(1),
  reason: reasonGiven,
  /** The hash of the plan that they saw: another plan is not agreed to, and a signature of this command is worth nothing for one. */
  planHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of a plan, as status shows it'),
});

/** Agrees to the plan of a case that waits for it. */
export const approve = command({ input, run: (asked, context) => giveVerdict(asked, context, approved) });

/** @default whatever is asked about now */
const rejectInput = input.partial({ planHash: true });

/** Refuses the plan of a case that waits for approval: the case ends, and access stays. */
export const reject = command({ input: rejectInput, run: (asked, context) => giveVerdict(asked, context, rejected) });

async function giveVerdict(
  { caseId, reason, planHash }: z.output<typeof rejectInput>,
  context: CommandContext,
  give: typeof approved,
): Promise<CommandAnswer> {
  const found = await findCase({ caseId }, context.cases);
  if (!found) return noSuchCase({ caseId }, context);
  const { caller } = context;
  const verdict: Verdict = { ...caller, reason, at: new Date(context.now).toISOString(), planHash };
  const one = await changeCase(found, context, (current) => {
    const given = give(current, verdict);
    if (typeof given === 'string') throw new CommandError(given, inWords(given, current, caller));
    return given;
  });
  const { version, status, approval } = one;
  return {
    outcome: 'done',
    data: { caseId: one.caseId, version, status, reason: one.reason, approval, ...planShown(one, context.policy) },
  };
}

function inWords(
  problem: VerdictProblem,
  { caseId, status, reason, approval }: OffboardingCase,
  { by, unchecked }: Caller,
): string {
  const stands = reason === undefined ? status : `${status} (${reason})`;
  const words: Record<VerdictProblem, string> = {
    'nothing-to-approve': `${caseId} does not wait for approval: it is ${stands}`,
    expired: `The question of ${caseId} stood until ${approval?.expiresAt}; offboard the person again to be asked anew`,
    'another-plan': `The plan of ${caseId} is another one now: look at it with status, and decide on ${approval?.planHash}`,
    'already-approved-by-them': `${by} has agreed to ${caseId} already; somebody else must`,
    'signed-before-it-was-asked': `What was signed is older than the question of ${caseId}, which is of ${approval?.requestedAt}: look at the plan and give the command again, or check the clock of this machine`,
    'identity-not-proven': `${caseId} needs ${approval?.people} people, and nothing proves who ${by} is: ${howToProve(unchecked)}`,
    'identity-names-nobody': `${caseId} needs ${approval?.people} people, and ${by} may be anybody: agree as an IAM user or by IAM Identity Center, or name the role in policy.approval.personalRoles if others than the caller name its sessions`,
  };
  return words[problem];
}

function howToProve(unchecked: string | undefined): string {
  if (unchecked !== undefined) return `STS cannot say now (${unchecked}); give the command again`;
  return 'agree by the command line with --stack and AWS credentials (only where nothing can be proven, as on a local stack, set policy.approval.unproven)';
}
