import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { refreshAccessIndex } from '../../../../functions/shared/desktops/refresh-access-index.ts';
import { createAccessIndexStore } from '../../../../functions/shared/ledger/access-index-store.ts';
import { systemClock } from '../../../../functions/shared/runtime/clock.ts';
import { createWorkspaceClient } from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../../../functions/shared/workspace-api/credentials/credentials.ts';
import { silentLog } from '../../../functions/support/silent-log.ts';

/** `refresh <place as JSON>`: refreshes the access index twice; prints what that wrote, and what was alive at most. */
const { url, projectId, ledger, table, accessKey, secretKey } = JSON.parse(process.argv[2] ?? '{}') as Record<
  'url' | 'projectId' | 'ledger' | 'table' | 'accessKey' | 'secretKey',
  string
>;

const many = 1_000_000;
/** Collecting garbage takes longer than what is measured. */
const callsBetweenLooks = 50;
let [writes, bytes, calls, alive] = [0, 0, 0, 0];

const credentials = { accessKeyId: 'for-benches', secretAccessKey: 'for-benches' };
const documents = DynamoDBDocumentClient.from(
  new DynamoDBClient({ endpoint: ledger, region: 'eu-west-1', credentials }),
  { marshallOptions: { removeUndefinedValues: true } },
);
const send = documents.send.bind(documents);
documents.send = ((command: unknown) => {
  if (command instanceof PutCommand || command instanceof UpdateCommand) count(command);
  calls += 1;
  if (calls % callsBetweenLooks === 0) look();
  return send(command as PutCommand);
}) as typeof documents.send;

const parts = {
  workspace: 'main',
  client: createWorkspaceClient({
    endpoint: url,
    projectId,
    credentials: staticCredentials({ accessKey, secretKey }),
    budget: { readsPerMinute: many, writesPerMinute: many },
  }),
  index: createAccessIndexStore(documents, table),
  clock: systemClock,
  log: silentLog,
};

await refresh();
const first = { writes, bytes, aliveMiB: alive / 2 ** 20 };
writes = 0;
await systemClock.sleep(2);
await refresh();
console.log(JSON.stringify({ ...first, again: writes }));
process.exit();

async function refresh(): Promise<void> {
  const now = new Date().toISOString();
  const { pools } = await refreshAccessIndex(parts, { pools: now, groups: now }, { until: Infinity });
  if (!pools) throw new Error('Not everything was read');
  look();
}

function count({ input }: PutCommand | UpdateCommand): void {
  writes += 1;
  const values = 'Item' in input ? input.Item : { ...input.Key, ...input.ExpressionAttributeValues };
  bytes += JSON.stringify(values, (_, value: unknown) => (value instanceof Set ? [...value] : value)).length;
}

function look(): void {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  alive = Math.max(alive, heapUsed + external);
}
