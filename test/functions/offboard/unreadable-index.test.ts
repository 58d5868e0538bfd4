import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { indexKey } from '../../../functions/shared/access-index/access-index.ts';
import { createAccessIndexStore } from '../../../functions/shared/ledger/access-index-store.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aCase } from '../support/samples.ts';
import { startLedgerTables } from '../support/start-ledger-table.ts';
import { startWorkspace } from '../support/start-workspace.ts';

test('an entry of the index that cannot be read is not taken for none: all is read anew before the case closes', async () => {
  const tables = await startLedgerTables();
  onTestFinished(() => tables.close());
  const table = await tables.createTable();
  const workspace = await startWorkspace({ assumptions: { poolsByUsers: 'missing' } });
  const { world } = workspace;
  const { id } = world.addDesktop({ users: ['ann'] });
  world.addPool({ poolName: 'call-centre', users: ['ann'] });
  const offboarding = createOffboarding(workspace);
  offboarding.parts.index = createAccessIndexStore(tables.documents, table);
  const Item = { pk: `access#main#key#${indexKey('user-name', 'ann')}`, sk: 'opens', poolIds: 'some' };
  await tables.documents.send(new PutCommand({ TableName: table, Item }));

  const one = aCase({ version: 0, caseId: 'case-of-ann', person: { userName: 'ann' } });
  await offboarding.run([await offboarding.store.save(one)]);

  expect(world.attachedTo(id)).toEqual([]);
  expect(world.pools[0]?.grants).toEqual([]);
  expect(await offboarding.caseOf('case-of-ann')).toMatchObject({
    status: 'closed',
    access: [{ kind: 'pool', removal: 'verified' }],
  });
});
