import type { Clock } from '../runtime/clock.ts';
import type { groupOperations } from './groups.ts';
import type { poolOperations } from './pools.ts';
import { settle } from './settle.ts';
import type { MemberResult } from './write-to-members.ts';

type Reads = Pick<ReturnType<typeof groupOperations>, 'listGroupUsers'> &
  Pick<ReturnType<typeof poolOperations>, 'listPoolUsers'>;

type Ids = readonly (string | null | undefined)[];

/** Answers what became of changes of members by listing the members of the group or pool once, if any is in doubt. */
export function settleMembers({ listGroupUsers, listPoolUsers }: Reads, clock: Clock) {
  const settleBy =
    (wanted: 'in' | 'out', idsIn: (groupOrPoolId: string) => AsyncIterable<Ids>) =>
    (results: readonly MemberResult[], groupOrPoolId: string): Promise<readonly MemberResult[]> =>
      settle(clock, results, idOf, async () => {
        const there = new Set<string | undefined>();
        for await (const ids of idsIn(groupOrPoolId)) for (const id of ids) there.add(id?.toLowerCase());
        // A member without an id may be any of them.
        const absent = there.has(undefined) ? undefined : wanted === 'out';
        return (id) => (there.has(id) ? wanted === 'in' : absent);
      });

  async function* usersOfGroup(groupId: string): AsyncGenerator<Ids> {
    for await (const users of listGroupUsers(groupId)) yield users.map(({ id }) => id);
  }

  async function* membersOfPool(poolId: string): AsyncGenerator<Ids> {
    for await (const members of listPoolUsers(poolId)) yield members.map(({ object_id: id }) => id);
  }

  return {
    /** For `addGroupUsers`, with the group's id. */
    settleAddGroupUsers: settleBy('in', usersOfGroup),
    /** For `removeGroupUsers`, with the group's id. */
    settleRemoveGroupUsers: settleBy('out', usersOfGroup),
    /** For `addPoolUsers`, with the pool's id. */
    settleAddPoolUsers: settleBy('in', membersOfPool),
    /** For `removePoolUsers`, with the pool's id. */
    settleRemovePoolUsers: settleBy('out', membersOfPool),
  };
}

const idOf = ({ memberId }: MemberResult) => memberId;
