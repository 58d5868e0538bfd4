import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaseConflict, type CaseStore, createCaseStore } from '../../../../functions/shared/ledger/case-store.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf } from '../../../../functions/shared/offboarding/case/person.ts';
import { firstBrokenLine, type TrailLine, withLine } from '../../../../functions/shared/offboarding/case/trail.ts';
import { ledgerLines } from '../../../../functions/shared/offboarding/evidence/ledger-line.ts';
import { inParallel } from '../../../../functions/shared/runtime/in-parallel.ts';
import { aClosedCase } from '../../support/ended-cases.ts';
import { createMemoryCaseStore } from '../../support/memory-case-store.ts';
import { aCase, aNotice, aRecord, at, ten } from '../../support/samples.ts';
import { type LedgerTables, startLedgerTables } from '../../support/start-ledger-table.ts';

let tables: LedgerTables;
beforeAll(async () => {
  tables = await startLedgerTables();
});
afterAll(() => tables.close());

const stores: [name: string, create: () => Promise<CaseStore>][] = [
  ['in DynamoDB', async () => createCaseStore(tables.documents, await tables.createTable())],
  ['in memory, as other tests use it', async () => createMemoryCaseStore()],
];

describe.each(stores)('the case store %s', (_, create) => {
  it('gives back what was saved, one version on, without what is undefined', async () => {
    const store = await create();
    const one = newCase({
      effectiveAt: '2026-11-20T18:00:00+08:00',
      desktops: [aRecord('one', { eip: { eipId: 'eip-1' }, problem: { code: 'X', message: 'x' } })],
      notices: [{ ...entry(), effect: 'opened' }],
      reason: undefined,
    });

    const saved = await store.save(one);
    const loaded = await store.load([one.caseId]);

    expect(saved).toEqual({ ...one, version: 1 });
    expect(loaded.get(one.caseId)).toStrictEqual(withoutUndefined({ ...one, version: 1 }));
  });

  it('loads any number of cases, each id once, and says nothing of an id that leads nowhere', async () => {
    const store = await create();
    const all = Array.from({ length: 230 }, (__, index) => newCase({ caseId: `case-${index}` }));
    await inParallel(all, 20, (one) => store.save(one));

    const loaded = await store.load([...all.map(({ caseId }) => caseId), 'case-0', 'nowhere']);

    expect(loaded.size).toBe(230);
    expect(await store.load([])).toEqual(new Map());
  });

  describe('against two workers', () => {
    it('refuses to open a case that is open already', async () => {
      const store = await create();
      await store.save(newCase());

      await expect(store.save(newCase({ status: 'held' }))).rejects.toThrow(CaseConflict);
      expect((await store.load(['case-1'])).get('case-1')?.status).toBe('scheduled');
    });

    it('refuses the one who loaded an older version, and takes the one who loads again', async () => {
      const store = await create();
      const loaded = await store.save(newCase());
      await store.save({ ...loaded, status: 'detaching' });

      const late = store.save({ ...loaded, status: 'held' });
      await expect(late).rejects.toMatchObject({ name: 'CaseConflict', caseId: 'case-1' });
      const again = (await store.load(['case-1'])).get('case-1');
      expect(again).toMatchObject({ version: 2, status: 'detaching' });
      expect(await store.save({ ...aCase(), ...again, status: 'held' })).toMatchObject({ version: 3 });
    });

    it('lets exactly one of many save the same version', async () => {
      const store = await create();
      const loaded = await store.save(newCase());

      const saves = await Promise.allSettled(Array.from({ length: 8 }, () => store.save(loaded)));

      expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('by other identifiers', () => {
    const person = { id: 'E1', userName: 'ann', email: 'ann@example.com' };
    const [byId, byName, byMail] = caseIdsOf(person) as [string, string, string];

    it('leads to the case from every identifier, once linked', async () => {
      const store = await create();
      const one = newCase({ caseId: byId, person });
      await store.link(one);
      await store.save(one);

      const loaded = await store.load([byName, byMail, byId]);

      expect([...loaded.keys()].toSorted()).toEqual([byId, byName, byMail].toSorted());
      for (const found of loaded.values()) expect(found.caseId).toBe(byId);
    });

    it('is not led astray by a link to a case that was never saved', async () => {
      const store = await create();
      await store.link(newCase({ caseId: byId, person }));

      expect(await store.load([byId, byName])).toEqual(new Map());
    });

    it('opens a case over a link whose own case was never saved, and then finds it there', async () => {
      const store = await create();
      await store.link(newCase({ caseId: byId, person }));

      await store.save(newCase({ caseId: byName, person: { userName: 'ann' } }));

      expect((await store.load([byName])).get(byName)).toMatchObject({ caseId: byName, person: { userName: 'ann' } });
    });

    it('follows links over a case that was never saved to the one that its id was linked to later', async () => {
      const store = await create();
      await store.link(newCase({ caseId: byId, person }));
      const other = newCase({ caseId: 'case-other', person: { id: 'E1' } });
      await store.link(other);
      await store.save(other);

      expect((await store.load([byName])).get(byName)?.caseId).toBe('case-other');
    });

    it('gets out of a circle that workers who died have left, and opens a case there', async () => {
      const store = await create();
      await store.link(newCase({ caseId: byId, person: { id: 'E1', userName: 'ann' } }));
      await store.link(newCase({ caseId: byName, person: { id: 'E1', userName: 'ann' } }));

      const lost = await store.load([byId, byName]);
      await store.save(newCase({ caseId: byName, person: { userName: 'ann' } }));

      expect(lost).toEqual(new Map());
      expect((await store.load([byId])).get(byId)?.caseId).toBe(byName);
    });

    it('leads an identifier that is given to somebody else to that person', async () => {
      const store = await create();
      await saveLinked(store, newCase({ caseId: byId, person }));
      const namesake = newCase({ caseId: 'case-other', person: { id: 'E2', email: person.email } });
      await saveLinked(store, namesake);

      expect((await store.load([byMail])).get(byMail)?.caseId).toBe(namesake.caseId);
    });

    it('does not put a link in the place of a case', async () => {
      const store = await create();
      const byMailAlone = await store.save(newCase({ caseId: byMail, person: { email: person.email } }));

      await saveLinked(store, newCase({ caseId: byId, person }));

      expect((await store.load([byMail])).get(byMail)).toMatchObject({ caseId: byMail });
      expect(await store.save(byMailAlone)).toMatchObject({ version: 2 });
    });

    it('may be linked again, as after a crash', async () => {
      const store = await create();
      const one = newCase({ caseId: byId, person });

      await store.link(one);
      await store.link(one);
      await store.save(one);

      expect((await store.load([byMail])).get(byMail)?.caseId).toBe(byId);
    });
  });

  describe('of what is due', () => {
    it('tells the open cases whose time has come, the longest waiting first', async () => {
      const store = await create();
      await store.save(newCase({ caseId: 'third', dueAt: at(0) }));
      await store.save(newCase({ caseId: 'first', dueAt: at(-20) }));
      await store.save(newCase({ caseId: 'second', dueAt: at(-10), status: 'detaching' }));
      await store.save(newCase({ caseId: 'not-yet', dueAt: at(1) }));
      await store.save(newCase({ caseId: 'ended', dueAt: undefined, status: 'closed', endedAt: ten }));

      expect(await dueIn(store, ten)).toEqual([
        { caseId: 'first', dueAt: at(-20) },
        { caseId: 'second', dueAt: at(-10) },
        { caseId: 'third', dueAt: at(0) },
      ]);
    });

    it('no longer tells a case that has ended since', async () => {
      const store = await create();
      const open = await store.save(newCase());

      await store.save({ ...open, status: 'closed', dueAt: undefined, endedAt: ten });

      expect(await dueIn(store, at(60))).toEqual([]);
    });

    it('tells a case that has ended only until subscribers were told of it', async () => {
      const store = await create();
      const told = { id: 'case-1#1#OffboardingFailed', type: 'OffboardingFailed' as const, at: ten };

      const ended = await store.save(newCase({ status: 'failed', dueAt: ten, endedAt: ten, unsaid: [told] }));
      const before = await dueIn(store, at(60));
      await store.said(ended, undefined);

      expect(before).toHaveLength(1);
      expect(await dueIn(store, at(60))).toEqual([]);
      expect((await store.load(['case-1'])).get('case-1')).toMatchObject({ version: 1, unsaid: [] });
    });

    it('leaves alone what somebody has saved since it was told', async () => {
      const store = await create();
      const first = await store.save(newCase());
      await store.save({ ...first, dueAt: at(1) });

      await store.said(first, at(9));

      expect((await store.load(['case-1'])).get('case-1')).toMatchObject({ dueAt: at(1) });
    });

    it('leases a case: it is due later, and a worker who has loaded it can save it all the same', async () => {
      const store = await create();
      const loaded = await store.save(newCase());

      await store.lease({ caseId: 'case-1', dueAt: ten }, at(5));

      expect(await dueIn(store, at(4))).toEqual([]);
      expect(await dueIn(store, at(5))).toEqual([{ caseId: 'case-1', dueAt: at(5) }]);
      expect(await store.save({ ...loaded, dueAt: at(1) })).toMatchObject({ version: 2, dueAt: at(1) });
    });

    it('does not lease a case that was moved or has ended since it was seen', async () => {
      const store = await create();
      const open = await store.save(newCase({ dueAt: at(30) }));
      await store.lease({ caseId: 'case-1', dueAt: ten }, at(5));
      const moved = await dueIn(store, at(60));
      await store.save({ ...open, status: 'cancelled', dueAt: undefined, endedAt: ten });

      await store.lease({ caseId: 'case-1', dueAt: at(30) }, at(5));
      await store.lease({ caseId: 'nowhere', dueAt: ten }, at(5));

      expect(moved).toEqual([{ caseId: 'case-1', dueAt: at(30) }]);
      expect(await dueIn(store, at(60))).toEqual([]);
    });
  });

  it('writes the lines of an end once, however often it is written, oldest episode first', async () => {
    const store = await create();
    const first = endedCase(ten);
    const second = endedCase(at(600));
    const saved = await store.save(first, ledgerLines(first));
    const again = await store.save({ ...second, version: saved.version }, ledgerLines(second));
    await store.save({ ...second, version: again.version }, ledgerLines(second));
    await store.save(newCase({ caseId: 'other' }));

    const lines = await store.lines('case-1');

    expect(lines.map(({ lineId }) => lineId)).toEqual([
      `${ten}#desktop-1`,
      `${ten}#desktop-2`,
      `${at(600)}#desktop-1`,
      `${at(600)}#desktop-2`,
    ]);
    expect(lines.slice(0, 2)).toEqual(ledgerLines(first).map(withoutUndefined));
    expect(await store.lines('other')).toEqual([]);
  });
});

describe('a case item in DynamoDB', () => {
  it('that was stored by hand and makes no sense is named as such, not worked on', async () => {
    const table = await tables.createTable();
    const store = createCaseStore(tables.documents, table);
    await tables.documents.send(new PutCommand({ TableName: table, Item: { pk: 'case-1', sk: 'case', version: 1 } }));

    await expect(store.load(['case-1'])).rejects.toThrow(/caseId/);
  });

  it('that makes no sense does not keep the others of its batch from being read, and is never written over', async () => {
    const table = await tables.createTable();
    const told: string[] = [];
    const store = createCaseStore(tables.documents, table, { onUnreadable: (caseId) => told.push(caseId) });
    await tables.documents.send(new PutCommand({ TableName: table, Item: { pk: 'case-1', sk: 'case', version: 1 } }));
    await store.save(newCase({ caseId: 'case-2' }));

    const loaded = await store.load(['case-1', 'case-2']);

    expect([...loaded.keys()]).toEqual(['case-2']);
    expect(told).toEqual(['case-1']);
    await expect(store.save(newCase())).rejects.toThrow(CaseConflict);
  });

  it('is deleted so many days after its end, with its lines and its episodes, and never while it is open', async () => {
    const table = await tables.createTable();
    const store = createCaseStore(tables.documents, table, { keepDays: 10 });
    const ended = aClosedCase({ caseId: 'case-1', version: 0, updatedAt: ten, endedAt: ten });
    const inTenDays = Date.parse(ten) / 1000 + 10 * 24 * 3600;
    const expiries = async () => {
      const { Items = [] } = await tables.documents.send(new ScanCommand({ TableName: table }));
      return Object.fromEntries(Items.map(({ sk, expiresAt }) => [String(sk).split('#')[0], expiresAt]));
    };

    const saved = await store.save(ended, ledgerLines(ended));
    await store.keepEpisode(saved);

    expect(await expiries()).toEqual({ case: inTenDays, line: inTenDays, episode: inTenDays });
    expect((await store.load(['case-1'])).get('case-1')).not.toHaveProperty('expiresAt');
    await store.save({ ...saved, status: 'scheduled' });
    expect(await expiries()).toMatchObject({ case: undefined, line: inTenDays });
  });

  it('keeps a trail of any length, its older lines apart, and whole again when it is asked for', async () => {
    const table = await tables.createTable();
    const store = createCaseStore(tables.documents, table);
    let one = newCase();
    for (let minute = 0; minute < 900; minute += 1) {
      one = { ...one, trail: withLine(one.trail, { at: at(minute), event: 'decided', facts: { minute } }) };
      if (minute % 90 === 0) one = await store.save(one);
    }
    one = await store.save(one);

    // A worker that lost against another one has left lines that are in no chain.
    await expect(store.save({ ...one, version: 1, trail: longTrail() })).rejects.toThrow(CaseConflict);
    const [loaded] = [...(await store.load(['case-1'])).values()];
    const whole = loaded ? await store.trail(loaded) : [];

    expect(loaded?.trail.length).toBeLessThan(450);
    expect(whole.map(({ seq }) => seq)).toEqual(Array.from({ length: 900 }, (_, index) => index + 1));
    expect(firstBrokenLine(whole)).toBeUndefined();
  });

  it('has room for a case of sixty desktops that Workspace refuses for a day, its trail whole', async () => {
    const store = createCaseStore(tables.documents, await tables.createTable());
    const ids = Array.from(
      { length: 60 },
      (_, index) => `c681736b-9e7c-d5ed-3a2a-d414f45${String(index).padStart(5, '0')}`,
    );
    const answers = ids.map((target) => ({ target, outcome: 'failed', requestId: 'r'.repeat(32), code: 'WKS.0403' }));
    let one = newCase({ desktops: ids.map((id) => aRecord(id, { admittedAt: ten })) });
    for (let tries = 0; tries < 60; tries += 1) {
      const decided = withLine(one.trail, { at: at(tries), event: 'decided', facts: { step: 'detach', targets: ids } });
      const trail = withLine(decided, { at: at(tries), event: 'answered', facts: { step: 'detach', answers } });
      one = { ...one, trail };
    }
    const whole = await store.trail(await store.save(one));

    expect(whole).toHaveLength(120);
    expect(firstBrokenLine(whole)).toBeUndefined();
  });

  it('writes the evidence before the case that it is evidence of', async () => {
    const table = await tables.createTable();
    const store = createCaseStore(tables.documents, table);
    const ended = endedCase(ten);

    const conflict = store.save({ ...ended, version: 7 }, ledgerLines(ended));

    await expect(conflict).rejects.toThrow(CaseConflict);
    expect(await store.lines('case-1')).toHaveLength(2);
  });
});

function longTrail(): TrailLine[] {
  let trail: TrailLine[] = [];
  for (let seq = 0; seq < 500; seq += 1) trail = withLine(trail, { at: at(seq), event: 'sla', facts: {} });
  return trail;
}

function newCase(given: Partial<OffboardingCase> = {}): OffboardingCase {
  return aCase({ version: 0, ...given });
}

function endedCase(openedAt: string): OffboardingCase {
  const desktops = [aRecord('desktop-1', { detach: 'verified' }), aRecord('desktop-2')];
  return newCase({ status: 'closed', dueAt: undefined, endedAt: at(700), openedAt, desktops });
}

function entry() {
  const { person: _, ...said } = aNotice();
  return said;
}

async function saveLinked(store: CaseStore, one: OffboardingCase): Promise<OffboardingCase> {
  await store.link(one);
  return store.save(one);
}

async function dueIn(store: CaseStore, now: string) {
  const found: { caseId: string; dueAt: string }[] = [];
  for await (const page of store.due(now)) found.push(...page);
  return found;
}

function withoutUndefined<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
