import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { chunksOf } from '../workspace-api/chunks.ts';

export type CaseItem = Record<string, unknown>;

/** The sort key of a case, and of the pointers to one. */
export const caseSortKey = 'case';

const keysPerGet = 100;

/**
 * The items of cases, by the ids they were asked for; pointers are followed to the case they lead to.
 *
 * A pointer is written before its case. A worker that dies in between leaves pointers to pointers, once their ids have
 * been linked elsewhere, and even circles: they lead to no case.
 */
export async function readCaseItems(
  documents: DynamoDBDocumentClient,
  table: string,
  caseIds: readonly string[],
): Promise<Map<string, CaseItem>> {
  const read = new Map<string, CaseItem | undefined>();
  let wanted = new Set(caseIds);
  while (wanted.size > 0) {
    const items = await getItems(documents, table, [...wanted]);
    for (const id of wanted) read.set(id, items.get(id));
    const targets = [...items.values()].flatMap((item) => targetOf(item) ?? []);
    wanted = new Set(targets.filter((id) => !read.has(id)));
  }
  return new Map(
    caseIds.flatMap((id) => {
      const item = follow(read, id);
      return item ? [[id, item]] : [];
    }),
  );
}

function follow(items: ReadonlyMap<string, CaseItem | undefined>, id: string): CaseItem | undefined {
  const passed = new Set([id]);
  let item = items.get(id);
  for (let target = targetOf(item); target !== undefined; target = targetOf(item)) {
    if (passed.has(target)) return undefined;
    passed.add(target);
    item = items.get(target);
  }
  return item;
}

function targetOf(item: CaseItem | undefined): string | undefined {
  return typeof item?.['pointsTo'] === 'string' ? item['pointsTo'] : undefined;
}

async function getItems(documents: DynamoDBDocumentClient, table: string, caseIds: readonly string[]) {
  const items = new Map<string, CaseItem>();
  for (const chunk of chunksOf(caseIds, keysPerGet)) {
    let keys: CaseItem[] = chunk.map((pk) => ({ pk, sk: caseSortKey }));
    while (keys.length > 0) {
      const answer = await documents.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const item of answer.Responses?.[table] ?? []) items.set(item['pk'], item);
      keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
}
