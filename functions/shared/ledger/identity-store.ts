import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { caseIdsOf, type Person } from '../offboarding/case/person.ts';
import type { MappedIdentity } from '../offboarding/identity/identity.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { readItems } from './read-items.ts';

export type IdentityStore = ReturnType<typeof createIdentityStore>;

export type MappedBy = { by: string /** ISO 8601 UTC. */; at: string };

const writesAtOnce = 10;
const sk = 'identity';

/**
 * The explicit mapping of people to Workspace users, in the ledger table: one item `(id of the identifier, 'identity')` for
 * each identifier, hashed as the cases are, so that the table holds no list of e-mail addresses.
 */
export function createIdentityStore(documents: DynamoDBDocumentClient, table: string) {
  return {
    /** The Workspace user names that each person's identifiers are mapped to: none, one, or several that disagree. */
    async load(people: readonly Person[]): Promise<string[][]> {
      const idsOf = people.map((person) => caseIdsOf(person));
      const items = await readItems(documents, table, [...new Set(idsOf.flat())], sk);
      return idsOf.map((ids) => ids.flatMap((id) => items.get(id)?.['workspaceUserName'] ?? []).map(String));
    },

    /** Maps every identifier of each person; what was mapped before is replaced. The items say who did it, and when. */
    async save(mappings: readonly MappedIdentity[], { by, at }: MappedBy): Promise<void> {
      const items = mappings.flatMap(({ person, workspaceUserName }) =>
        caseIdsOf(person).map((pk) => ({ pk, sk, workspaceUserName, by, at })),
      );
      await inParallel(items, writesAtOnce, (Item) => documents.send(new PutCommand({ TableName: table, Item })));
    },

    /** Maps none of a person's identifiers any longer. Nothing is ever deleted here: who did it stays in their place. */
    async remove(person: Person, { by, at }: MappedBy): Promise<void> {
      const items = caseIdsOf(person).map((pk) => ({ pk, sk, by, at }));
      await inParallel(items, writesAtOnce, (Item) => documents.send(new PutCommand({ TableName: table, Item })));
    },
  };
}
