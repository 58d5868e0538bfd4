import { expect, it } from 'vitest';
import { type Given, showGiven, verdictOfGiven } from '../../../../functions/operator/cli/show-given.ts';
import { at } from '../../support/samples.ts';

function given(people: number, agreed: number, more: Partial<Given> = {}): Given {
  const approvedBy = Array.from({ length: agreed }, (_, index) => ({
    by: `person-${index}`,
    person: `arn:aws:iam::111122223333:user/person-${index}`,
    at: at(0),
    reason: 'seen',
  }));
  const approval = { reasons: [], planHash: 'h', requestedAt: at(-1), expiresAt: at(60), people, approvedBy };
  return { caseId: 'case-1', status: 'held', reason: 'approval', approval, ...more };
}

it.each([
  { what: 'one more is to agree', one: given(2, 1), said: 'case-1 waits for 1 more to agree', verdict: 'held' },
  { what: 'all have agreed', one: given(2, 2), said: 'case-1 goes on', verdict: 'done' },
  {
    what: 'somebody refused',
    one: given(2, 1, { status: 'cancelled', reason: 'rejected' }),
    said: 'case-1 cancelled (rejected); access stays',
    verdict: 'done',
  },
])('where $what it says so, and a script can tell: $verdict', ({ one, said, verdict }) => {
  expect(showGiven(one)).toBe(said);
  expect(verdictOfGiven(one)).toBe(verdict);
});
