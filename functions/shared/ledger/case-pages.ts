import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type OffboardingCase, offboardingCase } from '../offboarding/offboarding-case.ts';

export type CasePages = ReturnType<typeof createCasePages>;

type Status = OffboardingCase['status'];

export type CasePage = {
  cases: OffboardingCase[];
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
    return { cases: Items.map((item) => offboardingCase.parse(item)), ...(next && { next }) };
  }

  async function* all(status: Status): AsyncGenerator<OffboardingCase[]> {
    let after: CasePage['next'];
    do {
      const { cases, next } = await page(status, after);
      yield cases;
      after = next;
    } while (after);
  }

  return { page, all };
}
