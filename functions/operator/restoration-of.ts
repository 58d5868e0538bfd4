import type {
  AccessRecord,
  DesktopRecord,
  OffboardingCase,
  UserRecord,
} from '../shared/offboarding/case/offboarding-case.ts';
import type { PlannedAction } from '../shared/offboarding/decide/plan.ts';

/** One thing that an undo gives back, or cannot, and why. */
export type Restoration = Omit<PlannedAction, 'do'> & {
  do: PlannedAction['do'] | 'bind-eip' | 'start' | 'attach' | 'restore-access' | 'unlock';
};

type State = DesktopRecord['restore'];

/** What the undo of a case gives back, in its order, from its records. Pure. */
export function restorationOf({
  desktops,
  access,
  users,
}: Pick<OffboardingCase, 'desktops' | 'access' | 'users'>): Restoration[] {
  return [
    ...desktops.flatMap(onDesktop),
    ...access.flatMap((record) =>
      one('restore-access', record.restore, record, { target: record.id, name: record.name }),
    ),
    ...users.flatMap((record) =>
      one('unlock', record.restore, record, { target: record.userId, name: record.userName }),
    ),
  ];
}

function onDesktop(record: DesktopRecord): Restoration[] {
  const { desktopId: target, computerName: name, eip } = record;
  return [
    ...(eip ? one('bind-eip', record.restoreEip, record, { target: eip.eipId, name: eip.address }) : []),
    ...one('start', record.restorePower, record, { target, name }),
    ...one('attach', record.restore, record, { target, name }),
  ];
}

function one(
  what: Restoration['do'],
  state: State,
  { workspace, restoreReason }: Pick<DesktopRecord | UserRecord | AccessRecord, 'workspace' | 'restoreReason'>,
  { target, name }: { target: string; name: string | undefined },
): Restoration[] {
  if (state === undefined) return [];
  const about = { workspace, target, ...(name !== undefined && { name }) };
  if (state === 'impossible') return [{ ...about, do: 'leave', why: `impossible-${restoreReason ?? what}` }];
  return [{ ...about, do: what, why: 'before-image' }];
}
