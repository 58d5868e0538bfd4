import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { emptyGuardState, type GuardState, guardState } from '../offboarding/guards/caps.ts';
import type { Flow } from '../offboarding/guards/flow.ts';

export type GuardStore = ReturnType<typeof createGuardStore>;

/**
 * The one item that all workers of a flow share, in the ledger table, guarded by its version. Each flow has its own, so that they
 * do not wait for each other either.
 */
export function createGuardStore(documents: DynamoDBDocumentClient, table: string, flow: Flow) {
  const key = { pk: 'guard', sk: flow };
  return {
    async load(): Promise<GuardState> {
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return Item ? guardState.parse(Item) : emptyGuardState(flow);
    },

    /** Saves a state over the version it was made from. @returns the state as saved; undefined where somebody else was first */
    async save(state: GuardState): Promise<GuardState | undefined> {
      const saved = { ...state, version: state.version + 1 };
      const isNew = state.version === 0;
      const put = new PutCommand({
        TableName: table,
        Item: { ...key, ...saved },
        ConditionExpression: isNew ? 'attribute_not_exists(#version)' : '#version = :loaded',
        ExpressionAttributeNames: { '#version': 'version' },
        ...(!isNew && { ExpressionAttributeValues: { ':loaded': state.version } }),
      });
      try {
        await documents.send(put);
        return saved;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
  };
}
