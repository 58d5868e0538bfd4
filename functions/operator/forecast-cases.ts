import { countFleet, sizeOf } from '../shared/composition/guards.ts';
import { createWorkspaceReader } from '../shared/desktops/workspace-reader.ts';
import type { OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import { admit, needsFleet } from '../shared/offboarding/guards/caps.ts';
import type { CommandContext } from './command.ts';
import { type Forecast, forecast } from './forecast.ts';

/** What would become of cases, from a fresh reading. Changes nothing. */
export async function forecastCases(cases: readonly OffboardingCase[], context: CommandContext): Promise<Forecast[]> {
  const whole = cases.filter(({ scope }) => scope === undefined);
  const access = new Map(whole.map(({ caseId }) => [caseId, 'confirm' as const]));
  const seen = await createWorkspaceReader(context).observe(cases, { access, patient: true });
  return cases.flatMap((one) => {
    const observation = seen.get(one.caseId);
    const now = new Date(context.now).toISOString();
    return observation ? [forecast(one, observation, context.policy, now)] : [];
  });
}

/**
 * What the caps and the kill switch would say of all that may act now.
 *
 * @param before desktops that come on top of these
 */
export async function withGuards(
  forecasts: Forecast[],
  before: number,
  { guards, workspaces, policy, now }: CommandContext,
) {
  const at = new Date(now).toISOString();
  const isNow = ({ counted, actAt }: Forecast) => counted > 0 && actAt <= at;
  const desktops = forecasts.filter(isNow).reduce((sum, { counted }) => sum + counted, before);
  const state = await guards.exits.state();
  const fleet = needsFleet(state, desktops, policy.caps, at)
    ? sizeOf(await countFleet(workspaces, state.fleet))
    : undefined;
  const { verdict, state: then } = admit(state, { desktops, fleet, now: at }, policy.caps);
  const stop = verdict === 'go' ? undefined : then.quarantine;
  return {
    forecasts: forecasts.map((one) => (stop && isNow(one) ? { ...one, would: 'hold' as const, why: verdict } : one)),
    guards: { verdict, desktops, ...(stop && { why: stop.reason }) },
  };
}
