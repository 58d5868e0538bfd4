import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCasePages } from '../../../../functions/shared/ledger/case-pages.ts';
import { createCaseStore } from '../../../../functions/shared/ledger/case-store.ts';
import { aCase, at } from '../../support/samples.ts';
import { type LedgerTables, startLedgerTables } from '../../support/start-ledger-table.ts';

let tables: LedgerTables;
beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());

async function heldCases(count: number) {
  const table = await tables.createTable();
  const store = createCaseStore(tables.documents, table);
  for (let index = 0; index < count; index += 1) {
    await store.save(aCase({ caseId: `case-${index}`, version: 0, status: 'held', updatedAt: at(index) }));
  }
  await store.save(aCase({ caseId: 'another', version: 0, status: 'closed' }));
  return { ...createCasePages(tables.documents, table), table };
}

it('gives the cases of a status page by page, the latest first, each once', async () => {
  const { page } = await heldCases(5);

  const first = await page('held', undefined, 2);
  const second = await page('held', first.next, 2);
  const third = await page('held', second.next, 2);

  expect([first, second, third].map(({ cases }) => cases.map(({ caseId }) => caseId))).toEqual([
    ['case-4', 'case-3'],
    ['case-2', 'case-1'],
    ['case-0'],
  ]);
  expect(third).not.toHaveProperty('next');
});

it('names those that are no case, and gives the others', async () => {
  const { page, table } = await heldCases(2);
  const broken = { pk: 'case-broken', sk: 'case', status: 'held', updatedAt: at(9), caseId: 'case-broken' };
  await tables.documents.send(new PutCommand({ TableName: table, Item: broken }));

  const { cases, unreadable } = await page('held');

  expect(cases.map(({ caseId }) => caseId)).toEqual(['case-1', 'case-0']);
  expect(unreadable).toEqual(['case-broken']);
});

it('gives all of them, page after page', async () => {
  const { all } = await heldCases(101);

  const pages: number[] = [];
  for await (const { cases } of all('held')) pages.push(cases.length);

  expect(pages).toEqual([100, 1]);
});
