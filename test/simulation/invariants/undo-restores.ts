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
    if (saved.status !== 'restored' || before?.status === 'restored') return undefined;
    const [problem] = saved.desktops.flatMap((record) => whatIsMissing(record, saved, history));
    return problem ?? whatIsLeftOut(saved, history);
  },
};

function whatIsMissing(record: DesktopRecord, { endedAt }: OffboardingCase, history: History): string[] {
  const { world, detachedAt, unboundAt } = history;
  const { desktopId, attachment, eip } = record;
  const readFrom = Date.parse(endedAt ?? '') - longestReadingMs;
  const isAttached = world.desktops
    .get(desktopId)
    ?.attachments.some(({ userName }) => userName === attachment.userName);
  const goneSince = detachedAt.get(keyOf(desktopId, attachment.userName)) ?? -Infinity;
  const isBound = eip !== undefined && world.eipOf(desktopId)?.id === eip.eipId;
  return [
    ...(record.restore === 'verified' && !isAttached && goneSince < readFrom
      ? [`${attachment.userName} is said to be on ${desktopId} again`]
      : []),
    ...(record.restoreEip === 'verified' && !isBound && (unboundAt.get(desktopId) ?? -Infinity) < readFrom
      ? [`${eip?.eipId} is said to be bound to ${desktopId} again`]
      : []),
  ];
}

function whatIsLeftOut({ undoes, desktops }: OffboardingCase, { cases }: History): string | undefined {
  const restored = new Set(desktops.filter(({ restore }) => restore !== undefined).map(({ desktopId }) => desktopId));
  const undone = cases.get(undoes ?? '')?.desktops ?? [];
  const left = undone.find(
    ({ desktopId, detachRequestedAt }) => detachRequestedAt !== undefined && !restored.has(desktopId),
  );
  return left && `the undo of ${undoes} leaves out ${left.desktopId}`;
}
