import { expect, it } from 'vitest';
import { type ShownPlan, showPlan, showPlans } from '../../../../functions/operator/cli/show-plan.ts';
import { type Forecast, forecast } from '../../../../functions/operator/forecast.ts';
import { aCase, aPolicy, at, attached, boundEip, seen, ten } from '../../support/samples.ts';

const go: ShownPlan['guards'] = { verdict: 'go', desktops: 1 };

function aForecast(given: Partial<Forecast> = {}): Forecast {
  const world = seen({ attached: [attached('d-1', { computerName: 'ws-1' })], eips: [boundEip('d-1')] });
  return { ...forecast(aCase(), world, aPolicy(), ten), ...given };
}

it('shows for one person each thing that is done, to what and why', () => {
  const text = showPlan({ forecasts: [aForecast()], guards: go });

  expect(text).toContain('case-1  goes ahead');
  expect(text).toMatch(/│ detach +│ ws-1 \(d-1\) +│ main +│ attached +│/);
  expect(text).toMatch(/│ unbind-eip +│ 198\.51\.100\.7 \(eip-of-d-1\) +│ main +│ nobody-left +│/);
  expect(text).toMatch(/plan +[0-9a-f]{64}/);
  expect(text).not.toContain('dry run');
});

it('says that it would be a dry run, that there is no case yet, and what could not be read', () => {
  const { status: _, ...unopened } = aForecast({ mode: 'dry-run', asIf: true });
  const unread = [{ workspace: 'east', problem: { code: 'Http.503', message: 'not now' } }];

  const text = showPlan({ forecasts: [{ ...unopened, unread }], guards: go });

  expect(text).toContain('goes ahead, as a dry run');
  expect(text).toContain('none yet; as if offboarded now');
  expect(text).toMatch(/not read +east: not now/);
});

it('shows all open cases one line each, and that the cap would stop all exits', () => {
  const forecasts = [aForecast(), aForecast({ caseId: 'case-2', would: 'hold', why: 'cap', actAt: at(5) })];

  const text = showPlans({ forecasts, guards: { verdict: 'cap', desktops: 9, why: 'the cap is 8' } });

  expect(text).toMatch(/│ case-1 +│ leaver · E1001 +│ goes ahead +│ enforce +│ \S+ +│ 1 detach, 1 unbind-eip +│/);
  expect(text).toContain('is held (cap)');
  expect(text).toContain('The cap would stop all exits: the cap is 8');
  expect(showPlans({ forecasts: [], guards: go })).toBe('No open cases');
});
