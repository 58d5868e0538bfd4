import type { ExportRow } from '../../shared/offboarding/evidence/export-row.ts';
import type { OperatorAnswer } from './call-operator.ts';
import type { Session } from './session.ts';

/** Turns a page of rows into text; a header goes before the first. */
export type RowWriter = (rows: readonly ExportRow[], isFirst: boolean) => string;

type Page = { cases: number; rows: ExportRow[]; next?: string };

/**
 * Streams all cases of a period, a page at a time: as much memory for a year as for a day.
 * @returns the answer of a page that was refused; what is written until then is not all
 */
export async function exportCases(
  { call, terminal }: Pick<Session, 'call' | 'terminal'>,
  period: { from: string; to: string },
  write: RowWriter,
): Promise<OperatorAnswer | undefined> {
  let done = 0;
  let input: unknown = period;
  let isFirst = true;
  for (;;) {
    const answer = await call('export', input);
    if (answer.outcome !== 'done') return answer;
    const { cases, rows, next } = answer.data as Page;
    await terminal.write(write(rows, isFirst));
    isFirst = false;
    done += cases;
    terminal.tell(`${done} cases`);
    if (next === undefined) return undefined;
    input = { next };
  }
}
