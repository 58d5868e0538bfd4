import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { chunksOf } from '../runtime/chunks.ts';

export type Item = Record<string, unknown>;

const keysPerGet = 100;

/** Items of one sort key by their partition keys, up to a hundred a request; those that are not there are left out. */
export async function readItems(
  documents: DynamoDBDocumentClient,
  table: string,
  partitionKeys: readonly string[],
  sk: string,
): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for (const chunk of chunksOf(partitionKeys, keysPerGet)) {
    let keys: Item[] = chunk.map((pk) => ({ pk, sk }));
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
