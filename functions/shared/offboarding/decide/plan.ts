import { createHash } from 'node:crypto';
import type { AccessRecord, DesktopRecord, OffboardingCase, UserRecord } from '../case/offboarding-case.ts';
import { type Policy, removalWanted } from '../case/policy.ts';
import type { PlanReason } from '../case/reasons.ts';
import type { AttachedUser } from '../identity/attached-user.ts';

/** One thing that is done to somebody, or left, and why. */
export type PlannedAction = {
  do: 'lock' | 'remove-access' | 'log-off' | 'detach' | 'shutdown' | 'unbind-eip' | 'leave';
  workspace: string;
  /** The id of the desktop, EIP, user, pool or group. */
  target: string;
  /** How people call it. */
  name?: string;
  /** From whom, as Workspace knows them: a name may lead to another user tomorrow. */
  user?: string;
  /** What else it opens, as ids: a group may open more tomorrow. */
  opens?: string[];
  /** Machine-readable. */
  why: PlanReason;
};

/**
 * What a case does, in order, from its records. Pure, and the same whatever of it the case has done already: it names what the
 * before-image has and not what is left. What was done before the case took anything is left, and says so.
 */
export function planOf(one: Pick<OffboardingCase, 'desktops' | 'users' | 'access'>, policy: Policy): PlannedAction[] {
  return [
    ...(policy.lockUser ? one.users.map(lockOf) : []),
    ...one.access.map((record) => removalOf(record, policy)),
    ...one.desktops.flatMap((record) => actionsOn(record, policy)),
  ];
}

type Hashed = Pick<PlannedAction, 'workspace' | 'target' | 'why' | 'user' | 'opens'> & { do: string };

/** The hash of a plan, hexadecimal: what a person agreed to is told by it from anything else. */
export function hashOfPlan(plan: readonly Hashed[]): string {
  const lines = plan.map(({ do: what, workspace, target, why, user, opens }) =>
    JSON.stringify([what, workspace, target, why, user, opens?.toSorted()]),
  );
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}

function lockOf({ workspace, userId, userName, wasLocked }: UserRecord): PlannedAction {
  const about = { workspace, target: userId, name: userName };
  return wasLocked ? { ...about, do: 'leave', why: 'already-locked' } : { ...about, do: 'lock', why: 'policy' };
}

/** By the policy and not by the record: what a person was to remove stays theirs once they have. */
function removalOf(record: AccessRecord, policy: Policy): PlannedAction {
  const { workspace, kind, id, name, opens, member } = record;
  const about = {
    workspace,
    target: id,
    ...(name !== undefined && { name }),
    user: member.id,
    ...(opens && { opens }),
  };
  if (removalWanted(kind, policy) === 'report')
    return { ...about, do: 'leave', why: `${kind}-is-for-a-person-to-remove` };
  if (record.wasGone) return { ...about, do: 'leave', why: 'already-removed' };
  return { ...about, do: 'remove-access', why: `access-through-${kind}` };
}

function actionsOn(record: DesktopRecord, policy: Policy): PlannedAction[] {
  const { workspace, desktopId: target, computerName } = record;
  const about = { workspace, target, ...(computerName !== undefined && { name: computerName }) };
  if (record.protected) return [{ ...about, do: 'leave', why: `protected-${record.protected}` }];
  const isShared = record.others.length > 0;
  const power = policy.shutdown && !isShared ? [shutdownOf(record, about)] : [];
  if (record.wasGone) {
    return [{ ...about, do: 'leave', why: 'already-detached' }, ...power, ...eipActions(record, policy)];
  }
  const logOff: PlannedAction[] = isShared
    ? [{ ...about, do: 'leave', why: 'others-have-sessions' }]
    : [{ ...about, do: 'log-off', why: 'policy' }];
  return [...(policy.logOff ? logOff : []), detachmentOf(record, about), ...power, ...eipActions(record, policy)];
}

function detachmentOf(
  { attachment: { userId, userName }, powerState }: DesktopRecord,
  about: Pick<PlannedAction, 'workspace' | 'target' | 'name'>,
): PlannedAction {
  // Documented for one of the two operations that detach, and likely for the other.
  const why = powerState === 'HIBERNATED' ? 'hibernated' : 'attached';
  return { ...about, do: 'detach', why, user: userId ?? userName };
}

function shutdownOf(record: DesktopRecord, about: Pick<PlannedAction, 'workspace' | 'target' | 'name'>): PlannedAction {
  const will = runsAfterDetachment(record);
  return will ? { ...about, do: 'shutdown', why: 'policy' } : { ...about, do: 'leave', why: 'already-off' };
}

/**
 * Whether a desktop may run once the person is gone from it, by its before-image: a hibernated one is detached only once it runs
 * again, and Workspace starts a multi-user one that is off to detach somebody.
 */
export function runsAfterDetachment({ powerState, desktopType }: DesktopRecord): boolean {
  return (powerState !== 'SHUTOFF' && powerState !== 'ERROR') || desktopType === 'SHARED';
}

function eipActions(record: DesktopRecord, policy: Policy): PlannedAction[] {
  const { workspace, eip, others, desktopType } = record;
  if (!eip) return [];
  const { eipId: target, address } = eip;
  const about = { workspace, target, ...(address !== undefined && { name: address }) };
  const why = whyEipStays({ others, desktopType }, policy);
  return [why ? { ...about, do: 'leave', why } : { ...about, do: 'unbind-eip', why: 'nobody-left' }];
}

/** Why the EIP of a desktop stays, machine-readable. Of a pool the desktop is nobody's until somebody logs in. */
export function whyEipStays(
  { others, desktopType }: { others: readonly AttachedUser[] | undefined; desktopType?: string | undefined },
  policy: Pick<Policy, 'unbindEips'>,
): PlanReason | undefined {
  if (!policy.unbindEips) return 'policy';
  if (others === undefined) return 'desktop-not-listed';
  if (others.length > 0) return 'still-in-use-by-others';
  return desktopType === 'POOLED' ? 'pool-desktop' : undefined;
}
