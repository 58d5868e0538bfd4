import type { Context, ScheduledEvent } from 'aws-lambda';
import { onTestFinished, vi } from 'vitest';
import { createAccessIndexStore } from '../../../functions/shared/ledger/access-index-store.ts';
import {
  startWorkspaceSimulator,
  type WorkspaceSimulatorOptions,
} from '../../workspace-simulator/start-workspace-simulator.ts';
import type { LedgerTables } from '../support/start-ledger-table.ts';
import { startSecretsManager } from '../support/start-secrets-manager.ts';
import { writeConfiguration } from '../support/write-configuration.ts';

export type OpenRefresh = Awaited<ReturnType<typeof openRefresh>>;

/** The function as Lambda loads it, between a ledger table and a Workspace over HTTP. */
export async function openRefresh(tables: LedgerTables, options: WorkspaceSimulatorOptions = {}) {
  const simulator = await startWorkspaceSimulator({ budget: 'off', ...options });
  const { accessKey, secretKey, world } = simulator;
  await startSecretsManager(JSON.stringify({ accessKey, secretKey }));
  const table = await tables.createTable();
  const environment = {
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    LEDGER_TABLE: table,
    WORKSPACE_ENDPOINT: simulator.url,
    WORKSPACE_PROJECT_ID: simulator.projectId,
    WORKSPACE_FURTHER: 'configured',
    WORKSPACE_SECRET_ID: 'workspace',
    POWERTOOLS_DEV: 'true',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const budget = { writesPerMinute: 60_000, readsPerMinute: 60_000, share: 1 };
  writeConfiguration({ workspace: { region: 'ap-southeast-3', further: [], budget } });
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
  vi.resetModules();
  const { handler } = await import('../../../functions/refresh-access/handler.ts');
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await simulator.close();
  });
  const index = createAccessIndexStore(tables.documents, table);

  return {
    simulator,
    world,
    index,
    table,
    documents: tables.documents,
    /** Somebody waits for an index that is read from now on. */
    async want(kinds: readonly ('pools' | 'groups')[] = ['pools']): Promise<void> {
      const now = new Date().toISOString();
      await index.want('main', Object.fromEntries(kinds.map((kind) => [kind, now])));
    },
    /** Fires the function with so much time. */
    fire: (remainingMs = 60_000) =>
      handler({} as ScheduledEvent, { getRemainingTimeInMillis: () => remainingMs } as Context),
    /** How often an operation was called, of one pool perhaps. */
    calls: (operation: string, id = '') =>
      simulator.requests.filter((request) => request.operation === operation && request.path.includes(id)).length,
  };
}

export const listMembers = 'ListDesktopPoolAuthorizedObjects';
