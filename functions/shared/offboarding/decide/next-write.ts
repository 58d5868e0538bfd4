import { endAs } from '../case/end-as.ts';
import type { AccessRecord, DesktopRecord, OffboardingCase, UserRecord } from '../case/offboarding-case.ts';
import type { Policy } from '../case/policy.ts';
import type { CaseReason } from '../case/reasons.ts';
import { desktopKey } from '../case/record-keys.ts';
import { isAgreed } from '../guards/approval.ts';
import { hold } from '../guards/hold.ts';
import { type AttachedUser, allOf } from '../identity/attached-user.ts';
import {
  askForAccess,
  confirmAccess,
  isAccessUnread,
  isOnItsWay,
  wasAccessRead,
  whenSeenGone,
} from './access-confirmation.ts';
import type { Decision, Step } from './decision.ts';
import { firstThatIsLeft, whyRefused } from './first-that-is-left.ts';
import { keptEip } from './kept-eip.ts';
import { wasRead } from './note-what-is-seen.ts';
import type { AttachedDesktop, Observation, SeenDesktop } from './observation.ts';
import { runsAfterDetachment, whyEipStays } from './plan.ts';
import { mayLag, mayStillShow } from './readings-disagree.ts';
import { untilSecondReading } from './second-reading.ts';

/** What a step is decided from. */
type Situation = {
  one: OffboardingCase;
  seen: Observation;
  policy: Policy;
  now: string;
  attached: ReadonlyMap<string, AttachedDesktop>;
};

type Judged = Pick<Situation, 'one' | 'seen' | 'policy'>;

/**
 * What the policy wants of each record that was read and is not protected: the first of these that is left is the next step. Own
 * desktops and their EIPs go first: what is read of pools and groups takes longer the more of them there are.
 */
const inOrder = [
  lock,
  logOff,
  detach,
  awaitDetachmentAtFirst,
  onceDetached(shutDown),
  onceDetached(unbind),
  lookForAccess,
  removeAccess,
  askForMoreAccess,
  awaitDetachment,
  awaitListing,
  awaitUnbinding,
  awaitShutdown,
];

/** A detachment mostly takes moments; one that takes longer keeps nobody in a pool. */
const mostlyTakesMs = 5_000;

/**
 * The next write of a case that may write. What is refused does not keep the rest from going: it is left out until the next
 * run, and the case does not close without it.
 */
export function nextWrite(noted: OffboardingCase, seen: Observation, policy: Policy, now: string): Decision {
  const attached = new Map(seen.attached.map((desktop) => [desktop.desktopId, desktop]));
  const isAttached = noted.desktops.some((record) => !record.protected && attached.has(record.desktopId));
  const status = isAttached || noted.desktops.length === 0 ? 'detaching' : 'unbinding';
  const desktops = noted.desktops.map((record) => judge(record, { one: noted, seen, policy }));
  const judged = { ...noted, reason: undefined, desktops, ...(seen.attached.length > 0 && { seenEmptyAt: undefined }) };
  const situation = { one: judged, seen, policy, now, attached };
  const step = firstThatIsLeft(inOrder, situation, seen);
  return step ? { case: { ...judged, status }, step } : atTheEnd(situation, status);
}

function lock({ one, seen, policy }: Situation): Step | undefined {
  if (!policy.lockUser) return undefined;
  return { do: 'lock', users: one.users.filter((record) => isUnlocked(record) && wasRead(record, seen)) };
}

function isUnlocked({ lock: state }: UserRecord): boolean {
  return state === 'planned' || state === 'requested' || state === 'would-lock';
}

function lookForAccess({ one, seen }: Situation): Step | undefined {
  return isAccessUnread(one, seen) ? { do: 'look-for-access' } : undefined;
}

function askForMoreAccess({ one, seen }: Situation): Step | undefined {
  return askForAccess(one, seen);
}

function removeAccess({ one, seen }: Situation): Step {
  return { do: 'remove-access', access: one.access.filter((record) => isOpen(record) && wasAccessRead(record, seen)) };
}

function isOpen({ removal }: AccessRecord): boolean {
  return removal === 'planned' || removal === 'requested' || removal === 'would-remove';
}

function logOff({ one, policy, attached }: Situation): Step | undefined {
  if (!policy.logOff) return undefined;
  const desktops = one.desktops.filter(
    (record) => isLeft(record, attached) && record.detach === 'planned' && record.logOff === undefined,
  );
  return { do: 'log-off', desktops };
}

/** Where the lists disagree so soon after it was asked for, one of them lags: it is not asked for once more before that is over. */
function detach(situation: Situation): Step {
  const { one, attached } = situation;
  const desktops = one.desktops.filter((record) => {
    const desktop = attached.get(record.desktopId);
    if (record.protected || desktop?.detaching !== false) return false;
    return !desktop.isDisputed || !mayStillShow(record.detachRequestedAt, situation);
  });
  return { do: 'detach', desktops };
}

