import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  endStatuses,
  type OffboardingCase,
  offboardingCase,
  openStatuses,
} from '../offboarding/case/offboarding-case.ts';
import { onlyEverStayed } from '../offboarding/notices/standing-notice.ts';
import { tryParseJson } from '../runtime/try-parse-json.ts';
import { pastStatus } from './case-store.ts';

/** A period, from `from` up to, but without, `to`: ISO 8601 with offset. */
type Period = { from: string; to: string };

/** Where an export is to start, or to go on: a page's own word for the next one. */
export type ExportRequest = Period | { next: string };

export type ExportPage = {
  cases: OffboardingCase[];
  /** Absent on the last page. */
  next?: string;
};

/** The word for the next page is none that this export gave. */
export class ExportTokenError extends Error {
  override readonly name = 'ExportTokenError';
}

const statuses = [...openStatuses, ...endStatuses, pastStatus] as const;

export type CaseExport = ReturnType<typeof createCaseExport>;

/** What a word for the next page says: the period, the status that is read, and the last item read of it. */
const position = z.strictObject({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  status: z.enum(statuses),
  after: z.record(z.string(), z.string()).optional(),
});
type Position = z.infer<typeof position>;

/**
 * All cases whose latest change lies in a period, and the earlier episodes that ended in it, a page at a time: status by
 * status, within each by the time of the change; but for people of whom nobody ever said that they leave. A page is what
 * DynamoDB reads at once, at most 1 MB, so that a Lambda can answer it. A case that changes while it is being exported is
 * found under its new change or not at all; of a period that is over, each episode at most once.
 *
 * @param mostCases of one page; there may be fewer, and none, with more to come
 */
export function createCaseExport(documents: DynamoDBDocumentClient, table: string, mostCases = 500) {
  async function read({
    from,
    to,
    status,
    after,
  }: Position): Promise<{ found: OffboardingCase[]; last?: Position['after'] }> {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'status',
        KeyConditionExpression: '#status = :status AND updatedAt BETWEEN :from AND :last',
        ExpressionAttributeNames: { '#status': 'status' },
        // BETWEEN counts both ends in; instants are kept to the millisecond.
        ExpressionAttributeValues: { ':status': status, ':from': from, ':last': instant(Date.parse(to) - 1) },
        Limit: mostCases,
        ExclusiveStartKey: after,
      }),
    );
    return { found: Items.map((item) => offboardingCase.parse(item['episode'] ?? item)), last: LastEvaluatedKey };
  }

  return {
    /** @throws {ExportTokenError} where `next` is not from an earlier page */
    page: async (request: ExportRequest): Promise<ExportPage> => {
      let at = 'next' in request ? positionIn(request.next) : startOf(request);
      for (;;) {
        const { found, last } = await read(at);
        const then = last ? { ...at, after: last } : followingStatus(at);
        const cases = found.filter(({ notices }) => !onlyEverStayed(notices));
        if (!then) return { cases };
        if (found.length > 0) return { cases, next: tokenOf(then) };
        at = then;
      }
    },
  };
}

function startOf({ from, to }: Period): Position {
  return { from: instant(Date.parse(from)), to: instant(Date.parse(to)), status: statuses[0] };
}

function followingStatus({ from, to, status }: Position): Position | undefined {
  const following = statuses[statuses.indexOf(status) + 1];
  return following && { from, to, status: following };
}

function tokenOf(at: Position): string {
  return Buffer.from(JSON.stringify(at)).toString('base64url');
}

function positionIn(token: string): Position {
  const parsed = position.safeParse(tryParseJson(Buffer.from(token, 'base64url').toString()));
  if (!parsed.success) throw new ExportTokenError('next: not a word that an earlier page of this export gave');
  return parsed.data;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
