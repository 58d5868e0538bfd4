import type { CommandContext } from '../../functions/operator/command.ts';
import { CommandError } from '../../functions/operator/command-error.ts';
import { approve, reject } from '../../functions/operator/commands/approve.ts';
import { cancel } from '../../functions/operator/commands/cancel.ts';
import { offboard } from '../../functions/operator/commands/offboard.ts';
import { clearQuarantine, setQuarantine } from '../../functions/operator/commands/quarantine.ts';
import { undo } from '../../functions/operator/commands/undo.ts';
import type { OffboardingCase } from '../../functions/shared/offboarding/case/offboarding-case.ts';
import { type Flow, flows } from '../../functions/shared/offboarding/guards/flow.ts';
import type { Random } from './random.ts';

export type RoundParts = {
  context: CommandContext;
  random: Random;
  /** As they are saved. */
  cases: readonly OffboardingCase[];
};

const reason = 'played';
/** How long after an undo somebody says that the person leaves all the same. */
const longestUndoMs = 20_000;
/** As much as there may ever be. */
const allowance = 1_000;

/** An operator goes through what waits for a person, decides one way or the other, and now and then does more. */
export async function goRound({ context, random, cases }: RoundParts): Promise<void> {
  for (const one of cases.filter(waitsForApproval)) {
    if (random.chance(0.7))
      await run(approve, { caseId: one.caseId, reason, planHash: one.approval?.planHash }, context);
    else if (random.chance(0.2)) await run(reject, { caseId: one.caseId, reason }, context);
  }
  if (random.chance(0.8)) await run(clearQuarantine, { reason, ...drawClearance(random) }, context);
  if (random.chance(0.05)) await run(setQuarantine, { reason, ...drawFlow(random) }, context);
  for (const one of random.some(cases.filter(canBeUndone), 0.1)) {
    await run(undo, { caseId: one.caseId, reason }, context);
    if (!random.chance(0.3)) continue;
    // They leave after all, while the undo may be at any of its steps.
    await context.clock.sleep(random.int(0, longestUndoMs));
    await run(offboard, { person: one.person }, context);
  }
  for (const one of random.some(cases, 0.02)) await run(cancel, { caseId: one.caseId, reason }, context);
}

/** In the end everything that waits for a person is let go. */
export async function letAllGo({ context, cases }: RoundParts): Promise<void> {
  for (const only of flows) {
    const { quarantine } = await context.guards[only].state();
    if (quarantine) await run(clearQuarantine, { reason, only, allow: allowance }, context);
  }
  for (const one of cases.filter(waitsForApproval)) {
    await run(approve, { caseId: one.caseId, reason, planHash: one.approval?.planHash }, context);
  }
}

function drawClearance(random: Random): { only?: Flow; allow?: number } {
  return { ...drawFlow(random), ...(random.chance(0.3) && { allow: random.int(1, 5) }) };
}

/** Mostly both. */
function drawFlow(random: Random): { only?: Flow } {
  return random.chance(0.3) ? { only: random.pick(flows) } : {};
}

function waitsForApproval({ status, reason: why }: OffboardingCase): boolean {
  return status === 'held' && why === 'approval';
}

function canBeUndone({ status, undoes, undoneBy }: OffboardingCase): boolean {
  return (status === 'closed' || status === 'cancelled') && undoes === undefined && undoneBy === undefined;
}

/** A command may come too late, and says so. */
async function run(
  command: Pick<typeof approve, 'input' | 'run'>,
  input: unknown,
  context: CommandContext,
): Promise<void> {
  try {
    await command.run(command.input.parse(input), context);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
}
