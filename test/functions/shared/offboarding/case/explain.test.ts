import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainCase, explainPlanned } from '../../../../../functions/shared/offboarding/case/explain.ts';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseReasons, planReasons, problemReasons } from '../../../../../functions/shared/offboarding/case/reasons.ts';
import { aCase, aRecord, aSaying, at } from '../../../support/samples.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../../../functions/operator/README.md'), 'utf8');
const tables = [caseReasons, planReasons, problemReasons].map((table) => Object.entries(table));
const whole = tables.flat();

describe('every reason', () => {
  it.each(whole)('%s is in the README with what it means and what to do', (word, { means, todo }) => {
    expect(readme).toContain(`| \`${word}\` | ${means} | ${todo} |`);
  });

  it('is said once in each table', () => {
    for (const table of tables) expect(new Set(table.map(([word]) => word)).size).toBe(table.length);
  });
});

describe('a case', () => {
  it.each<[word: string, given: Partial<OffboardingCase>, todo: string]>([
    ['undo-under-way', { status: 'detaching', reason: 'undo-under-way' }, 'nothing; it looks again every minute'],
    ['email-differs', { status: 'held', reason: 'email-differs' }, '`status case-1` lists them'],
    ['email-not-shown', { status: 'held', reason: 'email-not-shown' }, 'add the domain'],
    ['access-unconfirmed', { status: 'detaching', reason: 'access-unconfirmed' }, 'nothing, unless it lasts'],
    ['nothing-seen-yet', { status: 'detaching', reason: 'nothing-seen-yet' }, 'nothing; it looks again'],
    [
      'several-identities-on-workspace',
      { status: 'held', reason: 'several-identities-on-workspace' },
      'map them: `identities import`',
    ],
    ['name-refused', { status: 'scheduled', problem: { code: 'name-refused', message: 'x' } }, 'by hand'],
  ])('says what a person has to do: %s', (_, given, todo) => {
    expect(explainCase(aCase(given))?.todo).toContain(todo);
  });

  it('of somebody who stays says first what is still away', () => {
    const desktops = [aRecord('d', { detachRequestedAt: at(1) })];
    const notices = [
      aSaying(),
      aSaying({ kind: 'rehired', sentAt: at(9), receivedAt: at(9), effect: 'ignored-already-ended' }),
    ];
    const one = aCase({ status: 'closed', reason: 'access-gone', endedAt: at(2), desktops, notices });

    expect(explainCase(one)?.todo).toContain('`undo case-1`');
    expect(explainCase({ ...one, undoneBy: 'case-2' })?.todo).toBe('nothing');
  });

  it('that waits for its time, or has a word that is no longer in use, says no more than its status', () => {
    expect(explainCase(aCase())).toBeUndefined();
    expect(explainCase(aCase({ status: 'held', reason: 'toString' as never }))).toBeUndefined();
  });
});

it.each(['already-detached', 'already-removed', 'already-off'])(
  'a plan says of what it leaves what that means: %s',
  (why) => {
    expect(explainPlanned(why)).toMatchObject({ todo: expect.stringMatching(/^nothing/) });
  },
);

it.each(['protected-tag:keep', 'impossible-desktop-not-listed'])('a plan says what to do about %s', (why) => {
  expect(explainPlanned(why).todo).toMatch(/deploy|undo/);
});
