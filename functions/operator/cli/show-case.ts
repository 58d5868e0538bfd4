import { explainCase } from '../../shared/offboarding/case/explain.ts';
import { hasEnded, type OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import type { TrailLine } from '../../shared/offboarding/case/trail.ts';
import { sourceOf } from '../../shared/offboarding/case/transition.ts';
import type { PlannedAction } from '../../shared/offboarding/decide/plan.ts';
import type { LedgerLine } from '../../shared/offboarding/evidence/ledger-line.ts';
import { candidateTable } from './show-candidates.ts';
import { desktopTable } from './show-desktops.ts';
import { actionTable, personText } from './show-plan.ts';
import { clean, fields, lines, problemText, table, withReason } from './text.ts';

/** What the command `status` answers. */
export type ShownCase = {
  case: OffboardingCase;
  lines: LedgerLine[];
  plan: PlannedAction[];
  planHash: string;
  trail: { count: number; brokenAt?: number; lines?: TrailLine[] };
};

/** A case as a person reads it: where it stands, what it waits for, and what has become of each part of it. */
export function showCase({ case: one, lines: evidence, plan, planHash, trail }: ShownCase): string {
  const isWaiting = one.status === 'held' || one.status === 'scheduled';
  const explained = explainCase(one);
  const isAsked = one.approval !== undefined && one.status === 'held' && one.reason === 'approval';
  return lines(
    clean(`${one.caseId}  ${withReason(one.status, one.reason)}`),
    fields([
      ['person', personText(one.person)],
      ['because', explained?.means],
      ['to do', explained?.todo],
      ['source', sourceOf(one)],
      ['act at', one.actAt],
      ['next', one.dueAt && (one.attempts > 0 ? `${one.dueAt} (attempt ${one.attempts + 1})` : one.dueAt)],
      ['ended', one.endedAt],
      ['SLA', slaText(one)],
      ['problem', problemText(one.problem)],
      ['only', one.scope?.desktopIds.join(', ')],
      ['undoes', one.undoes],
      ['undone by', one.undoneBy],
      ['asked', isAsked ? askedText(one) : undefined],
      ['plan', isAsked || (isWaiting && plan.length > 0) ? planHash : undefined],
      ['trail', trailText(trail)],
    ]),
    isAsked && one.approval?.planHash !== planHash
      ? 'The policy has changed since it was asked: it will be asked again.'
      : undefined,
    candidateTable(one.candidates ?? []),
    isWaiting && plan.length > 0 ? actionTable(plan) : undefined,
    !isWaiting && one.desktops.length > 0 ? desktopTable(one, evidence) : undefined,
    isWaiting ? undefined : userTable(one),
    isWaiting ? undefined : accessTable(one),
    trail.lines && trailTable(trail.lines),
  );
}

/** By when access is to be gone, and what the clock has said. */
export function slaText({ sla, status }: Pick<OffboardingCase, 'sla' | 'status'>): string | undefined {
  if (!sla) return undefined;
  if (sla.breachedAt !== undefined) return `${sla.dueAt}, late since ${sla.breachedAt}`;
  if (hasEnded({ status })) return `${sla.dueAt}, kept`;
  return sla.warnedAt === undefined ? sla.dueAt : `${sla.dueAt}, half of it gone`;
}

export function trailText({ count, brokenAt }: ShownCase['trail']): string {
  return `${count} lines, ${brokenAt === undefined ? 'unbroken' : `BROKEN at line ${brokenAt}`}`;
}

export function trailTable(trail: readonly TrailLine[]): string {
  const rows = trail.map(({ seq, at, event, facts }) => [seq, at, event, factsText(facts)]);
  return table(['line', 'at', 'event', 'facts'], rows);
}

function factsText(facts: TrailLine['facts']): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

function askedText({ approval }: OffboardingCase): string | undefined {
  if (!approval) return undefined;
  const { reasons, approvedBy, people, expiresAt } = approval;
  const agreed = approvedBy.map(({ by, reason }) => `${by} (${reason})`).join(', ');
  return `${reasons.join(', ')}; ${approvedBy.length} of ${people} agreed${agreed && `: ${agreed}`}; until ${expiresAt}`;
}

function userTable({ users }: OffboardingCase): string | undefined {
  if (users.length === 0) return undefined;
  const rows = users.map(({ workspace, userName, wasLocked, lock, restore, restoreReason, problem }) => [
    userName,
    workspace,
    wasLocked ? 'locked before' : (lock ?? ''),
    restore && withReason(restore, restoreReason),
    problemText(problem),
  ]);
  return table(['user', 'workspace', 'lock', 'given back', 'problem'], rows);
}

function accessTable({ access }: OffboardingCase): string | undefined {
  if (access.length === 0) return undefined;
  const rows = access.map(({ workspace, kind, id, name, removal, restore, restoreReason, problem }) => [
    `${kind} ${name ?? id}`,
    workspace,
    removal,
    restore && withReason(restore, restoreReason),
    problemText(problem),
  ]);
  return table(['access through', 'workspace', 'removal', 'given back', 'problem'], rows);
}
