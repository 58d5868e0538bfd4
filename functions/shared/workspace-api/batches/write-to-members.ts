import type { Caller } from '../call/call.ts';
import type { OperationInput } from '../call/operation.ts';
import type { WriteResult } from './desktop-result.ts';
import { type Batch, writeInBatches } from './write-in-batches.ts';

/** What became of a write for one member of a group or pool, by the member's id. */
export type MemberResult = { memberId: string } & WriteResult;

type MemberBatch<Member, Input extends OperationInput> = Omit<Batch<Member, Input>, 'targets'> & {
  members: readonly Member[];
};

/** A write for any number of members, each once: one result for each, in the order of first mention. */
export async function writeToMembers<Member, Input extends OperationInput>(
  caller: Caller,
  { members, ...batch }: MemberBatch<Member, Input>,
): Promise<MemberResult[]> {
  const byId = new Map(members.map((member) => [batch.idOf(member), member]));
  const targets = [...byId.values()];
  const results = await writeInBatches(caller, { ...batch, targets });
  return results.map((result, n) => ({ memberId: batch.idOf(targets[n] as Member), ...result }));
}
