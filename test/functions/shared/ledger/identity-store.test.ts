import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentityStore, type IdentityStore } from '../../../../functions/shared/ledger/identity-store.ts';
import { startLedgerTables } from '../../support/start-ledger-table.ts';

const tables = await startLedgerTables();
afterAll(() => tables.close());

describe('the mapping of people to Workspace users', () => {
  let identities: IdentityStore;

  beforeAll(async () => {
    identities = createIdentityStore(tables.documents, await tables.createTable());
    await identities.save([
      { person: { id: 'E1', email: 'Ann@example.com' }, workspaceUserName: 'alee' },
      { person: { id: 'E2' }, workspaceUserName: 'bob' },
    ]);
  });

  it('is found by any identifier, letter case aside, and says nothing of strangers', async () => {
    const found = await identities.load([{ id: 'E1' }, { email: 'ANN@example.com' }, { userName: 'E1' }]);

    expect(found).toEqual([['alee'], ['alee'], []]);
  });

  it('shows every user that a person is mapped to, so that a contradiction can be seen', async () => {
    expect(await identities.load([{ id: 'E2', email: 'ann@example.com' }])).toEqual([['bob', 'alee']]);
  });

  it('is replaced by a later one', async () => {
    await identities.save([{ person: { id: 'E2' }, workspaceUserName: 'robert' }]);

    expect(await identities.load([{ id: 'E2' }])).toEqual([['robert']]);
  });
});
