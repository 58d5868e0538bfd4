import type { Problem } from '../case/offboarding-case.ts';
import { accessRecordKey, desktopKey, userKey } from '../case/record-keys.ts';
import { recordsOf, type Step, type WriteKind } from './decision.ts';
import type { Observation } from './observation.ts';

type Refused = Pick<Observation, 'refused'>;

/**
 * The first step that has something left to do, without what Workspace refused in this run. Where nothing but that is left, it is
 * to be tried later, and the reason is the refusal.
 *
 * @param steps what each wants, whether or not it was refused; no records, no step
 */
export function firstThatIsLeft<Situation>(
  steps: readonly ((situation: Situation) => Step | undefined)[],
  situation: Situation,
  seen: Refused,
): Step | undefined {
  let refusal: Problem | undefined;
  for (const next of steps) {
    const wanted = next(situation);
    if (!wanted) continue;
    const left = withoutRefused(wanted, seen);
    if (hasWork(left)) return left;
    refusal ??= refusalOf(wanted, seen);
  }
  return refusal && { do: 'try-later', problem: refusal };
}

/** Why something, by its key, was refused in this run; undefined where it was not. */
export function whyRefused(kind: WriteKind, key: string, { refused }: Refused): Problem | undefined {
  return refused.find((one) => one.kind === kind && one.key === key)?.problem;
}

function withoutRefused(step: Step, seen: Refused): Step {
  if ('desktops' in step) {
    return { ...step, desktops: step.desktops.filter((one) => !whyRefused(step.do, desktopKey(one), seen)) };
  }
  if ('users' in step) return { ...step, users: step.users.filter((one) => !whyRefused(step.do, userKey(one), seen)) };
  if ('access' in step) {
    return { ...step, access: step.access.filter((one) => !whyRefused(step.do, accessRecordKey(one), seen)) };
  }
  return step;
}

function hasWork(step: Step): boolean {
  return recordsOf(step)?.length !== 0;
}

/** Where a step wants something, and all of it was refused: the first refusal of its kind. */
function refusalOf(step: Step, { refused }: Refused): Problem | undefined {
  return hasWork(step) ? refused.find(({ kind }) => kind === step.do)?.problem : undefined;
}
