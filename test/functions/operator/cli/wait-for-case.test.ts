import { expect, it } from 'vitest';
import { waitForCase } from '../../../../functions/operator/cli/wait-for-case.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { aCase } from '../../support/samples.ts';

const isNew = ({ version }: OffboardingCase) => version >= 2;

async function waiting(cases: readonly OffboardingCase[], withinMs: number) {
  const told: string[] = [];
  let looks = 0;
  const { answer, isInTime } = await waitForCase(
    async () => {
      const one = cases[Math.min(looks, cases.length - 1)];
      looks += 1;
      return { outcome: 'done', data: { case: one } };
    },
    { caseId: 'case-1', isCurrent: isNew, latest: Date.now() + withinMs, tell: (status) => told.push(status) },
  );
  return { status: (answer.data as { case: OffboardingCase }).case.status, isInTime, told, looks };
}

it('follows a case to its end, past what it was before', async () => {
  const before = aCase({ status: 'closed' });
  const cases = [before, aCase({ version: 2, status: 'detaching' }), aCase({ version: 3, status: 'closed' })];

  expect(await waiting(cases, 5_000)).toEqual({
    status: 'closed',
    isInTime: true,
    told: ['detaching', 'closed'],
    looks: 3,
  });
});

it.each([
  aCase({ version: 2, status: 'held', reason: 'approval' }),
  aCase({ version: 2, status: 'scheduled', actAt: '9999-12-31T23:59:59.000Z' }),
])('takes a case that waits for somebody or for its day as an outcome: $status', async (one) => {
  expect(await waiting([one], 5_000)).toMatchObject({ isInTime: true, looks: 1 });
});

it('says that it was not in time', async () => {
  expect(await waiting([aCase({ status: 'closed' })], -1)).toMatchObject({ isInTime: false, told: [], looks: 1 });
});
