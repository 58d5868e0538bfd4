import type { ListedCase } from '../commands/list.ts';
import { slaText } from './show-case.ts';
import { personText } from './show-plan.ts';
import { clean, lines, table } from './text.ts';

/** Cases as a list, one line each. */
export function showList({ cases, unreadable, more }: Listed): string {
  const moreText = more.length > 0 ? `There are more: ${more.join(', ')}; --limit shows up to 500 of each` : undefined;
  return lines(cases.length === 0 ? 'No cases' : caseTable(cases), moreText, unreadableText(unreadable));
}

type Listed = { cases: ListedCase[]; unreadable: string[]; more: string[] };

/** Cases that the ledger holds and nobody can read: whoever changed them by hand has to put them right. */
export function unreadableText(unreadable: readonly string[]): string | undefined {
  return unreadable.length > 0 ? clean(`Not readable, and not worked on: ${unreadable.join(', ')}`) : undefined;
}

function caseTable(cases: readonly ListedCase[]): string {
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
