import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityStore, type IdentityStore } from '../../../../functions/shared/ledger/identity-store.ts';
import { caseIdsOf } from '../../../../functions/shared/offboarding/case/person.ts';
import { at, ten } from '../../support/samples.ts';
import { startLedgerTables } from '../../support/start-ledger-table.ts';

const tables = await startLedgerTables();
afterAll(() => tables.close());

describe('the mapping of people to Workspace users', () => {
  let identities: IdentityStore;
  let table: string;
  const byAnn = { by: 'ann', at: ten };

  beforeAll(async () => {
    table = await tables.createTable();
    identities = createIdentityStore(tables.documents, table);
    await identities.save(
      [
        { person: { id: 'E1', email: 'Ann@example.com' }, workspaceUserName: 'alee' },
        { person: { id: 'E2' }, workspaceUserName: 'bob' },
      ],
      byAnn,
    );
  });

  it('is found by any identifier, letter case aside, and says nothing of strangers', async () => {
    const found = await identities.load([{ id: 'E1' }, { email: 'ANN@example.com' }, { userName: 'E1' }]);

    expect(found).toEqual([['alee'], ['alee'], []]);
  });

  it('shows every user that a person is mapped to, so that a contradiction can be seen', async () => {
    expect(await identities.load([{ id: 'E2', email: 'ann@example.com' }])).toEqual([['bob', 'alee']]);
  });

  it('is replaced by a later one', async () => {
    await identities.save([{ person: { id: 'E2' }, workspaceUserName: 'robert' }], byAnn);

    expect(await identities.load([{ id: 'E2' }])).toEqual([['robert']]);
  });

  it('says who mapped an identifier, and when', async () => {
    await identities.save([{ person: { id: 'E3' }, workspaceUserName: 'cem' }], { by: 'ben', at: at(1) });

    const Key = { pk: caseIdsOf({ id: 'E3' })[0], sk: 'identity' };
    const { Item } = await tables.documents.send(new GetCommand({ TableName: table, Key }));
    expect(Item).toMatchObject({ workspaceUserName: 'cem', by: 'ben', at: at(1) });
  });

  it('is gone for each identifier that it is removed for, until it is mapped again', async () => {
    await identities.save([{ person: { id: 'E3', email: 'cleo@example.com' }, workspaceUserName: 'cleo' }], byAnn);

    await identities.remove({ id: 'E3' }, byAnn);
    expect(await identities.load([{ id: 'E3' }, { email: 'cleo@example.com' }])).toEqual([[], ['cleo']]);

    await identities.save([{ person: { id: 'E3' }, workspaceUserName: 'cleo2' }], byAnn);
    expect(await identities.load([{ id: 'E3' }])).toEqual([['cleo2']]);
  });

  it('leaves behind who removed it, and when', async () => {
    const another = await tables.createTable();
    const others = createIdentityStore(tables.documents, another);
    await others.save([{ person: { id: 'E3' }, workspaceUserName: 'cleo' }], byAnn);
    await others.remove({ id: 'E3' }, byAnn);

    const Key = { pk: caseIdsOf({ id: 'E3' })[0], sk: 'identity' };
    const { Item } = await tables.documents.send(new GetCommand({ TableName: another, Key }));
    expect(Item).toEqual({ ...Key, ...byAnn });
  });
});
