import { accessTimingOf } from './access-timing.ts';
import { type LedgerLine, ledgerLines } from './ledger-line.ts';
import { hasEnded, type OffboardingCase } from './offboarding-case.ts';

/**
 * The columns of an export, in their order. Instants are ISO 8601 UTC, durations whole seconds; what does not apply is empty.
 * What is said of the case is repeated for each of its desktops.
 */
export const exportColumns = [
  'case_id',
  'employee_id',
  'user_name',
  /** `closed`, `failed`, …; what stands in `reason` says why. */
  'status',
  'reason',
  /** The door of the latest notice, and what vouched for it. */
  'source',
  'trust',
  'key_id',
  'received_at',
  /** As the sender wrote it, with its zone. */
  'effective_at',
  'act_at',
  'sla_due_at',
  'access_gone_at',
  'access_gone_after_s',
  /** `within-sla`, `late`, `gone` (no SLA), `not-gone`, `not-asked`; `open` while the case is. */
  'verdict',
  'ended_at',
  /** The case that this one undoes, and the one that undoes it. */
  'undoes',
  'undone_by',
  'workspace',
  'desktop_id',
  'computer_name',
  /** Whose attachment it was, on this desktop. */
  'attached_user',
  'other_users',
  /** `removed`, `still-attached`, `would-be-removed`; of an undo `restored`, `not-restored`, `not-taken`. */
  'access',
  'detach_requested_at',
  'detach_request_id',
  'detach_verified_at',
  'detached_after_s',
  /** `none`, `unbound`, `kept`, `still-bound`, `would-be-unbound`; of an undo `bound-again`, `not-bound-again`, `not-taken`. */
  'public_ip',
  'public_ip_address',
  'public_ip_reason',
  'unbind_request_id',
  'unbind_verified_at',
  /** The service's own code where it refused, on this desktop or for the case. */
  'problem',
] as const;

export type ExportRow = Record<(typeof exportColumns)[number], string>;

/** One row per case and desktop; a case without desktops is one row. No e-mail addresses. */
export function exportRows(one: OffboardingCase): ExportRow[] {
  const lines = ledgerLines(one);
  return (lines.length > 0 ? lines : [undefined]).map((line) =>
    rowOf({ ...aboutCase(one), ...aboutDesktop(line), ...problems(one, line) }),
  );
}

type Cells = Partial<Record<keyof ExportRow, string | number | undefined>>;

function aboutCase(one: OffboardingCase): Cells {
  const { caseId, person, status, reason, receivedAt, effectiveAt, actAt, sla, endedAt } = one;
  const { accessGoneAt, elapsedMs, verdict } = accessTimingOf(one);
  const latest = one.notices.at(-1);
  return {
    case_id: caseId,
    employee_id: person.id,
    user_name: person.userName,
    status,
    reason,
    source: latest?.source,
    trust: latest?.trust,
    key_id: latest?.keyId,
    received_at: receivedAt,
    effective_at: effectiveAt,
    act_at: actAt,
    sla_due_at: sla?.dueAt,
    access_gone_at: accessGoneAt,
    access_gone_after_s: seconds(elapsedMs),
    verdict: hasEnded(one) ? verdict : 'open',
    ended_at: endedAt,
    undoes: one.undoes,
    undone_by: one.undoneBy,
  };
}

function aboutDesktop(line: LedgerLine | undefined): Cells {
  if (!line) return {};
  return {
    workspace: line.workspace,
    desktop_id: line.desktopId,
    computer_name: line.computerName,
    attached_user: line.attachment.userName,
    other_users: line.others,
    access: line.access,
    detach_requested_at: line.detachRequestedAt,
    detach_request_id: line.detachRequestId,
    detach_verified_at: line.detachVerifiedAt,
    detached_after_s: seconds(line.elapsedMs),
    public_ip: line.publicIp,
    public_ip_address: line.eip?.address,
    public_ip_reason: line.eipReason,
    unbind_request_id: line.unbindRequestId,
    unbind_verified_at: line.unbindVerifiedAt,
  };
}

function problems(one: OffboardingCase, line: LedgerLine | undefined): Cells {
  return { problem: line?.problem?.code ?? one.problem?.code };
}

function rowOf(cells: Cells): ExportRow {
  return Object.fromEntries(exportColumns.map((column) => [column, String(cells[column] ?? '')])) as ExportRow;
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 1000);
}
