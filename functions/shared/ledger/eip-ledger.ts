import { type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { EipLine, SweepSummary } from '../elastic-ips/eip-line.ts';
import { inParallel } from '../runtime/in-parallel.ts';

export type EipLedger = ReturnType<typeof createEipLedger>;

const writesAtOnce = 10;

/**
 * What each sweep found and what became of each EIP, in the ledger table: items `(sweep#{runId}, summary)` and
 * `(sweep#{runId}, eip#{eipId})`. A message that is delivered again writes its lines again, never a second one.
 */
export function createEipLedger(documents: DynamoDBDocumentClient, table: string) {
  return {
    async record(lines: readonly EipLine[]): Promise<void> {
      await inParallel(lines, writesAtOnce, (line) =>
        documents.send(
          new PutCommand({ TableName: table, Item: { pk: keyOf(line.runId), sk: `eip#${line.eipId}`, ...line } }),
        ),
      );
    },

    async summarize(summary: SweepSummary): Promise<void> {
      const item = { pk: keyOf(summary.runId), sk: 'summary', ...summary };
      await documents.send(new PutCommand({ TableName: table, Item: item }));
    },

    /** One sweep's lines, in the order of EIP ids. */
    async lines(runId: string): Promise<EipLine[]> {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :run AND begins_with(sk, :eip)',
          ExpressionAttributeValues: { ':run': keyOf(runId), ':eip': 'eip#' },
          ConsistentRead: true,
        },
      );
      const found: EipLine[] = [];
      for await (const page of pages)
        for (const { pk: _, sk: __, ...line } of page.Items ?? []) found.push(line as EipLine);
      return found;
    },
  };
}

function keyOf(runId: string): string {
  return `sweep#${runId}`;
}
