import Table from 'cli-table3';
import type { LedgerLine } from '../../shared/offboarding/ledger-line.ts';
import { hasEnded, type OffboardingCase } from '../../shared/offboarding/offboarding-case.ts';
import type { OperatorAnswer } from './call-operator.ts';

type ShownCase = Omit<OffboardingCase, 'notices'>;
type ShownEip = {
  desktopId: string;
  eipId?: string;
  address?: string;
  outcome: string;
  reason?: string;
  message?: string;
};

/** A command's answer as a person reads it. */
export function print(command: string, answer: OperatorAnswer): string {
  if (answer.error)
    return [`${answer.error.code}: ${answer.error.message}`, ...details(answer.error.details)].join('\n');
  if (answer.outcome === 'not-found') return 'There is no such case';
  const { data } = answer;
  if (command === 'offboard') return `${(data as { caseId: string }).caseId} queued`;
  if (command === 'identities-show') return identity(data as ShownIdentity);
  if (command === 'list') return cases((data as { cases: ShownCase[] }).cases);
  if (command === 'unbind-eips') return eips((data as { eips: ShownEip[] }).eips);
  if (command === 'rebind-eip') return eips([data as ShownEip]);
  return oneCase(data as { case: ShownCase; lines: LedgerLine[] });
}

type ShownIdentity = { mapped: boolean; userName?: string; problem?: string };

function identity({ mapped, userName, problem }: ShownIdentity): string {
  return userName ? `${userName} (by ${mapped ? 'the mapping' : 'a rule'})` : (problem ?? '');
}

function oneCase({ case: one, lines }: { case: ShownCase; lines: LedgerLine[] }): string {
  const facts = [
    `${one.caseId}  ${one.status}${one.reason ? ` (${one.reason})` : ''}`,
    `  person   ${personOf(one)}`,
    `  act at   ${one.actAt}`,
    ...(one.dueAt ? [`  next     ${one.dueAt}${one.attempts > 0 ? ` (attempt ${one.attempts + 1})` : ''}`] : []),
    ...(one.problem ? [`  problem  ${one.problem.code}: ${one.problem.message}`] : []),
  ];
  // A case that is reopened keeps the lines of its earlier end; while it is open, its own records are the news.
  const rows = hasEnded(one) ? lines.map(ledgerRow) : one.desktops.map(recordRow);
  if (rows.length === 0) return facts.join('\n');
  return `${facts.join('\n')}\n${table(['desktop', 'access', 'public IP', 'verified at', 'elapsed', 'problem'], rows)}`;
}

function ledgerRow(line: LedgerLine): string[] {
  return [
    line.computerName ?? line.desktopId,
    line.access,
    line.eip ? `${line.eip.address ?? line.eip.eipId} ${line.publicIp}` : line.publicIp,
    line.detachVerifiedAt ?? '',
    line.elapsedMs === undefined ? '' : `${(line.elapsedMs / 1000).toFixed(1)} s`,
    line.problem ? `${line.problem.code}: ${line.problem.message}` : '',
  ];
}

function recordRow(record: ShownCase['desktops'][number]): string[] {
  return [
    record.computerName ?? record.desktopId,
    `detach ${record.detach}`,
    record.eip ? `${record.eip.address ?? record.eip.eipId} ${record.unbind ? `unbind ${record.unbind}` : ''}` : 'none',
    record.detachVerifiedAt ?? '',
    '',
    record.problem ? `${record.problem.code}: ${record.problem.message}` : '',
  ];
}

function cases(found: ShownCase[]): string {
  if (found.length === 0) return 'No cases';
  const rows = found.map((one) => [
    one.caseId,
    personOf(one),
    `${one.status}${one.reason ? ` (${one.reason})` : ''}`,
    one.actAt,
    one.dueAt ?? '',
    String(one.desktops.length),
  ]);
  return table(['case', 'person', 'status', 'act at', 'next', 'desktops'], rows);
}

function eips(found: ShownEip[]): string {
  const rows = found.map((eip) => [
    eip.address ?? eip.eipId ?? '',
    eip.desktopId,
    eip.outcome,
    [eip.reason, eip.message].filter(Boolean).join(': '),
  ]);
  return table(['EIP', 'desktop', 'outcome', 'why'], rows);
}

function personOf({ person: { id, userName, email } }: ShownCase): string {
  return [userName, id, email].filter(Boolean).join(' · ');
}

function details(found: unknown): string[] {
  if (!Array.isArray(found)) return [];
  return found.map(({ path, message }: { path: string; message: string }) => `  ${path}: ${message}`);
}

function table(head: string[], rows: string[][]): string {
  const drawn = new Table({ head, style: { head: [], border: [] } });
  drawn.push(...rows);
  return drawn.toString();
}
