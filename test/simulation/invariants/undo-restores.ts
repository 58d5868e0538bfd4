import type { DesktopRecord, OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { type Effect, type History, isLoss, keyOf, longestReadingMs } from '../history.ts';
import { numberOf } from '../people.ts';
import type { Invariant } from './invariant.ts';

/** What an undo says is restored is there again as it was, and nothing that was ours to give back is left out. */
export const undoRestores: Invariant = {
  name: 'undo restores',
  onEffect(effect) {
    if (effect.kind !== 'wiped' || effect.cause === 'administrator') return undefined;
    return `${effect.cause.worker} wiped ${effect.desktopId}`;
  },
  onSave({ saved, before }, history) {
    if (saved.undoes === undefined) return undefined;
    const was = new Map(before?.desktops.map((record) => [record.desktopId, record]));
    const [problem] = saved.desktops.flatMap((record) => whatIsMissing(record, was.get(record.desktopId), history));
    return problem ?? (saved.status === 'restored' ? whatIsLeftOut(saved, history) : undefined);
  },
};

/** Of what has just been seen to be back; somebody may take it away again later. */
function whatIsMissing(record: DesktopRecord, before: DesktopRecord | undefined, history: History): string[] {
  const { world, detachedAt, unboundAt, now, lagMs } = history;
  const { desktopId, attachment, eip } = record;
  const readFrom = now() - longestReadingMs - lagMs;
  const isAttached = world.desktops.get(desktopId)?.attachments.some(({ userId }) => userId === attachment.userId);
  const goneSince = detachedAt.get(keyOf(desktopId, attachment.userName)) ?? -Infinity;
  const isBound = eip !== undefined && world.eipOf(desktopId)?.id === eip.eipId;
  return [
    ...(isNews(record.restore, before?.restore) && !isAttached && goneSince < readFrom
      ? [`${attachment.userName} is said to be on ${desktopId} again`]
      : []),
    ...(isNews(record.restoreEip, before?.restoreEip) && !isBound && (unboundAt.get(desktopId) ?? -Infinity) < readFrom
      ? [`${eip?.eipId} is said to be bound to ${desktopId} again`]
      : []),
  ];
}

function isNews(now: DesktopRecord['restore'], before: DesktopRecord['restore']): boolean {
  return now === 'verified' && before !== 'verified';
}

/** Of the episode that it undoes: an exit that is taken up again meanwhile takes away on its own account. */
function whatIsLeftOut(undo: OffboardingCase, history: History): string | undefined {
  const undone = history.cases.get(undo.undoes ?? '');
  if (undone?.undoneBy !== undo.caseId) return undefined;
  const begun = history.people
    .get(numberOf(undone.person))
    ?.saves.find(({ caseId, openedAt }) => caseId === undone.caseId && openedAt === undone.openedAt);
  const [since, until] = [begun?.at ?? Infinity, Date.parse(undo.openedAt)];
  const left = history.effects.find(
    (effect) =>
      effect.at >= since &&
      effect.at <= until &&
      isTakenBy(undone, effect) &&
      !isToComeBack(undo, effect) &&
      !isClaimedByAnother(undone, effect, history),
  );
  return left && `the undo of ${undo.undoes} leaves out what was ${left.kind}: ${JSON.stringify(left)}`;
}

/** Told by the world and not by the case, which may not know what a worker did that was killed. */
function isTakenBy({ person, desktops, users, access, endedAt }: OffboardingCase, effect: Effect): boolean {
  if (effect.cause === 'administrator') return false;
  // What was asked for after its end is another case's: two people may have had the same desktop, and its EIP.
  if (endedAt !== undefined && effect.cause.requestedAt > Date.parse(endedAt)) return false;
  if (effect.kind === 'unbound') {
    // The EIPs that nobody needs are unbound by another function.
    const isTheirs = desktops.some((one) => one.desktopId === effect.desktopId && one.eip?.eipId === effect.eipId);
    return effect.cause.worker.startsWith('offboard') && isTheirs;
  }
  if (!isLoss(effect)) return false;
  const names = [
    ...desktops.map(({ attachment }) => attachment),
    ...users,
    ...access.map(({ member }) => ({ userName: member.name })),
  ];
  return [person, ...names].some(({ userName }) => userName === effect.userName);
}

/** Two people may have had the same desktop, and its EIP: it is with the case that asked for it. */
function isClaimedByAnother({ caseId }: OffboardingCase, effect: Effect, { cases }: History): boolean {
  if (effect.kind !== 'unbound') return false;
  const askedFor = ({ desktopId, eip, unbindRequestedAt }: DesktopRecord) =>
    desktopId === effect.desktopId && eip?.eipId === effect.eipId && unbindRequestedAt !== undefined;
  return cases
    .values()
    .some((other) => other.caseId !== caseId && [...other.desktops, ...(other.taken?.desktops ?? [])].some(askedFor));
}

function isToComeBack({ desktops, users, access }: OffboardingCase, effect: Effect): boolean {
  if (effect.kind === 'locked')
    return users.some(({ userName, restore }) => restore !== undefined && userName === effect.userName);
  if (effect.kind === 'removed')
    return access.some(({ name, restore }) => restore !== undefined && name === effect.through);
  return desktops.some((one) => {
    const part = effect.kind === 'unbound' ? one.restoreEip : one.restore;
    return 'desktopId' in effect && one.desktopId === effect.desktopId && part !== undefined;
  });
}
