import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Item, readItems } from './read-items.ts';

/** The sort key of a case, and of the pointers to one. */
export const caseSortKey = 'case';

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
): Promise<Map<string, Item>> {
  const read = new Map<string, Item | undefined>();
  let wanted = new Set(caseIds);
  while (wanted.size > 0) {
    const items = await readItems(documents, table, [...wanted], caseSortKey);
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

function follow(items: ReadonlyMap<string, Item | undefined>, id: string): Item | undefined {
  const passed = new Set([id]);
  let item = items.get(id);
  for (let target = targetOf(item); target !== undefined; target = targetOf(item)) {
    if (passed.has(target)) return undefined;
    passed.add(target);
    item = items.get(target);
  }
  return item;
}

function targetOf(item: Item | undefined): string | undefined {
  return typeof item?.['pointsTo'] === 'string' ? item['pointsTo'] : undefined;
}
