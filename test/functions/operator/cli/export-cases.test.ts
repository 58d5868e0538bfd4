import { expect, it } from 'vitest';
import type { OperatorAnswer } from '../../../../functions/operator/cli/call-operator.ts';
import { exportCases } from '../../../../functions/operator/cli/export-cases.ts';
import type { ExportRow } from '../../../../functions/shared/offboarding/evidence/export-row.ts';

const period = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' };

function aPage(caseId: string, next?: string): OperatorAnswer {
  return { outcome: 'done', data: { cases: 1, rows: [{ case_id: caseId }], ...(next !== undefined && { next }) } };
}

/** Exports what the function answers, call after call, and gives everything that happened, in its order. */
async function exporting(answers: readonly OperatorAnswer[]) {
  const happened: unknown[] = [];
  const left = [...answers];
  const refused = await exportCases(
    {
      call: async (command, input) => {
        happened.push(['call', command, input]);
        return left.shift() ?? { outcome: 'failed' };
      },
      terminal: {
        exitCode: 0,
        print: () => {},
        tell: (text) => happened.push(['tell', text]),
        write: async (text) => {
          await Promise.resolve();
          happened.push(['written', text]);
        },
      },
    },
    period,
    (rows: readonly ExportRow[], isFirst) => `${isFirst ? 'header ' : ''}${rows.map((row) => row.case_id).join()}`,
  );
  return { happened, refused };
}

it('writes each page before it asks for the next, the header before the first alone', async () => {
  const { happened, refused } = await exporting([aPage('a', 'then'), aPage('b')]);

  expect(refused).toBeUndefined();
  expect(happened).toEqual([
    ['call', 'export', period],
    ['written', 'header a'],
    ['tell', '1 cases'],
    ['call', 'export', { next: 'then' }],
    ['written', 'b'],
    ['tell', '2 cases'],
  ]);
});

it('stops at a page that is refused, and says so', async () => {
  const no: OperatorAnswer = { outcome: 'failed', error: { code: 'bad-next', message: 'no', details: [] } };
  const { happened, refused } = await exporting([aPage('a', 'then'), no, aPage('c')]);

  expect(refused).toBe(no);
  expect(happened.filter((one) => Array.isArray(one) && one[0] === 'written')).toEqual([['written', 'header a']]);
});
