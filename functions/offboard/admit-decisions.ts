import type { Guards } from '../shared/composition/guards.ts';
import type { Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/case/policy.ts';
import type { Decision } from '../shared/offboarding/decide/decision.ts';
import { noteRequest } from '../shared/offboarding/decide/note-request.ts';
import { admitted, countToAdmit, heldBack } from '../shared/offboarding/guards/hold.ts';

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
 * and never again; a case without desktops counts as one. Where they refuse, every case of the group that would write is held.
 *
 * @param group the cases as they were before they were decided on
 */
export async function admitDecisions(
  group: readonly OffboardingCase[],
  decisions: readonly Decision[],
  deps: AdmitDependencies,
): Promise<Decision[]> {
  const taking = decisions.filter(({ step }) => takesAway.has(step.do));
  if (taking.length === 0) return decisions.map((decision) => withRequest(decision, deps));
  const wanted = taking.reduce((sum, { case: one }) => sum + countToAdmit(one), 0);
  const loaded = new Map(group.map((one) => [one.caseId, one]));
  const verdict = await deps.guards.admit(wanted, deps.workspaces, deps.now);
  return decisions.map((decision) => {
    if (!taking.includes(decision)) return withRequest(decision, deps);
    const { case: one } = decision;
    if (verdict !== 'go') {
      const before = loaded.get(one.caseId) ?? one;
      return { case: heldBack(one, verdict, before, deps), step: { do: 'rest' } };
    }
    return withRequest({ ...decision, case: admitted(one, deps.now) }, deps);
  });
}

function withRequest(decision: Decision, { now }: Pick<AdmitDependencies, 'now'>): Decision {
  return { ...decision, case: noteRequest(decision, now) };
}
