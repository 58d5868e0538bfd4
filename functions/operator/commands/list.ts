import * as z from 'zod';
import { endStatuses, type OffboardingCase, openStatuses } from '../../shared/offboarding/case/offboarding-case.ts';
import { sourceOf } from '../../shared/offboarding/case/transition.ts';
import { type CommandContext, command } from '../command.ts';

const statuses = [...openStatuses, ...endStatuses] as const;

/** One line of the list. */
export type ListedCase = ReturnType<typeof listed>;

/** Lists cases, the latest change first within each status; `more` has the statuses of which there are more than it lists. */
export const list = command({
  input: z.strictObject({
    /** @default every status */
    status: z.enum(statuses).optional(),
    /** Why it is held, or how it ended. @default every reason */
    reason: z.string().min(1).max(255).optional(),
    /** The most cases of each status. @default 50 */
    limit: z.int().min(1).max(500).default(50),
  }),
  async run({ status, reason, limit }, { pages }) {
    const wanted = status === undefined ? statuses : [status];
    const found = await Promise.all(wanted.map((one) => latest(pages, one, reason, limit)));
    return {
      outcome: 'done',
      data: {
        cases: found.flatMap(({ cases }) => cases),
        unreadable: found.flatMap(({ unreadable }) => unreadable),
        more: wanted.filter((_, index) => found[index]?.isMore),
      },
    };
  },
});

async function latest(
  pages: CommandContext['pages'],
  status: OffboardingCase['status'],
  reason: string | undefined,
  limit: number,
): Promise<{ cases: ListedCase[]; unreadable: string[]; isMore: boolean }> {
  const found: ListedCase[] = [];
  const unreadable: string[] = [];
  for await (const { cases, unreadable: others } of pages.all(status)) {
    unreadable.push(...others);
    found.push(...cases.filter((one) => reason === undefined || one.reason === reason).map(listed));
    if (found.length > limit) break;
  }
  return { cases: found.slice(0, limit), unreadable, isMore: found.length > limit };
}

/** What a list shows of a case: an answer has its limit, and cases carry their trails. */
function listed(one: OffboardingCase) {
  const { caseId, person, status, reason, actAt, dueAt, updatedAt, endedAt, sla, undoes, undoneBy, problem } = one;
  const source = sourceOf(one);
  const known = { person, status, reason, source, actAt, dueAt, updatedAt, endedAt, sla, undoes, undoneBy, problem };
  return { caseId, ...known, desktops: one.desktops.length };
}
