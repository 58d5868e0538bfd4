import type { OffboardingCase } from '../case/offboarding-case.ts';

/** What of a notice decides; `effect` once it has been applied. */
export type Said = Pick<
  OffboardingCase['notices'][number],
  'kind' | 'onlyOwn' | 'source' | 'sentAt' | 'receivedAt' | 'effectiveAt'
> & {
  effect?: string;
};

/**
 * The notice on which a case stands. What was sent before the notice that opened the case again is settled, unless that one has been
 * taken back: then it stands again, but for what a person had refused or undone by then. What comes once
 * work has begun changes nothing of what it is done by, unless nothing else lets somebody go. What a source has taken back
 * counts as if it had not been said, and the taking back only where nothing at all is left. Where anything was said, there is
 * one.
 *
 * @param notices in the order of their arrival
 */
export function standingNotice<Notice extends Said>(notices: readonly Notice[]): Notice | undefined {
  const settles = (one: Notice) => isReopening(one) && (one.effect === 'reopened-anew' || !isTakenBack(one, notices));
  const reopenedBy = Math.max(0, notices.findLastIndex(settles));
  const settled = notices.slice(0, reopenedBy).filter((one) => !takesBackOwn(one));
  const opener = notices[reopenedBy];
  // A late notice opens a case as well, and settles nothing that was sent after it.
  const settledUntil = Math.min(Math.max(...settled.map(sendersTime)), opener ? sendersTime(opener) : Infinity);
  const isSettled = (one: Notice) => !isReopening(one) && sendersTime(one) <= settledUntil;
  const said = notices
    .slice(reopenedBy)
    .filter((one) => !takesBackOwn(one) && !isTakenBack(one, notices) && !isSettled(one));
  const workedBy = lastSaid(said.filter((one) => !cameAfterTheBeginning(one)));
  const isLetGo = workedBy !== undefined && isLeaving(workedBy);
  return (isLetGo ? workedBy : lastSaid(said)) ?? notices.findLast(takesBackOwn);
}

/**
 * In the senders' order each replaces the one sent before it, but for a date that was sent after a "revoke now", for one that
 * only its own source is moved by, and for what only says the same once more: the case's clock runs from the first that said so.
 */
function lastSaid<Notice extends Said>(said: readonly Notice[]): Notice | undefined {
  let stands: Notice | undefined;
  for (const next of said.toSorted((a, b) => sendersTime(a) - sendersTime(b))) {
    if (!stands || !(isOutranked(next, stands) || saysTheSame(stands, next))) stands = next;
  }
  return stands;
}

function isOutranked(next: Said, stands: Said): boolean {
  if (next.kind !== 'exit') return false;
  const isForOthers = next.onlyOwn && next.source !== stands.source;
  return stands.kind === 'revoke-now' || (isForOthers === true && isLeaving(stands));
}

/** That somebody stays, where that is the last word about them, and not of one source's process alone. */
export function standingStay<Notice extends Said>(notices: readonly Notice[]): Notice | undefined {
  const stands = standingNotice(notices);
  return stands && !isLeaving(stands) && !takesBackOwn(stands) ? stands : undefined;
}

/**
 * Whether all that was ever said of somebody is that they stay. Systems that tell of every employee make such a case of each
 * of them; it is kept for an exit that was sent before and comes later.
 */
export function onlyEverStayed(notices: readonly Said[]): boolean {
  return notices.some(({ effect }) => effect === 'ignored-nothing-to-cancel') && !notices.some(isLeaving);
}

/**
 * Whether the source of an exit has taken back since what it had said. Many senders' times are whole seconds: of two of the same
 * time the later one is that which came later, and what has not come yet is not taken back.
 *
 * @param notices in the order of their arrival
 */
export function isTakenBack(said: Said, notices: readonly Said[]): boolean {
  if (!isLeaving(said)) return false;
  const [arrived, time] = [notices.indexOf(said), sendersTime(said)];
  return notices.some((other, index) => {
    if (!takesBackOwn(other) || other.source !== said.source) return false;
    return sendersTime(other) > time || (sendersTime(other) === time && arrived >= 0 && index > arrived);
  });
}

/** Whether it says that somebody stays, as far as its own source has said otherwise. */
export function takesBackOwn(said: Said): boolean {
  return said.onlyOwn === true && !isLeaving(said);
}

/** Whether a source says once more what it has said: that somebody goes, in the same way, at the same instant or at once. */
export function saysTheSame(one: Said, other: Said): boolean {
  const instantOf = ({ effectiveAt }: Said) => (effectiveAt === undefined ? undefined : Date.parse(effectiveAt));
  const isSameVoice = one.source === other.source && one.kind === other.kind;
  return isLeaving(one) && isSameVoice && instantOf(one) === instantOf(other);
}

export function isLeaving({ kind }: Said): boolean {
  return kind === 'exit' || kind === 'revoke-now';
}

/** When it was sent, ISO 8601: a sender whose clock runs ahead must not outrank every later notice. */
export function sentAtOf({ sentAt, receivedAt }: Said): string {
  return Date.parse(sentAt) <= Date.parse(receivedAt) ? sentAt : receivedAt;
}

/** The same in epoch milliseconds. */
export function sendersTime(said: Said): number {
  return Date.parse(sentAtOf(said));
}

function cameAfterTheBeginning({ effect }: Said): boolean {
  return effect === 'ignored-already-started';
}

/** Whether it has opened a case again that had ended: anew where a person had refused what was said before, or undone it. */
export function isReopening({ effect }: Pick<Said, 'effect'>): boolean {
  return effect === 'reopened' || effect === 'reopened-anew';
}
