import type { AttachedDesktop, BoundEip, Observation } from './observation.ts';
import { type DesktopRecord, hasEnded, type OffboardingCase } from './offboarding-case.ts';
import type { Policy } from './policy.ts';

/** What to do next with a case, and how the case reads once that is decided. Saved before it is done. */
export type Decision = {
  case: OffboardingCase;
  step: Step;
};

export type Step =
  /** Nothing to do before `dueAt`, or ever again. */
  | { do: 'rest' }
  /** Writes are in flight: read again shortly. */
  | { do: 'look-again' }
  | { do: 'detach'; desktops: DesktopRecord[] }
  | { do: 'unbind'; desktops: DesktopRecord[] };

const rest: Step = { do: 'rest' };
const hour = 3_600_000;

/**
 * The next step of a case, from what the world looks like now. Pure: the one place that knows the order
 * detach → verified detached → unbind → verified unbound → closed, and every way out of it.
 *
 * The observation is the truth and the case is the memory: what the case asked for and the world no longer shows
 * is done, whoever did it, and what the world still shows is asked for again.
 *
 * @param now one reading of the clock for the whole run, ISO 8601 UTC
 */
export function decide(one: OffboardingCase, seen: Observation, policy: Policy, now: string): Decision {
  if (hasEnded(one)) return { case: one, step: rest };
  if (Date.parse(one.actAt) > Date.parse(now)) return { case: { ...one, dueAt: one.actAt }, step: rest };
  const noted = noteWhatIsSeen(one, seen);
  if (noted.desktops.length === 0) return nothingAttached(noted, seen, policy, now);
  if (policy.mode === 'dry-run') return endAsDryRun(noted, policy, seen.at);
  return nextWrite(noted, seen, policy);
}

function nextWrite(noted: OffboardingCase, seen: Observation, policy: Policy): Decision {
  const one = { ...noted, reason: undefined };
  const attachedNow = new Map(seen.attached.map((desktop) => [desktop.desktopId, desktop]));
  const toDetach = one.desktops.filter((record) => attachedNow.get(record.desktopId)?.detaching === false);
  const status = attachedNow.size > 0 ? 'detaching' : 'unbinding';
  if (toDetach.length > 0) return { case: { ...one, status }, step: { do: 'detach', desktops: toDetach } };
  if (attachedNow.size > 0) return { case: { ...one, status }, step: { do: 'look-again' } };

  const judged = { ...one, desktops: one.desktops.map((record) => judgeEip(record, seen, policy)) };
  const toUnbind = judged.desktops.filter((record) => record.unbind === 'planned' || record.unbind === 'requested');
  if (toUnbind.length > 0) return { case: { ...judged, status }, step: { do: 'unbind', desktops: toUnbind } };
  return end(judged, 'closed', 'access-gone', seen.at);
}

/** Folds a reading into the records: new desktops enter with their before-image, vanished ones are verified. */
function noteWhatIsSeen(one: OffboardingCase, seen: Observation): OffboardingCase {
  const known = new Set(one.desktops.map((record) => record.desktopId));
  const attached = new Map(seen.attached.map((desktop) => [desktop.desktopId, desktop]));
  const eips = new Map(seen.eips.map((eip) => [eip.desktopId, eip]));
  const added = seen.attached
    .filter((desktop) => !known.has(desktop.desktopId))
    .map((desktop) => beforeImage(desktop, eips.get(desktop.desktopId)));
  const updated = one.desktops.map((record) =>
    verify(record, attached.has(record.desktopId), eips.get(record.desktopId), seen.at),
  );
  return { ...one, desktops: [...updated, ...added] };
}

function beforeImage(desktop: AttachedDesktop, eip: BoundEip | undefined): DesktopRecord {
  const { desktopId, computerName, desktopType, powerState, attachment, others } = desktop;
  return {
    workspace: 'main',
    desktopId,
    computerName,
    desktopType,
    powerState,
    attachment,
    others,
    detach: 'planned',
    ...(eip && { eip: { eipId: eip.eipId, address: eip.address } }),
  };
}

function verify(record: DesktopRecord, attached: boolean, eip: BoundEip | undefined, at: string): DesktopRecord {
  // Attached once more after it was gone: whoever restored it, the person has left, so it starts again.
  if (attached)
    return record.detach === 'verified' ? { ...record, detach: 'planned', detachVerifiedAt: undefined } : record;
  const detached: DesktopRecord =
    record.detach === 'verified' ? record : { ...record, detach: 'verified', detachVerifiedAt: at, problem: undefined };
  const awaitsUnbind = record.unbind === 'planned' || record.unbind === 'requested';
  if (eip || !awaitsUnbind) return detached;
  return { ...detached, unbind: 'verified', unbindVerifiedAt: at, problem: undefined };
}

/** Whether the desktop's EIP is to go, and if not, why not. */
function judgeEip(record: DesktopRecord, seen: Observation, policy: Policy): DesktopRecord {
  const bound = seen.eips.find((eip) => eip.desktopId === record.desktopId);
  if (!bound)
    return record.eip && !record.unbind ? { ...record, unbind: 'kept', eipReason: 'already-unbound' } : record;
  const eip = { eipId: bound.eipId, address: bound.address };
  const eipReason = whyEipStays(bound.attachedCount, policy);
  if (eipReason) return { ...record, eip, unbind: 'kept', eipReason };
  return { ...record, eip, unbind: record.unbind === 'requested' ? 'requested' : 'planned' };
}

function whyEipStays(othersAttached: number | undefined, policy: Policy): string | undefined {
  if (!policy.unbindEips) return 'policy';
  if (othersAttached === undefined) return 'desktop-not-listed';
  return othersAttached > 0 ? 'still-in-use-by-others' : undefined;
}

function nothingAttached(one: OffboardingCase, seen: Observation, policy: Policy, now: string): Decision {
  if ('problem' in seen.identity) return hold(one, seen.identity.problem, policy, now);
  if (!seen.userExists) return hold(one, 'unknown-workspace-user', policy, now);
  return end(one, policy.mode === 'dry-run' ? 'dry-run' : 'closed', 'no-desktops', seen.at);
}

function endAsDryRun(one: OffboardingCase, policy: Policy, at: string): Decision {
  const desktops = one.desktops.map((record) => wouldDo(record, policy));
  return end({ ...one, desktops }, 'dry-run', 'would-detach', at);
}

/** What was done before the policy became a dry run stays as it is. */
function wouldDo(record: DesktopRecord, policy: Policy): DesktopRecord {
  if (record.detach !== 'planned') return record;
  if (!record.eip) return { ...record, detach: 'would-detach' };
  const eipReason = whyEipStays(record.others, policy);
  return {
    ...record,
    detach: 'would-detach',
    ...(eipReason ? { unbind: 'kept', eipReason } : { unbind: 'would-unbind' }),
  };
}

function hold(one: OffboardingCase, reason: string, policy: Policy, now: string): Decision {
  const dueAt = later(now, policy.recheckHeldAfterHours * hour);
  return { case: { ...one, status: 'held', reason, dueAt }, step: rest };
}

function end(one: OffboardingCase, status: 'closed' | 'dry-run', reason: string, at: string): Decision {
  return { case: { ...one, status, reason, problem: undefined, dueAt: undefined, endedAt: at }, step: rest };
}

function later(now: string, ms: number): string {
  return new Date(Date.parse(now) + ms).toISOString();
}
