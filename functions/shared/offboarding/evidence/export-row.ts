import { type AccessRecord, hasEnded, type OffboardingCase, type UserRecord } from '../case/offboarding-case.ts';
import { namesInWords } from '../identity/attached-user.ts';
import { standingNotice } from '../notices/standing-notice.ts';
import { accessTimingOf } from './access-timing.ts';
import { type LedgerLine, ledgerLines } from './ledger-line.ts';

/**
 * The columns of an export, in their order. Instants are ISO 8601 UTC, durations whole seconds; what does not apply is empty.
 * What is said of the case is repeated in each of its rows.
 */
export const exportColumns = [
  'case_id',
  'employee_id',
  'user_name',
  /** `closed`, `failed`, …; what stands in `reason` says why. */
  'status',
  'reason',
  /** The door of the notice that the case acts on, and what vouched for it; of an undo, the door of what it undoes. */
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
  /** `within-sla`, `breached`, `gone` (no SLA), `not-gone`, `not-asked`; `open` while the case is. */
  'verdict',
  'ended_at',
  /** The case that this one undoes, and the one that undoes it. */
  'undoes',
  'undone_by',
  /** What the row is about: `desktop`, `pool`, `group`, or `user` for a lock; empty where nothing was found. */
  'kind',
  'workspace',
  'desktop_id',
  'computer_name',
  /** Of a pool, a group or a user. */
  'target_id',
  'target_name',
  /** Whose access it was. */
  'attached_user',
  'other_users',
  /** `removed`, `still-attached`, `would-be-removed`; of an undo `restored`, `not-restored`, `not-taken`.
   * Of a pool or group `removed`, `still-open`, `would-be-removed`, of a user `locked`, `was-locked`, `not-locked`, `would-be-locked`. */
  'access',
  /** When Workspace was asked to close a pool or group, or to lock a user; of an undo, to give back what the row is about. */
  'requested_at',
  'request_id',
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
  /** The service's own code where it refused what the row is about, or else for the case. */
  'problem',
] as const;

export type ExportRow = Record<(typeof exportColumns)[number], string>;

/** One row for each desktop, pool, group and locked user of a case; where nothing was found, it is one row. No e-mail addresses. */
export function exportRows(one: OffboardingCase): ExportRow[] {
  const about = aboutCase(one);
  const parts = [
    ...ledgerLines(one).map(aboutDesktop),
    ...one.access.map((record) => aboutDoor(record, one)),
    ...one.users.filter(isToBeLocked).map((record) => aboutLock(record, one)),
  ];
  return (parts.length > 0 ? parts : [{}]).map((part) =>
    rowOf({ ...about, ...part, problem: part.problem ?? one.problem?.code }),
  );
}

type Cells = Partial<Record<keyof ExportRow, string | number | undefined>>;

function aboutCase(one: OffboardingCase): Cells {
  const { caseId, person, status, reason, receivedAt, effectiveAt, actAt, sla, endedAt } = one;
  const { accessGoneAt, elapsedMs, verdict } = accessTimingOf(one);
  const said = actedOn(one);
  return {
    case_id: caseId,
    employee_id: person.id,
    user_name: person.userName,
    status,
    reason,
    source: one.source ?? said?.source,
    trust: said?.trust,
    key_id: said?.keyId,
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

/** Whatever was said since the case ended: it is the notice whose time the case has. A drift has none of its own. */
function actedOn({ notices, receivedAt }: OffboardingCase): OffboardingCase['notices'][number] | undefined {
  const stands = standingNotice(notices);
  return stands?.receivedAt === receivedAt ? stands : (notices.find((one) => one.receivedAt === receivedAt) ?? stands);
}

function aboutDesktop(line: LedgerLine): Cells {
  return {
    kind: 'desktop',
    workspace: line.workspace,
    desktop_id: line.desktopId,
    computer_name: line.computerName,
    attached_user: line.attachment.userName,
    other_users: namesInWords(line.others, line.attachment.userName),
    access: line.access,
    requested_at: line.restoreRequestedAt,
    request_id: line.restoreRequestId,
    detach_requested_at: line.detachRequestedAt,
    detach_request_id: line.detachRequestId,
    detach_verified_at: line.detachVerifiedAt,
    detached_after_s: seconds(line.elapsedMs),
    public_ip: line.publicIp,
    public_ip_address: line.eip?.address,
    public_ip_reason: line.eipReason,
    unbind_request_id: line.unbindRequestId,
    unbind_verified_at: line.unbindVerifiedAt,
    problem: line.problem?.code,
  };
}

function aboutDoor(record: AccessRecord, { undoes }: OffboardingCase): Cells {
  return {
    kind: record.kind,
    workspace: record.workspace,
    target_id: record.id,
    target_name: record.name,
    attached_user: record.member.name,
    access: undoes === undefined ? doorWords[record.removal] : whetherBack(record),
    requested_at: undoes === undefined ? record.removalRequestedAt : record.restoreRequestedAt,
    request_id: undoes === undefined ? record.removalRequestId : record.restoreRequestId,
    problem: record.problem?.code,
  };
}

const doorWords: Record<AccessRecord['removal'], string> = {
  planned: 'still-open',
  requested: 'still-open',
  reported: 'still-open',
  verified: 'removed',
  'would-remove': 'would-be-removed',
};

/** Users are known of every case whose policy locks them. */
function isToBeLocked({ lock }: UserRecord): boolean {
  return lock !== undefined;
}

function aboutLock(record: UserRecord, { undoes }: OffboardingCase): Cells {
  return {
    kind: 'user',
    workspace: record.workspace,
    target_id: record.userId,
    target_name: record.userName,
    attached_user: record.userName,
    access: undoes === undefined ? lockWord(record) : whetherBack(record),
    requested_at: undoes === undefined ? record.lockRequestedAt : record.restoreRequestedAt,
    request_id: undoes === undefined ? record.lockRequestId : record.restoreRequestId,
    problem: record.problem?.code,
  };
}

function lockWord({ lock, wasLocked }: UserRecord): string {
  if (lock === 'would-lock') return 'would-be-locked';
  if (lock !== 'verified') return 'not-locked';
  return wasLocked ? 'was-locked' : 'locked';
}

function whetherBack({ restore }: Pick<AccessRecord | UserRecord, 'restore'>): string {
  return restore === 'verified' ? 'restored' : 'not-restored';
}

function rowOf(cells: Cells): ExportRow {
  return Object.fromEntries(exportColumns.map((column) => [column, String(cells[column] ?? '')])) as ExportRow;
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 1000);
}
