import type { ListedCase } from '../commands/list.ts';
import { slaText } from './show-case.ts';
import { personText } from './show-plan.ts';
import { table } from './text.ts';

/** Cases as a list, one line each. */
export function showList({ cases }: { cases: ListedCase[] }): string {
  if (cases.length === 0) return 'No cases';
  const rows = cases.map((one) => [
    one.caseId,
    personText(one.person),
    one.status,
    one.reason,
    one.source,
    one.dueAt ?? one.endedAt,
    slaText(one),
    one.desktops,
  ]);
  return table(['case', 'person', 'status', 'reason', 'source', 'due or ended', 'SLA', 'desktops'], rows);
}
