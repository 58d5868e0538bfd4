import type { Command } from 'commander';
import type { OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import { followCase, type WaitOptions, withWaiting } from './follow-case.ts';
import { caseOrPerson, type PersonOptions, usageError, withPerson } from './person-options.ts';
import type { Session, Verdict } from './session.ts';
import { type ShownCase, showCase } from './show-case.ts';
import { type Given, showGiven, verdictOfGiven } from './show-given.ts';
import { unreadableText } from './show-list.ts';
import { type ShownPlan, showPlan, showPlans, verdictOfPlan } from './show-plan.ts';
import { lines } from './text.ts';

/** The commands that say what would happen, let it happen, and take it back. */
export function addPlanCommands(program: Command, session: Session): void {
  addPlan(program, session);
  addVerdict(program, session, 'approve', 'agree to the plan of a case that waits for it');
  addVerdict(program, session, 'reject', 'refuse the plan of a case that waits for approval: it ends, access stays');
  addUndo(program, session);
}

function addPlan(program: Command, session: Session): void {
  withPerson(program.command('plan'))
    .description('say what would happen to whom and why; changes nothing')
    .argument('[case]', 'the id of the case')
    .option('--all', 'in all open cases')
    .action(async (id: string | undefined, options: PersonOptions & { all?: true }) => {
      if (!options.all) {
        const answer = await session.call('plan', caseOrPerson(id, options));
        return session.finish<ShownPlan>(answer, showPlan, verdictOfPlan);
      }
      if (id ?? options.id ?? options.user ?? options.email) throw usageError('Give either --all or one case');
      return planAll(session);
    });
}

type PlanPage = ShownPlan & { unreadable: string[]; next?: unknown };

/** Page by page, each within what one answer of a function may hold. */
async function planAll(session: Session): Promise<void> {
  const found: ShownPlan & { unreadable: string[] } = {
    forecasts: [],
    guards: { verdict: 'go', desktops: 0 },
    unreadable: [],
  };
  let page: unknown;
  do {
    const answer = await session.call('plan-all', page === undefined ? {} : { page });
    if (answer.outcome !== 'done') return session.finish(answer, String);
    const { forecasts, guards, unreadable, next } = answer.data as PlanPage;
    found.forecasts.push(...forecasts);
    found.unreadable.push(...unreadable);
    found.guards = guards;
    page = next;
    if (forecasts.length > 0) session.terminal.tell(`${found.forecasts.length} cases looked at`);
  } while (page !== undefined);
  const show = (data: typeof found) => lines(showPlans(data), unreadableText(data.unreadable));
  return session.finish<typeof found>({ outcome: 'done', data: found }, show, ({ guards }) =>
    guards.verdict === 'go' ? 'done' : 'held',
  );
}

/** Shows what it is about first, and agrees to that and to nothing else. */
function addVerdict(program: Command, session: Session, name: 'approve' | 'reject', description: string): void {
  program
    .command(name)
    .description(description)
    .argument('<case>', 'the id of the case')
    .requiredOption('--reason <text>', 'why; it is recorded')
    .option('--plan <hash>', 'only if it is still this plan (default: the one that is shown now)')
    .action(async (caseId: string, { reason, plan }: { reason: string; plan?: string }) => {
      const before = await session.call('status', { caseId });
      if (before.outcome !== 'done') return session.finish(before, String);
      const shown = before.data as ShownCase;
      session.terminal.tell(showCase(shown));
      const input = { caseId, reason, planHash: plan ?? shown.case.approval?.planHash ?? shown.planHash };
      return session.finish<Given>(await session.call(name, input), showGiven, verdictOfGiven);
    });
}

function addUndo(program: Command, session: Session): void {
  withWaiting(program.command('undo'))
    .description('give back what a case took away, as it was before')
    .argument('<case>', 'the id of the case')
    .requiredOption('--reason <text>', 'why; it is recorded')
    .action(async (id: string, options: WaitOptions & { reason: string }) => {
      const answer = await session.call('undo', { caseId: id, reason: options.reason });
      if (!options.wait || answer.outcome !== 'done') {
        return session.finish(answer, ({ caseId }: { caseId: string }) => `${caseId} queued`);
      }
      const { caseId, version } = answer.data as { caseId: string; version: number };
      return followCase(session, options, {
        caseId,
        isCurrent: (one) => one.version >= version,
        verdict: ({ case: one }) => verdictOfUndo(one),
      });
    });
}

/** In part is not done. */
function verdictOfUndo({ status, reason }: OffboardingCase): Verdict {
  if (status === 'dry-run') return 'done';
  return status === 'restored' && reason === 'restored' ? 'done' : 'failed';
}
