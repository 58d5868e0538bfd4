import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { isLoss, knownTo } from '../history.ts';
import { byCase, cameTooLate, isLeaving, sentOf, standing, type Told } from '../truth.ts';
import type { Invariant } from './invariant.ts';
import { isApproved } from './the-protected-are-not-touched.ts';

/** From a decision to the call that carries it out. */
const longestMomentMs = 120_000;

/** Where the policy asks for approval, nothing is taken before it is given, and nothing after it was refused. */
export const whoIsAskedFirstHasAgreed: Invariant = {
  name: 'who is asked first has agreed',
  onEffect(effect, { policy, personNamed, cases }) {
    if (effect.cause === 'administrator' || !isLoss(effect)) return undefined;
    const one = personNamed(effect.userName);
    if (!one) return undefined;
    const { worker, requestedAt } = effect.cause;
    const known = knownTo(worker, one, requestedAt) ?? [];
    const isSaidSince = known.some(({ notice, savedAt }) => isLeaving(notice) && savedAt > one.rejectedAt);
    if (one.rejectedAt < requestedAt - longestMomentMs && !isSaidSince)
      return `${effect.userName} ${effect.kind} by ${worker}: it was refused`;
    const isVouchedFor = (told: readonly Told[]) => standing(sinceReopened(told), policy)?.trust !== 'token';
    if (!policy.approval.lowTrust || byCase(known).some(isVouchedFor)) return undefined;
    const own = [...one.caseIds].flatMap((id) => cases.get(id) ?? []);
    const hadAgreed = (each: OffboardingCase) => wasApproved(each, policy.approval.people, requestedAt);
    if (own.some((each) => isApproved(each, policy.approval.people) || hadAgreed(each))) return undefined;
    return `${effect.userName} ${effect.kind} by ${worker}: nobody has agreed to it`;
  },
};

/** What was asked for then may show only once the world has changed so much that people are asked anew. */
function wasApproved({ trail, openedAt }: OffboardingCase, people: number, at: number): boolean {
  const agreed = trail.filter(
    (line) =>
      line.event === 'approval' &&
      line.facts['verdict'] === 'approved' &&
      line.at >= openedAt &&
      Date.parse(line.at) <= at,
  );
  return Map.groupBy(agreed, (line) => line.facts['planHash'])
    .values()
    .some((lines) => lines.length >= people);
}

/**
 * Of a case that was opened again, what it was opened with and what came after; an exit that came once work had begun, or was
 * older than what was known by then, has no say. Nor has what was sent before the notices that the earlier episode ended with.
 */
function sinceReopened(known: readonly Told[]): ExitNotice[] {
  const isIdle = (one: Told) => isLeaving(one.notice) && one.before !== 'waiting' && cameTooLate(one, known);
  const reopenedBy = known.findLastIndex(
    (one) => one.before === 'ended' && isLeaving(one.notice) && !cameTooLate(one, known),
  );
  const opener = known[reopenedBy];
  const settledUntil = opener && Math.min(sentOf(opener.notice), latestSent(known.slice(0, reopenedBy)));
  const isSettled = (one: Told) => settledUntil !== undefined && one !== opener && sentOf(one.notice) <= settledUntil;
  const since = known.slice(Math.max(0, reopenedBy)).filter((one) => !isIdle(one) && !isSettled(one));
  return since.filter(({ before, notice }) => before !== 'begun' || !isLeaving(notice)).map(({ notice }) => notice);
}

/** What a source takes back of its own settles nothing. */
function latestSent(told: readonly Told[]): number {
  return Math.max(
    ...told.filter(({ notice }) => isLeaving(notice) || !notice.onlyOwn).map(({ notice }) => sentOf(notice)),
  );
}
