import type { DesktopRecord, OffboardingCase } from '../case/offboarding-case.ts';
import { clockStartOf } from '../notices/exit-since.ts';

/** What became of an attachment. An undo says whether it is back; `not-taken` is what the case that it undoes had not taken. */
export const accessStates = [
  'removed',
  'still-attached',
  'would-be-removed',
  'restored',
  'not-restored',
  'not-taken',
] as const;

/** The same of a public IP. */
export const publicIpStates = [
  'none',
  'unbound',
  'kept',
  'still-bound',
  'would-be-unbound',
  'bound-again',
  'not-bound-again',
  'not-taken',
] as const;

/** What the case did to the power of a desktop; an undo starts what ran before. */
export const powerStates = ['shut-down', 'not-shut-down', 'started', 'not-started'] as const;

/** What belongs to the exit alone: an undo has times and requests of its own. */
const ofTheExit = [
  'logOff',
  'shutdown',
  'wasGone',
  'detachRequestedAt',
  'detachRequestId',
  'detachJobId',
  'detachVerifiedAt',
  'eipReason',
  'unbindRequestedAt',
  'unbindRequestId',
  'unbindVerifiedAt',
] as const;

/** What one case came to on one desktop: the line an auditor reads. */
export type LedgerLine = Pick<
  DesktopRecord,
  | 'workspace'
  | 'desktopId'
  | 'computerName'
  | 'desktopType'
  | 'attachment'
  | 'others'
  | 'protected'
  | 'logOff'
  | 'shutdown'
  | 'eip'
  | 'eipReason'
  | 'eipKeptFor'
  | 'detachRequestedAt'
  | 'detachRequestId'
  | 'detachJobId'
  | 'detachVerifiedAt'
  | 'unbindRequestedAt'
  | 'unbindRequestId'
  | 'unbindVerifiedAt'
  | 'restoreRequestedAt'
  | 'restoreRequestId'
  | 'restoreVerifiedAt'
  | 'problem'
> & {
  caseId: string;
  /** Sorts by episode, then desktop; the same case at the same end writes the same line again, never a second one. */
  lineId: string;
  caseStatus: OffboardingCase['status'];
  access: (typeof accessStates)[number];
  publicIp: (typeof publicIpStates)[number];
  /** Absent where its power was left alone. */
  power?: (typeof powerStates)[number];
  receivedAt: string;
  actAt: string;
  /** From when access was to go, by an exit that stands since, to the reading that showed the access gone, milliseconds. */
  elapsedMs?: number;
  recordedAt: string;
};

/** One line per desktop of a case that has ended. */
export function ledgerLines(ended: OffboardingCase): LedgerLine[] {
  return ended.desktops.map((record) => {
    return {
      ...ownOf(record, ended),
      caseId: ended.caseId,
      lineId: `${ended.openedAt}#${record.desktopId}`,
      caseStatus: ended.status,
      ...(ended.undoes === undefined
        ? { access: accessOf(record.detach), publicIp: publicIpOf(record), ...power(record.shutdown, 'shut-down') }
        : {
            access: accessAfterUndo(record),
            publicIp: publicIpAfterUndo(record),
            ...power(record.restorePower, 'started'),
          }),
      receivedAt: ended.receivedAt,
      actAt: ended.actAt,
      ...elapsed(ended, record),
      recordedAt: ended.endedAt ?? ended.updatedAt,
    };
  });
}

/** What the case knows of a desktop, but for its own bookkeeping and, of an undo, for what the exit did. */
function ownOf(record: DesktopRecord, { undoes }: OffboardingCase) {
  const { detach: _, unbind: __, powerState: ___, admittedAt: ____, ...known } = record;
  if (undoes === undefined) return known;
  return { ...known, ...Object.fromEntries(ofTheExit.map((name) => [name, undefined])) };
}

function power(state: DesktopRecord['shutdown'] | DesktopRecord['restorePower'], done: 'shut-down' | 'started') {
  return state === undefined ? {} : { power: state === 'verified' ? done : (`not-${done}` as const) };
}

function accessOf(detach: DesktopRecord['detach']): LedgerLine['access'] {
  if (detach === 'verified') return 'removed';
  return detach === 'would-detach' ? 'would-be-removed' : 'still-attached';
}

function publicIpOf(record: DesktopRecord): LedgerLine['publicIp'] {
  if (!record.eip) return 'none';
  if (record.unbind === 'verified') return 'unbound';
  if (record.unbind === 'would-unbind') return 'would-be-unbound';
  return record.unbind === 'kept' ? 'kept' : 'still-bound';
}

function accessAfterUndo({ restore }: DesktopRecord): LedgerLine['access'] {
  if (restore === undefined) return 'not-taken';
  return restore === 'verified' ? 'restored' : 'not-restored';
}

function publicIpAfterUndo({ eip, restoreEip }: DesktopRecord): LedgerLine['publicIp'] {
  if (!eip) return 'none';
  if (restoreEip === undefined) return 'not-taken';
  return restoreEip === 'verified' ? 'bound-again' : 'not-bound-again';
}

function elapsed(ended: OffboardingCase, record: DesktopRecord): { elapsedMs?: number } {
  if (!record.detachVerifiedAt || ended.undoes !== undefined) return {};
  return { elapsedMs: Math.max(0, Date.parse(record.detachVerifiedAt) - clockStartOf(ended)) };
}
