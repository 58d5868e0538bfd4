import type { DesktopRecord, OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import type { LedgerLine } from '../../shared/offboarding/evidence/ledger-line.ts';
import { namesInWords } from '../../shared/offboarding/identity/attached-user.ts';
import { type Cell, problemText, table, withReason } from './text.ts';

/** What has become of a case on each desktop; of an undo, what has come back and what cannot, and why. */
export function desktopTable(one: OffboardingCase, evidence: readonly LedgerLine[]): string {
  if (one.undoes !== undefined) {
    return table(['desktop', 'workspace', 'attachment', 'public IP', 'power', 'why'], one.desktops.map(restoredRow));
  }
  const elapsed = new Map(evidence.map(({ lineId, elapsedMs }) => [lineId, elapsedMs]));
  return table(
    ['desktop', 'workspace', 'access', 'public IP', 'also', 'verified at', 'elapsed', 'problem'],
    one.desktops.map((record) => takenRow(record, elapsed.get(`${one.openedAt}#${record.desktopId}`))),
  );
}

const accessWords: Record<DesktopRecord['detach'], string> = {
  planned: 'attached',
  requested: 'detaching',
  verified: 'removed',
  'would-detach': 'would be removed',
};

function takenRow(record: DesktopRecord, elapsedMs: number | undefined): Cell[] {
  const { desktopId, computerName, workspace, detach, logOff, shutdown, detachVerifiedAt, problem } = record;
  return [
    computerName ?? desktopId,
    workspace,
    record.protected === undefined ? accessWords[detach] : `kept (protected-${record.protected})`,
    eipText(record),
    [logOff && `log-off ${logOff}`, shutdown && `shutdown ${shutdown}`].filter(Boolean).join(', '),
    detachVerifiedAt,
    elapsedMs === undefined ? '' : `${(elapsedMs / 1000).toFixed(1)} s`,
    problemText(problem),
  ];
}

const eipWords: Record<NonNullable<DesktopRecord['unbind']>, string> = {
  planned: 'bound',
  requested: 'unbinding',
  verified: 'unbound',
  kept: 'kept',
  'would-unbind': 'would be unbound',
};

function eipText({ eip, unbind = 'planned', eipReason: reason, eipKeptFor = [], attachment }: DesktopRecord): string {
  if (!eip) return 'none';
  const eipReason = eipKeptFor.length > 0 ? `${reason}: ${namesInWords(eipKeptFor, attachment.userName)}` : reason;
  return `${eip.address ?? eip.eipId} ${withReason(eipWords[unbind], unbind === 'kept' ? eipReason : undefined)}`;
}

const restoreWords: Record<NonNullable<DesktopRecord['restore']>, string> = {
  planned: 'to come',
  requested: 'asked for',
  verified: 'back',
  impossible: 'impossible',
};

function restoredRow(record: DesktopRecord): Cell[] {
  const { desktopId, computerName, workspace, eip, restore, restoreEip, restorePower, restoreReason, problem } = record;
  return [
    computerName ?? desktopId,
    workspace,
    restore && restoreWords[restore],
    eip && restoreEip && `${eip.address ?? eip.eipId} ${restoreWords[restoreEip]}`,
    restorePower && restoreWords[restorePower],
    [restoreReason, problemText(problem)].filter(Boolean).join(': '),
  ];
}
