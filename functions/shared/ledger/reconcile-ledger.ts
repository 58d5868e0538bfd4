import { type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type OffboardingCase, offboardingCase } from '../offboarding/case/offboarding-case.ts';
import type { ReconcileFinding, ReconcileSummary } from '../offboarding/drift/reconcile-summary.ts';
import { inParallel } from '../runtime/in-parallel.ts';

export type ReconcileLedger = ReturnType<typeof createReconcileLedger>;

export type ChangedCases = {
  cases: OffboardingCase[];
  /** Ids of those that are not what a case is: one of them is no reason to look for nobody. */
  unreadable: string[];
};

const writesAtOnce = 10;
/** People that one list call of Workspace takes. */
const casesPerPage = 100;

/**
 * What a reconciliation needs of the ledger table: the cases that ended of late, and items
 * `(reconcile#{runId}, summary)` and `(reconcile#{runId}, {found}#{caseId})` for what it found.
 */
export function createReconcileLedger(documents: DynamoDBDocumentClient, table: string) {
  async function put(runId: string, sk: string, item: ReconcileFinding | ReconcileSummary): Promise<void> {
    await documents.send(new PutCommand({ TableName: table, Item: { pk: `reconcile#${runId}`, sk, ...item } }));
  }

  return {
    /** Cases of a status that were changed last within this time, both ends ISO 8601 UTC, up to a hundred at once. */
    async *changedBetween(
      status: OffboardingCase['status'],
      since: string,
      until: string,
    ): AsyncGenerator<ChangedCases> {
      const pages = paginateQuery(
        { client: documents, pageSize: casesPerPage },
        {
          TableName: table,
          IndexName: 'status',
          KeyConditionExpression: '#status = :status AND updatedAt BETWEEN :since AND :until',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': status, ':since': since, ':until': until },
        },
      );
      for await (const { Items: items = [] } of pages) {
        const read = items.map((item) => ({ caseId: String(item['caseId']), ...offboardingCase.safeParse(item) }));
        yield {
          cases: read.flatMap(({ data }) => data ?? []),
          unreadable: read.filter(({ success }) => !success).map(({ caseId }) => caseId),
        };
      }
    },

    async record(findings: readonly ReconcileFinding[]): Promise<void> {
      await inParallel(findings, writesAtOnce, (finding) =>
        put(finding.runId, `${finding.found}#${finding.caseId}`, finding),
      );
    },

    summarize: (summary: ReconcileSummary): Promise<void> => put(summary.runId, 'summary', summary),
  };
}
