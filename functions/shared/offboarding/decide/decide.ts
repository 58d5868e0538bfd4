import { endAs } from '../case/end-as.ts';
import { forgetOthers } from '../case/forget-others.ts';
import { type DesktopRecord, hasBegun, hasEnded, type OffboardingCase } from '../case/offboarding-case.ts';
import type { Policy } from '../case/policy.ts';
import { policyOf } from '../case/policy-in-force.ts';
import type { CaseReason } from '../case/reasons.ts';
import { observationInScope } from '../case/scope.ts';
import { withSlaClock } from '../case/sla.ts';
import { questionOf } from '../guards/approval.ts';
import { hold } from '../guards/hold.ts';
import { isProtectedUser } from '../guards/protection.ts';
import { readAllAccess } from './access-confirmation.ts';
import { decideUndo } from './decide-undo.ts';
import { type Decision, looksDeeper, recordsOf, type Step } from './decision.ts';
import { keptEip } from './kept-eip.ts';
import { nextWrite } from './next-write.ts';
import { noteWhatIsSeen } from './note-what-is-seen.ts';
import type { Observation } from './observation.ts';
import { awaitOvertaken, noteComeBack } from './overtaken-undo.ts';
import { whyEipStays } from './plan.ts';
import { recordDecision } from './record-decision.ts';
import { untilSecondReading } from './second-reading.ts';

const rest: Step = { do: 'rest' };

/**
 * The next step of a case, from what the world looks like now. Pure: with `nextWrite` the one place that knows the order
 * lock → log off → detach → verified → shut down → unbind → verified → pools and groups → confirmed → closed, and every way
 * out of it.
 *
 * The observation is the truth and the case is the memory: what the case asked for and the world no longer shows
 * is done, whoever did it, and what the world still shows is asked for again.
 *
 * @param now one reading of the clock for the whole run, ISO 8601 UTC
 */
export function decide(one: OffboardingCase, all: Observation, general: Policy, now: string): Decision {
  if (hasEnded(one)) return { case: one, step: rest };
  const policy = policyOf(one, general);
  const seen = observationInScope(one, all);
  if (Date.parse(one.actAt) > Date.parse(now)) return { case: { ...one, dueAt: one.actAt }, step: rest };
  const decided = one.undoes
    ? decideUndo(one, seen, policy)
    : decideExit(withSlaClock(one, policy, now), seen, policy, now);
  // It is decided anew once that is read, and written down then.
  if (looksDeeper(decided.step)) return { case: one, step: decided.step };
  return recordDecision(one, { ...decided, policy, readAt: seen.at, now });
}

function decideExit(before: OffboardingCase, seen: Observation, policy: Policy, now: string): Decision {
  const one = { ...forgetOthers(before, seen), candidates: candidatesIn(seen) };
  // Nobody was looked for, so that nothing of what was found before is known to be gone.
  if ('problem' in seen.identity && seen.unread.length === 0 && !hasBegun(one)) {
    return { case: hold(one, seen.identity.problem, policy, now), step: rest };
  }
  const noted = noteWhatIsSeen(noteComeBack(one, seen, now), seen, policy);
  const without = whyNobody(noted, seen);
  if (without) {
    const held = hold(noted, without, policy, now);
    const isUnseen = without === 'unknown-workspace-user';
    return { case: (isUnseen && untilSecondReading(held, seen, policy)) || held, step: rest };
  }
  const [unread] = seen.unread;
  // Somebody's groups are known only where all projects are: until then nobody can say that no group protects them.
  if (unread && policy.protect.groups.length > 0)
    return { case: one, step: { do: 'try-later', problem: unread.problem } };
  const isProtected = isProtectedUser([...namesOf(seen), one.person.userName], groupsOf(seen), policy);
  if (isProtected && !policy.approval.protectedUser) {
    return { case: hold(noted, 'protected-user', policy, now), step: rest };
  }
  if (policy.mode === 'dry-run') {
    if (unread) return { case: noted, step: { do: 'try-later', problem: unread.problem } };
    const unknown = readAllAccess(noted, seen);
    if (unknown) return { case: { ...noted, reason: 'access-unconfirmed' }, step: unknown };
    return { case: endAsDryRun(noted, policy, seen.at), step: rest };
  }
  const next = nextWrite(noted, seen, policy, now);
  // Nobody is asked for what is not to be written.
  if (!recordsOf(next.step)) return awaitOvertaken(next, now);
  const question = questionOf(noted, policy, isProtected, now);
  if (question === 'go') return next;
  // What people agree to is all of it.
  const unknown = readAllAccess(noted, seen);
  if (unknown) return { case: { ...noted, reason: 'access-unconfirmed' }, step: unknown };
  if (question === 'expired') return { case: endAs(noted, 'failed', 'approval-expired', now), step: rest };
  const held = hold(noted, 'approval', policy, now);
  const dueAt = question.ask.expiresAt < held.dueAt ? question.ask.expiresAt : held.dueAt;
  return { case: { ...held, dueAt, approval: question.ask }, step: rest };
}

/** Of whom a person has to say whether they are the one. */
function candidatesIn({ identity, unclear = [] }: Observation): OffboardingCase['candidates'] {
  const asked = 'problem' in identity ? identity.candidates : identity.doubt?.candidates;
  const all = [...(asked ?? []), ...unclear.map(({ in: _, ...user }) => user)];
  return all.length > 0 ? all : undefined;
}

/** Why there is nobody to offboard. Where a project could not be read, the person may be there. */
function whyNobody(one: OffboardingCase, seen: Observation): CaseReason | undefined {
  if (one.desktops.length > 0 || one.access.length > 0) return undefined;
  if (seen.unread.length > 0) return undefined;
  if ('problem' in seen.identity) return seen.identity.problem;
  return seen.users.length === 0 ? 'unknown-workspace-user' : undefined;
}

/** Where users are to be locked there is one: whoever has no user, and nothing else, is held as unknown before. */
function hasNothingToTake({ desktops, access }: OffboardingCase, policy: Policy): boolean {
  return desktops.length === 0 && access.length === 0 && !policy.lockUser;
}

function namesOf({ identity, users }: Observation): string[] {
  return [...('userName' in identity ? [identity.userName] : []), ...users.map(({ userName }) => userName)];
}

function groupsOf({ users }: Observation): string[] {
  return users.flatMap(({ groups }) => groups);
}

function endAsDryRun(one: OffboardingCase, policy: Policy, at: string): OffboardingCase {
  const desktops = one.desktops.map((record) => wouldDo(record, policy));
  const access = one.access.map((record) => ({
    ...record,
    ...(record.removal === 'planned' && { removal: 'would-remove' as const }),
  }));
  const users = one.users.map((record) => ({
    ...record,
    ...(record.lock === 'planned' && { lock: 'would-lock' as const }),
  }));
  const isNothing = hasNothingToTake(one, policy);
  return endAs({ ...one, desktops, access, users }, 'dry-run', isNothing ? 'no-desktops' : 'would-detach', at);
}

/** What somebody else has taken away stays as it is. */
function wouldDo(record: DesktopRecord, policy: Policy): DesktopRecord {
  if (record.detach !== 'planned' || record.protected) return record;
  if (!record.eip) return { ...record, detach: 'would-detach' };
  const eipReason = whyEipStays(record, policy);
  const unbind = eipReason ? keptEip(eipReason, record.others) : { unbind: 'would-unbind' as const };
  return { ...record, detach: 'would-detach', ...unbind };
}
