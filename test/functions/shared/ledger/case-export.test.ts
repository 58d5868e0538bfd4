import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createCaseExport,
  type ExportRequest,
  ExportTokenError,
} from '../../../../functions/shared/ledger/case-export.ts';
import { createCaseStore } from '../../../../functions/shared/ledger/case-store.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { type TrailLine, withLine } from '../../../../functions/shared/offboarding/case/trail.ts';
import { applyAll } from '../../support/apply-all.ts';
import { aClosedCase } from '../../support/ended-cases.ts';
import { aCase, aNotice, at } from '../../support/samples.ts';
import { type LedgerTables, startLedgerTables } from '../../support/start-ledger-table.ts';

let tables: LedgerTables;
beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());

/** A ledger with cases, by id, status and minutes after ten of their latest change. */
async function ledgerOf(
  cases: [caseId: string, status: OffboardingCase['status'], minutes: number][],
  mostCases?: number,
) {
  const table = await tables.createTable();
  const store = createCaseStore(tables.documents, table);
  for (const [caseId, status, minutes] of cases) {
    await store.save(aCase({ caseId, status, version: 0, updatedAt: at(minutes) }));
  }
  const { page } = createCaseExport(tables.documents, table, mostCases);

  /** The ids page by page, each read by the word of the one before. */
  async function pages(from: number, to: number): Promise<string[][]> {
    const found: string[][] = [];
    let request: ExportRequest | undefined = { from: at(from), to: at(to) };
    while (request) {
      const { cases: ofPage, next } = await page(request);
      found.push(ofPage.map(({ caseId }) => caseId));
      request = next === undefined ? undefined : { next };
    }
    return found;
  }
  return { store, page, pages };
}

describe('an export', () => {
  test('has every case whose latest change lies in the period, of whatever status, from its start up to its end', async () => {
    const { pages } = await ledgerOf([
      ['before', 'closed', -1],
      ['at-the-start', 'closed', 0],
      ['within', 'held', 5],
      ['cancelled', 'cancelled', 6],
      ['undone', 'restored', 7],
      ['last-moment', 'dry-run', 10 - 1 / 60_000],
      ['at-the-end', 'closed', 10],
    ]);
    const found = (await pages(0, 10)).flat();
    expect(found.toSorted()).toEqual(['at-the-start', 'cancelled', 'last-moment', 'undone', 'within']);
  });

  test('has each episode of a case in the period in which it ended, and once', async () => {
    const { store, page, pages } = await ledgerOf([['again', 'closed', 5]]);
    const [first] = (await page({ from: at(0), to: at(10) })).cases;
    if (!first) throw new Error('There is no case');
    const ended = { ...first, endedAt: at(5), trail: withLine([], { at: at(5), event: 'decided', facts: {} }) };

    for (const _ of ['first', 'after a crash']) await store.keepEpisode(ended);
    await store.save({ ...first, status: 'held', openedAt: at(20), updatedAt: at(25) });

    const found = await Promise.all([pages(0, 10), pages(10, 30), pages(0, 30)]);
    expect(found.map((each) => each.flat())).toEqual([['again'], ['again'], ['again', 'again']]);
    expect((await page({ from: at(0), to: at(10) })).cases).toMatchObject([
      { status: 'closed', endedAt: at(5), trail: [] },
    ]);
    expect(await store.load(['again'])).toMatchObject(new Map([['again', { status: 'held' }]]));
  });

  test('leaves out whoever was only ever said to stay; not whose exit was called off, before or after it came', async () => {
    const [leaves, stays] = [aNotice(), aNotice({ kind: 'rehired', sentAt: at(1) })];
    const { store, page } = await ledgerOf([]);
    const said = { employed: [stays], before: [stays, leaves], after: [leaves, stays] };
    for (const [id, notices] of Object.entries(said)) {
      await store.save(applyAll(notices.map((one) => ({ ...one, person: { id } }))).case);
    }

    const { cases } = await page({ from: at(0), to: at(10) });
    expect(new Map(cases.map(({ person, status }) => [person.id, status]))).toEqual(
      new Map([
        ['after', 'cancelled'],
        ['before', 'cancelled'],
      ]),
    );
  });

  test('has each of several episodes that were opened at the same instant', async () => {
    const { store, page } = await ledgerOf([]);
    const episode = aClosedCase({ caseId: 'again', openedAt: at(1), endedAt: at(5) });
    for (const lines of [1, 2]) {
      const trail = Array.from(
        { length: lines },
        (_, minute) => ({ at: at(minute), event: 'decided', facts: {} }) as const,
      );
      await store.keepEpisode({ ...episode, trail: trail.reduce<TrailLine[]>((all, line) => withLine(all, line), []) });
    }

    expect((await page({ from: at(0), to: at(10) })).cases.map(({ caseId }) => caseId)).toEqual(['again', 'again']);
  });

  test('comes in pages, goes on where it stopped, and has each case once', async () => {
    const ids = Array.from({ length: 7 }, (_, index): [string, OffboardingCase['status'], number] => [
      `case-${index}`,
      index < 5 ? 'closed' : 'failed',
      // Two at the same moment must not be taken for one.
      Math.floor(index / 2),
    ]);
    const { pages } = await ledgerOf(ids, 2);
    const found = await pages(0, 10);
    expect(found.map((page) => page.length <= 2)).toEqual(found.map(() => true));
    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(found.flat().toSorted()).toEqual(ids.map(([id]) => id));
  });

  test('has one empty page where there is nothing', async () => {
    const { pages } = await ledgerOf([['elsewhere', 'closed', 20]]);
    expect(await pages(0, 10)).toEqual([[]]);
  });

  test('takes instants with any offset', async () => {
    const { page } = await ledgerOf([['one', 'closed', 1]]);
    const period = { from: '2026-11-20T18:00:00+08:00', to: '2026-11-20T11:02:00+01:00' };
    expect((await page(period)).cases).toHaveLength(1);
    expect((await page({ ...period, to: '2026-11-20T11:01:00+01:00' })).cases).toHaveLength(0);
  });

  test('gives cases as they were saved', async () => {
    const { store, page } = await ledgerOf([]);
    const saved = await store.save(aClosedCase({ version: 0 }));
    const { cases } = await page({ from: at(0), to: at(10) });
    expect(cases).toEqual([JSON.parse(JSON.stringify(saved))]);
  });

  test.each(['', 'next', Buffer.from('{"status":"closed"}').toString('base64url')])(
    'refuses a word for the next page that is none: "%s"',
    async (next) => {
      const { page } = await ledgerOf([]);
      await expect(page({ next })).rejects.toThrow(ExportTokenError);
    },
  );

  test('says nothing personal in its word for the next page', async () => {
    const { page } = await ledgerOf(
      [
        ['case-1', 'closed', 1],
        ['case-2', 'closed', 2],
      ],
      1,
    );
    const { next = '' } = await page({ from: at(0), to: at(10) });
    expect(Buffer.from(next, 'base64url').toString()).not.toContain('leaver');
  });
});
