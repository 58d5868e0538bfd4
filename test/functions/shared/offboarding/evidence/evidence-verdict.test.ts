import { expect, test } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import {
  type VerdictInWords,
  verdictInWords,
} from '../../../../../functions/shared/offboarding/evidence/evidence-verdict.ts';
import { someEvidence } from '../../../support/ended-cases.ts';
import { aPool, aRecord, at } from '../../../support/samples.ts';

const anUndo = { undoes: 'case-2' };

test.each<[what: string, given: Partial<OffboardingCase>, verdict: Pick<VerdictInWords, 'tone' | 'answer'>]>([
  ['access gone in time', {}, { tone: 'good', answer: 'Yes' }],
  ['access gone with no deadline', { sla: undefined }, { tone: 'good', answer: 'Yes' }],
  ['access gone too late', { sla: { dueAt: at(1) } }, { tone: 'bad', answer: 'No' }],
  ['access not gone', { status: 'failed' }, { tone: 'bad', answer: 'No' }],
  ['a dry run', { status: 'dry-run' }, { tone: 'open', answer: 'Dry run' }],
  ['an undo', { ...anUndo, status: 'restored', reason: 'restored' }, { tone: 'good', answer: 'Yes' }],
  ['one in part', { ...anUndo, status: 'restored', reason: 'restored-in-part' }, { tone: 'open', answer: 'In part' }],
  ['one that failed', { ...anUndo, status: 'failed' }, { tone: 'bad', answer: 'No' }],
  ['one that was withdrawn', { ...anUndo, status: 'cancelled' }, { tone: 'plain', answer: 'Withdrawn' }],
  ['one in a dry run', { ...anUndo, status: 'dry-run' }, { tone: 'open', answer: 'Dry run' }],
  ['a cancellation', { status: 'cancelled' }, { tone: 'plain', answer: 'Cancelled' }],
])('%s looks like what it is', (_, given, verdict) => {
  expect(verdictInWords(someEvidence(given))).toMatchObject(verdict);
});

test('a one-off proves nothing beyond its desktops', () => {
  const words = verdictInWords(someEvidence({ scope: { desktopIds: ['desktop-1'], shutdown: false } }));

  expect(words).toMatchObject({ answer: 'Yes', question: 'Was the person detached from these desktops?' });
  expect(words.because).toContain('says nothing of what else the person may use');
});

test('an undo is not asked whether access is gone', () => {
  const words = verdictInWords(someEvidence({ ...anUndo, status: 'failed', reason: 'restore-not-verified' }));

  expect(words.question).toBe('Was everything given back?');
  expect(words.because).toBe('No reading has shown all that was taken to be back: restore-not-verified');
});

test.each<[because: string, given: Partial<OffboardingCase>]>([
  ['Nothing was given back. Below is what would have been.', { status: 'dry-run' }],
  ['It was not to be given back after all: cancelled.', { status: 'cancelled', reason: undefined }],
  [
    'It was not to be given back after all: exit-taken-up-again.',
    { status: 'cancelled', reason: 'exit-taken-up-again' },
  ],
  ['What could not come back is said below, with its reason.', { status: 'restored', reason: 'restored-in-part' }],
  ['A reading has shown all that was taken to be back.', { status: 'restored', reason: 'restored' }],
])('of an undo it is said: %s (%j)', (because, given) => {
  expect(verdictInWords(someEvidence({ ...anUndo, ...given })).because).toBe(because);
});

const isGone = 'All access that was found was seen gone, but the case could not be closed';
const isLeft = 'No reading has shown all access gone';
const goneFrom = aRecord('one', { detach: 'verified' });

test.each<[because: string, given: Partial<OffboardingCase>]>([
  [isGone, {}],
  [isGone, { access: [aPool({ removal: 'verified' })] }],
  [isGone, { desktops: [], access: [aPool({ removal: 'verified' })] }],
  [isLeft, { desktops: [aRecord('one', { detach: 'requested' })] }],
  [isLeft, { desktops: [goneFrom, aRecord('two', { detach: 'requested' })] }],
  [isLeft, { access: [aPool({ removal: 'reported' })] }],
  [isLeft, { desktops: [] }],
])('of a case that failed it is said: %s, with why (%j)', (because, given) => {
  const failed = someEvidence({ status: 'failed', reason: 'unbind-not-verified', ...given });

  expect(verdictInWords(failed).because).toBe(`${because}: unbind-not-verified`);
});
