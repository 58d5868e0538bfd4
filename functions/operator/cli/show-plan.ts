import { explainPlanned, explainReason } from '../../shared/offboarding/case/explain.ts';
import type { Person } from '../../shared/offboarding/case/person.ts';
import type { Explanation } from '../../shared/offboarding/case/reasons.ts';
import type { Forecast } from '../forecast.ts';
import type { Restoration } from '../restoration-of.ts';
import type { Verdict } from './session.ts';
import { candidateTable } from './show-candidates.ts';
import { clean, fields, lines, table, withReason } from './text.ts';

/** What the commands `plan` and `plan-all` answer. */
export type ShownPlan = {
  forecasts: Forecast[];
  guards: { verdict: 'go' | 'cap' | 'quarantined'; desktops: number; why?: string };
};

const wouldWords: Record<Forecast['would'], string> = {
  act: 'goes ahead',
  ask: 'asks people first',
  hold: 'is held',
  end: 'has nothing to do',
  'try-later': 'is read again later',
};

/** Whatever waits for somebody is held. */
export function verdictOfPlan({ forecasts }: ShownPlan): Verdict {
  const would = new Set(forecasts.map((one) => one.would));
  if (would.has('try-later')) return 'failed';
  return would.has('hold') || would.has('ask') ? 'held' : 'done';
}

/** What would happen to one person, action by action. */
export function showPlan({ forecasts, guards }: ShownPlan): string {
  return lines(...forecasts.map(showForecast), guardsText(guards));
}

/** What would happen in all open cases, one line each. */
export function showPlans({ forecasts, guards }: ShownPlan): string {
  if (forecasts.length === 0) return 'No open cases';
  const rows = forecasts.map((one) => [
    one.caseId,
    personText(one.person),
    withReason(wouldWords[one.would], one.why),
    one.mode,
    one.actAt,
    countsOf(one.plan),
  ]);
  return lines(table(['case', 'person', 'would', 'mode', 'at', 'plan'], rows), guardsText(guards));
}

function showForecast(one: Forecast): string {
  const explained = one.why === undefined ? undefined : explainReason(one.why, one);
  const unread = one.unread.map(({ workspace, problem }) => `${workspace}: ${problem.message}`).join('; ');
  return lines(
    clean(
      `${one.caseId}  ${withReason(wouldWords[one.would], one.why)}${one.mode === 'dry-run' ? ', as a dry run' : ''}`,
    ),
    fields([
      ['person', personText(one.person)],
      ['case', one.asIf ? `${one.status ?? 'none yet'}; as if offboarded now` : one.status],
      ['because', explained?.means],
      ['to do', explained?.todo],
      ['source', one.source],
      ['at', one.actAt],
      ['asks', one.approval && `${one.approval.people} to agree`],
      ['problem', one.problem?.message],
      ['not read', unread],
      ['plan', one.plan.length > 0 ? one.planHash : undefined],
    ]),
    candidateTable(one.candidates ?? []),
    one.plan.length > 0 ? actionTable(one.plan) : 'Nothing to do',
  );
}

/** What is done, or left, to what and why. */
export function actionTable(plan: readonly Restoration[]): string {
  const rows = plan.map(({ do: what, name, target, workspace, why }) => [
    what,
    name === undefined ? target : `${name} (${target})`,
    workspace,
    why,
  ]);
  return lines(table(['do', 'to', 'workspace', 'why'], rows), leftText(plan));
}

/** Why what is left is left, once for each reason. */
function leftText(plan: readonly Restoration[]): string {
  const reasons = new Set(plan.filter(({ do: what }) => what === 'leave').map(({ why }) => why));
  return [...reasons].map((why) => clean(`  ${why}: ${sentence(explainPlanned(why))}`)).join('\n');
}

function sentence({ means, todo }: Explanation): string {
  return todo === 'nothing' ? means : `${means}; to do: ${todo}`;
}

function countsOf(plan: readonly Restoration[]): string {
  const counts = Map.groupBy(plan, ({ do: what }) => what);
  return [...counts].map(([what, actions]) => `${actions.length} ${what}`).join(', ');
}

function guardsText({ verdict, why }: ShownPlan['guards']): string | undefined {
  if (verdict === 'go') return undefined;
  const stop = verdict === 'cap' ? 'The cap would stop all exits' : 'All exits are stopped';
  return clean(`${stop}: ${why ?? verdict}`);
}

export function personText({ userName, id, email }: Person): string {
  return [userName, id, email].filter((part) => part !== undefined).join(' · ');
}
