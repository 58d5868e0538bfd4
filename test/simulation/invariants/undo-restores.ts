import type { DesktopRecord, OffboardingCase } from '../../../functions/shared/offboarding/offboarding-case.ts';
import { type History, keyOf, longestReadingMs } from '../history.ts';
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
  const { world, detachedAt, unboundAt, now } = history;
  const { desktopId, attachment, eip } = record;
  const readFrom = now() - longestReadingMs;
  const isAttached = world.desktops
    .get(desktopId)
    ?.attachments.some(({ userName }) => userName === attachment.userName);
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
function whatIsLeftOut({ caseId, undoes, desktops }: OffboardingCase, { cases }: History): string | undefined {
  const restored = new Set(desktops.filter(({ restore }) => restore !== undefined).map(({ desktopId }) => desktopId));
  const undone = cases.get(undoes ?? '');
  if (undone?.undoneBy !== caseId) return undefined;
  const left = undone.desktops.find(
    ({ desktopId, detachRequestedAt }) => detachRequestedAt !== undefined && !restored.has(desktopId),
  );
  return left && `the undo of ${undoes} leaves out ${left.desktopId}`;
}