function awaitDetachmentAtFirst(situation: Situation): Step | undefined {
  const { one, seen, attached } = situation;
  const asked = one.desktops.filter((record) => isLeft(record, attached)).map((record) => record.detachRequestedAt);
  const isFresh = asked.some((at) => at !== undefined && Date.parse(seen.at) - Date.parse(at) < mostlyTakesMs);
  return isFresh ? awaitDetachment(situation) : undefined;
}

/** What Workspace refuses to detach is not waited for, unless it is on its way all the same. */
function awaitDetachment({ one, seen, attached }: Situation): Step | undefined {
  const isLeaving = one.desktops.some(
    (record) =>
      isLeft(record, attached) &&
      (attached.get(record.desktopId)?.detaching === true || !whyRefused('detach', desktopKey(record), seen)),
  );
  return isLeaving ? { do: 'look-again' } : undefined;
}

/** Nothing more is taken of any desktop while somebody is still on their way out of one. */
function onceDetached(step: (situation: Situation) => Step | undefined): (situation: Situation) => Step | undefined {
  return (situation) => (awaitDetachment(situation) ? undefined : step(situation));
}

function isLeft(record: DesktopRecord, attached: Situation['attached']): boolean {
  return !record.protected && attached.has(record.desktopId);
}

function shutDown(situation: Situation): Step | undefined {
  return shutDownWhere('planned', situation);
}

/** Looked at last: an EIP does not wait until its desktop is down. */
function awaitShutdown(situation: Situation): Step | undefined {
  return shutDownWhere('requested', situation);
}

function shutDownWhere(state: DesktopRecord['shutdown'], { one, seen, policy }: Situation): Step | undefined {
  if (!policy.shutdown) return undefined;
  const desktops = one.desktops.filter(
    (record) => record.shutdown === state && isGone(record) && isListed(record, seen),
  );
  return { do: 'shutdown', desktops };
}

/** Another EIP may have been bound since one was asked to go, and the list that still shows the first would cost it. */
function unbind(situation: Situation): Step {
  return { do: 'unbind', desktops: toUnbind(situation).filter((record) => !isUnbinding(record, situation)) };
}

function awaitUnbinding(situation: Situation): Step | undefined {
  return toUnbind(situation).some((record) => isUnbinding(record, situation)) ? { do: 'look-again' } : undefined;
}

function toUnbind({ one, seen }: Situation): DesktopRecord[] {
  return one.desktops.filter(
    (record) =>
      (record.unbind === 'planned' || record.unbind === 'requested') && isGone(record) && isListed(record, seen),
  );
}

function isUnbinding({ unbind: state, unbindRequestedAt }: DesktopRecord, situation: Situation): boolean {
  return state === 'requested' && mayStillShow(unbindRequestedAt, situation);
}

/** Of a desktop that is in no list it is not known whose it is: it is looked for a while, and nothing is taken of it. */
function awaitListing({ one, seen, policy }: Situation): Step | undefined {
  const isAwaited = (record: DesktopRecord) =>
    isGone(record) && wasRead(record, seen) && mayBeListed(record, seen, policy) && isAtStake(record, seen, policy);
  return one.desktops.some(isAwaited) ? { do: 'look-again' } : undefined;
}

function isAtStake({ eip, desktopId, shutdown }: DesktopRecord, { eips }: Observation, policy: Policy): boolean {
  const isBound = eips.some((bound) => bound.desktopId === desktopId && bound.eipId === eip?.eipId);
  return (policy.unbindEips && isBound) || (policy.shutdown && shutdown !== undefined && shutdown !== 'verified');
}

function isListed(record: DesktopRecord, seen: Observation): boolean {
  return wasRead(record, seen) && seen.others.some(({ desktopId }) => desktopId === record.desktopId);
}

/** Whether it is too soon to believe that a desktop is in no list. */
function mayBeListed(record: DesktopRecord, seen: Observation, policy: Policy): boolean {
  return !isListed(record, seen) && mayLag(record.detachVerifiedAt, seen, policy);
}

/** Of a desktop nothing more is taken before the person is gone from it. */
function isGone({ detach: state, protected: why }: DesktopRecord): boolean {
  return state === 'verified' && !why;
}

