import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EipLine } from '../../functions/shared/elastic-ips/eip-line.ts';
import { createEipLedger } from '../../functions/shared/ledger/eip-ledger.ts';
import { until } from './until.ts';

/** What the ledger says of sweeps, which no operator command shows. */
export function createSweepAccess(config: DynamoDBClientConfig, table: string) {
  const dynamodb = new DynamoDBClient(config);
  const ledger = createEipLedger(DynamoDBDocumentClient.from(dynamodb), table);

  /** Waits until a sweep has recorded so many EIPs. */
  function untilSwept(runId: string, count: number): Promise<EipLine[]> {
    return until(`${count} lines of the sweep ${runId}`, async () => {
      const lines = await ledger.lines(runId);
      return lines.length >= count ? { found: lines } : { instead: lines };
    });
  }

  return { untilSwept, destroy: () => dynamodb.destroy() };
}
