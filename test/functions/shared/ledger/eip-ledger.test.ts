import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EipLine } from '../../../../functions/shared/elastic-ips/eip-line.ts';
import { createEipLedger } from '../../../../functions/shared/ledger/eip-ledger.ts';
import { at, ten } from '../../support/samples.ts';
import { type LedgerTables, startLedgerTables } from '../../support/start-ledger-table.ts';

let tables: LedgerTables;
beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());

describe('the ledger of EIPs', () => {
  it('keeps one line an EIP and sweep, in the order of EIP ids, however often it is written', async () => {
    const ledger = createEipLedger(tables.documents, await tables.createTable());
    const lines = Array.from({ length: 25 }, (_, index) => lineOf(`eip-${index + 10}`));

    await ledger.record([...lines.toReversed(), lineOf('eip-10', { runId: at(1440) })]);
    await ledger.record(lines);

    expect(await ledger.lines(ten)).toEqual(lines);
    expect(await ledger.lines(at(1440))).toHaveLength(1);
    expect(await ledger.lines(at(2880))).toEqual([]);
  });

  it('replaces what was first recorded of an EIP by what became of it', async () => {
    const ledger = createEipLedger(tables.documents, await tables.createTable());

    await ledger.record([lineOf('eip-1', { outcome: 'failed', reason: 'still-bound' })]);
    await ledger.record([lineOf('eip-1', { outcome: 'unbound' })]);

    expect(await ledger.lines(ten)).toEqual([lineOf('eip-1', { outcome: 'unbound' })]);
  });

  it('keeps what a sweep found beside its lines, not among them', async () => {
    const table = await tables.createTable();
    const ledger = createEipLedger(tables.documents, table);
    const summary = { runId: ten, bound: 3, idle: 1, kept: { 'in-use': 2 } };

    await ledger.summarize(summary);

    const stored = await tables.documents.send(
      new GetCommand({ TableName: table, Key: { pk: `sweep#${ten}`, sk: 'summary' } }),
    );
    expect(stored.Item).toMatchObject(summary);
    expect(await ledger.lines(ten)).toEqual([]);
  });
});

function lineOf(eipId: string, given: Partial<EipLine> = {}): EipLine {
  return {
    runId: ten,
    workspace: 'main',
    eipId,
    desktopId: `desktop-of-${eipId}`,
    outcome: 'unbound',
    recordedAt: at(1),
    ...given,
  };
}
