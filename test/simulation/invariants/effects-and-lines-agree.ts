import { hasEnded } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { LedgerLine } from '../../../functions/shared/offboarding/evidence/ledger-line.ts';
import { keyOf, type OnDesktop } from '../history.ts';
import type { Invariant } from './invariant.ts';

/**
 * Each detachment that was ours has a line in the evidence of its case, and each line that says "removed" has a detachment:
 * ours or, where somebody was quicker, an administrator's.
 */
export const effectsAndLinesAgree: Invariant = {
  name: 'every effect has a line and every line an effect',
  atEnd(history) {
    const detachments = history.effects.filter((effect): effect is OnDesktop => effect.kind === 'detached');
    return [...history.people.values()].flatMap(({ person: { userName }, caseIds }) => {
      if ([...caseIds].some((id) => !hasEnded(history.cases.get(id) ?? { status: 'held' }))) return [];
      const lines = [...caseIds].flatMap((id) => history.lines.get(id) ?? []);
      return [...withoutLine(userName, detachments, lines), ...withoutEffect(userName, detachments, lines)];
    });
  },
};

function withoutLine(userName: string, detachments: readonly OnDesktop[], lines: readonly LedgerLine[]): string[] {
  const told = new Set(lines.map((line) => keyOf(line.desktopId, line.attachment.userName)));
  const ours = detachments.filter((one) => one.cause !== 'administrator' && one.userName === userName);
  return ours
    .filter(({ desktopId }) => !told.has(keyOf(desktopId, userName)))
    .map(({ desktopId, at }) => `${userName} was detached from ${desktopId} at ${iso(at)}, and no line tells of it`);
}

function withoutEffect(userName: string, detachments: readonly OnDesktop[], lines: readonly LedgerLine[]): string[] {
  const done = new Set(detachments.map((one) => keyOf(one.desktopId, one.userName)));
  return lines
    .filter(({ access, desktopId }) => access === 'removed' && !done.has(keyOf(desktopId, userName)))
    .map(({ desktopId }) => `a line says that ${userName} was removed from ${desktopId}, and nobody did`);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
