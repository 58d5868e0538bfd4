import type { Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { Decision } from '../shared/offboarding/decide.ts';
import { admitted, heldBack, isToAdmit } from '../shared/offboarding/hold.ts';
import type { DesktopRecord } from '../shared/offboarding/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/policy.ts';
import type { Guards } from '../shared/runtime/guards.ts';

export type AdmitDependencies = {
  guards: Pick<Guards, 'admit'>;
  workspaces: Workspaces;
  policy: Policy;
  /** The run's one reading of the clock, ISO 8601 UTC. */
  now: string;
};

/** What takes something away; giving back is never held. */
const takesAway = new Set(['lock', 'remove-access', 'log-off', 'detach', 'shutdown', 'unbind']);

/**
 * Asks the guards for all that a group is about to take away, together: a desktop is counted at the first write of its case,
 * and never again. Where they refuse, every case of the group that would write is held.
 */
export async function admitDecisions(decisions: readonly Decision[], deps: AdmitDependencies): Promise<Decision[]> {
  const taking = decisions.filter(({ step }) => takesAway.has(step.do));
  if (taking.length === 0) return [...decisions];
  const desktops = new Set(taking.flatMap(({ case: one }) => one.desktops.filter(isToAdmit).map(keyIn(one.caseId))));
  const verdict = await deps.guards.admit(desktops.size, deps.workspaces, deps.now);
  return decisions.map((decision) => {
    if (!taking.includes(decision)) return decision;
    const { case: one } = decision;
    if (verdict !== 'go') {
      return { case: heldBack(one, verdict, deps.policy, deps.now), step: { do: 'rest' } };
    }
    return { ...decision, case: admitted(one, deps.now) };
  });
}

function keyIn(caseId: string) {
  return ({ desktopId }: DesktopRecord) => `${caseId} ${desktopId}`;
}
