import { startLedgerTables } from '../../functions/support/start-ledger-table.ts';
import { startWorkspaceSimulator } from '../../workspace-simulator/start-workspace-simulator.ts';
import { measureIn } from '../support/child.ts';

export type RefreshCosts = {
  pools: number;
  /** To the ledger: how many, and how long they are as JSON. */
  writes: number;
  bytes: number;
  /** Writes of a second refresh, when nothing has changed. */
  again: number;
  /** What is alive in the process that refreshes, at most. */
  aliveMiB: number;
};

/** What a refresh of so many pools costs the ledger and its own process, which has nothing else in it. */
export async function refreshCosts(sizes: readonly number[]): Promise<RefreshCosts[]> {
  const tables = await startLedgerTables();
  const found: RefreshCosts[] = [];
  try {
    for (const pools of sizes) {
      const tenant = { pools, multiUserDesktops: 1_000 };
      const { url, projectId, ...simulator } = await startWorkspaceSimulator({ tenant, budget: 'off' });
      const place = { url, projectId, ledger: tables.url, table: await tables.createTable() };
      const { accessKey, secretKey } = simulator;
      const program = `${import.meta.dirname}/programs/refresh.ts`;
      const args = [JSON.stringify({ ...place, accessKey, secretKey })];
      found.push({ pools, ...(await measureIn<Omit<RefreshCosts, 'pools'>>(program, args, ['--expose-gc'])) });
      await simulator.close();
    }
  } finally {
    await tables.close();
  }
  return found;
}