/** Nothing is left to write: the case closes if a reading of everything shows that nothing is left to use, and else says what is. */
function atTheEnd({ one, seen, policy, now, attached }: Situation, status: OffboardingCase['status']): Decision {
  const rest = { do: 'rest' as const };
  const [unread] = seen.unread;
  if (unread) {
    const problem = { ...unread.problem, message: `${unread.workspace}: ${unread.problem.message}` };
    return { case: one, step: { do: 'try-later', problem } };
  }
  const unconfirmed = confirmAccess(one, seen);
  const waiting = { ...one, status, reason: 'access-unconfirmed' } as const;
  if (unconfirmed && isOnItsWay(unconfirmed)) return { case: waiting, step: unconfirmed };
  if (one.desktops.some(({ desktopId }) => attached.has(desktopId))) {
    return { case: hold(one, 'protected-desktop', policy, now), step: rest };
  }
  // Who they are has changed since they were found: under another name they may have more.
  const doubt = whatIsUnclear(seen);
  if (doubt) return { case: hold(one, doubt, policy, now), step: rest };
  const reported = one.access.find(({ removal }) => removal === 'reported');
  if (reported) return { case: hold(one, `access-through-${reported.kind}`, policy, now), step: rest };
  if (unconfirmed) return { case: waiting, step: unconfirmed };
  const hadNone = one.desktops.length === 0 && one.access.length === 0;
  const early = hadNone || !isCountedOut(one, seen) ? untilSecondReading(one, seen, policy) : undefined;
  if (early) return { case: { ...early, status, reason: 'nothing-seen-yet' }, step: rest };
  const done = one.scope ? 'detached' : 'access-gone';
  const closed = endAs(one, 'closed', hadNone ? 'no-desktops' : done, seen.at);
  return { case: { ...closed, seenGone: whenSeenGone(seen) }, step: rest };
}

/**
 * Whether Workspace itself counts no desktop for the person any more. Lists leave out what is there, so that without such a count
 * one reading alone closes nothing. A one-off looks at its desktops alone, and counts nothing.
 */
function isCountedOut({ scope }: OffboardingCase, { users }: Observation): boolean {
  return scope !== undefined || (users.length > 0 && users.every(({ desktopCount }) => desktopCount === 0));
}

/** Why it is not known whether all that is the person's is gone. */
function whatIsUnclear({ identity, unclear = [] }: Observation): CaseReason | undefined {
  if ('problem' in identity) return identity.problem;
  return identity.doubt?.problem ?? (unclear.length > 0 ? 'several-identities-on-workspace' : undefined);
}

/** Whether a desktop without the person is to be shut down, and whether its EIP is to go; if not, why not. */
function judge(record: DesktopRecord, { one, seen, policy }: Judged): DesktopRecord {
  if (!wasRead(record, seen)) return record;
  if (record.protected) return spare(record, record.protected);
  // A plan that people have agreed to says of whom a desktop was: if the others have left since, no more is done for it.
  const atLeast = isAgreed(one) ? record.others : [];
  if (record.detach !== 'verified') return judgeSession(record, seen, policy, atLeast);
  const desktop = seen.others.find(({ desktopId }) => desktopId === record.desktopId);
  if (mayBeListed(record, seen, policy)) return record;
  const counted = desktop && { ...desktop, others: allOf(desktop.others, atLeast) };
  return judgeEip(judgePower(record, counted, policy), counted, seen, policy);
}

/** What has become protected since it was planned stays as it is now. */
function spare(record: DesktopRecord, why: string): DesktopRecord {
  const kept = record.eip && record.unbind !== 'verified' && { unbind: 'kept' as const, eipReason: `protected-${why}` };
  return { ...record, ...kept };
}

/** Logging off ends the sessions of everybody on a desktop, so a shared one is left alone. */
function judgeSession(
  record: DesktopRecord,
  { attached }: Observation,
  policy: Policy,
  atLeast: readonly AttachedUser[],
): DesktopRecord {
  const others = attached.find(({ desktopId }) => desktopId === record.desktopId)?.others ?? [];
  const isShared = others.length > 0 || atLeast.length > 0;
  return policy.logOff && !record.logOff && isShared ? { ...record, logOff: 'kept' } : record;
}

/** A desktop that runs for somebody else by now is theirs, and so is one that was off and that somebody has started since. */
function judgePower(record: DesktopRecord, desktop: SeenDesktop | undefined, policy: Policy): DesktopRecord {
  if (!policy.shutdown || !(record.shutdown || runsAfterDetachment(record))) return record;
  if (desktop?.powerState !== 'ACTIVE') return record.shutdown ? { ...record, shutdown: 'verified' } : record;
  if (desktop.others.length > 0) return { ...record, shutdown: undefined };
  return { ...record, shutdown: record.shutdown === 'requested' ? 'requested' : 'planned' };
}

/** An EIP that somebody else has bound since the first write is theirs. */
function judgeEip(
  record: DesktopRecord,
  desktop: SeenDesktop | undefined,
  seen: Observation,
  policy: Policy,
): DesktopRecord {
  const { eip, desktopId, desktopType } = record;
  const isBound = seen.eips.some((bound) => bound.desktopId === desktopId && bound.eipId === eip?.eipId);
  if (!isBound) return eip && !record.unbind ? { ...record, unbind: 'kept', eipReason: 'already-unbound' } : record;
  const eipReason = whyEipStays({ others: desktop?.others, desktopType }, policy);
  if (eipReason) return { ...record, ...keptEip(eipReason, desktop?.others) };
  return {
    ...record,
    eipReason: undefined,
    eipKeptFor: undefined,
    unbind: record.unbind === 'requested' ? 'requested' : 'planned',
  };
}
