import { expect, test } from 'vitest';
import { evidenceOf } from '../../../../functions/shared/offboarding/evidence.ts';
import { type VerdictInWords, verdictInWords } from '../../../../functions/shared/offboarding/evidence-verdict.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/offboarding-case.ts';
import { aClosedCase } from '../../support/ended-cases.ts';
import { at } from '../../support/samples.ts';

test.each<[what: string, given: Partial<OffboardingCase>, verdict: Pick<VerdictInWords, 'tone' | 'answer'>]>([
  ['access gone in time', {}, { tone: 'good', answer: 'Yes' }],
  ['access gone with no deadline', { sla: undefined }, { tone: 'good', answer: 'Yes' }],
  ['access gone too late', { sla: { dueAt: at(1) } }, { tone: 'bad', answer: 'No' }],
  ['access not gone', { status: 'failed' }, { tone: 'bad', answer: 'No' }],
  ['a dry run', { status: 'dry-run' }, { tone: 'open', answer: 'Dry run' }],
  ['an undo', { status: 'restored' }, { tone: 'plain', answer: 'Undone' }],
  ['a cancellation', { status: 'cancelled' }, { tone: 'plain', answer: 'Cancelled' }],
])('%s looks like what it is', (_, given, verdict) => {
  expect(verdictInWords(evidenceOf(aClosedCase(given), []))).toMatchObject(verdict);
});
