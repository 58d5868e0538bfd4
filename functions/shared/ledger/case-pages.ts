import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type OffboardingCase, offboardingCase } from '../offboarding/case/offboarding-case.ts';

export type CasePages = ReturnType<typeof createCasePages>;

type Status = OffboardingCase['status'];

export type CasePage = {
  cases: OffboardingCase[];
  /** Ids of those that are not what a case is: they do not keep the others from being seen. */
  unreadable: string[];
  /** Where the next page begins; absent after the last. */
  next?: Record<string, unknown>;
};

const casesPerPage = 100;

/**
 * The cases of a status page by page, the latest change first. Who comes back for the next page sees what has changed in
 * between: a case may then show twice or not at all, which is enough to look at them and not to count them.
 */
export function createCasePages(documents: DynamoDBDocumentClient, table: string) {
  /** @param after where the page before ended; undefined for the first */
  async function page(status: Status, after?: CasePage['next'], limit = casesPerPage): Promise<CasePage> {
    const { Items = [], LastEvaluatedKey: next } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'status',
        KeyConditionExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': status },
        ScanIndexForward: false,
        Limit: limit,
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    const read = Items.map((item) => ({ caseId: String(item['pk']), ...offboardingCase.safeParse(item) }));
    return {
      cases: read.flatMap(({ data }) => data ?? []),
      unreadable: read.filter(({ success }) => !success).map(({ caseId }) => caseId),
      ...(next && { next }),
    };
  }

  async function* all(status: Status): AsyncGenerator<CasePage> {
    let after: CasePage['next'];
    do {
      const one = await page(status, after);
      yield one;
      after = one.next;
    } while (after);
  }

  return { page, all };
}
