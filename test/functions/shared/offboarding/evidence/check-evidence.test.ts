import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withLine } from '../../../../../functions/shared/offboarding/case/trail.ts';
import { checkEvidence } from '../../../../../functions/shared/offboarding/evidence/check-evidence.ts';
import {
  type Evidence,
  evidenceOf,
  textOfEvidence,
} from '../../../../../functions/shared/offboarding/evidence/evidence.ts';
import { aClosedCase } from '../../../support/ended-cases.ts';
import { anApproval, aPool, at, aUserRecord } from '../../../support/samples.ts';

const whole = {
  access: [aPool({ removal: 'verified' })],
  users: [aUserRecord({ lock: 'verified' })],
  approval: anApproval({ approvedBy: [{ by: 'ann', at: at(1), reason: 'seen' }] }),
  seenGone: [{ workspace: 'main', attachments: at(2), poolsAndGroups: at(2) }],
};
const closed = aClosedCase(whole);
const proof = evidenceOf(closed.trail);
const file = Buffer.from(textOfEvidence(proof));
const { lines, lastHash } = proof.chain;
const announced = { caseId: proof.caseId, status: 'closed', evidence: { lines, lastHash } };

/** A file of what somebody says instead. */
function changed(change: (said: Evidence) => void): Buffer {
  const said = JSON.parse(file.toString()) as Evidence;
  change(said);
  return Buffer.from(textOfEvidence(said));
}

function codeOf(altered: Uint8Array, told?: typeof announced): string {
  const checked = checkEvidence(altered, told);
  return checked.verdict === 'intact' ? 'intact' : checked.code;
}

describe('evidence as it was written', () => {
  test('is intact, by itself and beside what was announced', () => {
    const { caseId, chain } = proof;
    const intact = { verdict: 'intact', caseId, status: 'closed', lines: chain.lines, lastHash: chain.lastHash };
    expect(checkEvidence(file)).toEqual(intact);
    expect(checkEvidence(file, announced)).toEqual(intact);
  });

  test('is intact whatever names and words it is about', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (userName, reason) => {
          const { trail } = aClosedCase({ person: { userName }, problem: { code: 'made-up', message: reason } });
          const text = textOfEvidence(evidenceOf(trail));
          expect(codeOf(Buffer.from(text))).toBe('intact');
          expect(text).not.toMatch(/[\p{Cs}\u007f-\u009f]|\\u[0-9a-f]{4}(?<!\\\\u[0-9a-f]{4})/u);
        },
      ),
    );
  });
});

describe('a change of evidence', () => {
  test.each<[what: string, change: (said: Evidence) => void, code: string]>([
    ['who it is about', (said) => (said.person.id = 'E2002'), 'not-of-its-lines'],
    ['what became of a desktop', (said) => (said.desktops[0]!.access = 'still-attached'), 'not-of-its-lines'],
    ['whether it was in time', (said) => (said.timing.verdict = 'gone'), 'not-of-its-lines'],
    ['who agreed', (said) => (said.approval!.approvedBy[0]!.by = 'bob'), 'not-of-its-lines'],
    ['that somebody agreed', (said) => delete said.approval, 'not-of-its-lines'],
    ['something more', (said) => Object.assign(said, { note: 'all is well' }), 'not-of-its-lines'],
    ['the last hash', (said) => (said.chain.lastHash = 'f'.repeat(64)), 'not-of-its-lines'],
    ['a line', (said) => (said.trail[2]!.facts = {}), 'broken-line'],
    ['something more in a line', (said) => Object.assign(said.trail[2]!, { note: 'x' }), 'broken-line'],
    ['a line left out', (said) => said.trail.splice(2, 1), 'broken-line'],
    ['the first line left out', (said) => said.trail.shift(), 'broken-line'],
    ['the last line left out', (said) => said.trail.pop(), 'cut'],
    ['all lines of what it came to left out', (said) => said.trail.splice(6), 'cut'],
    ['all lines left out', (said) => said.trail.splice(0), 'no-trail'],
  ])('is found out: %s', (_, change, code) => {
    expect(codeOf(changed(change))).toBe(code);
  });

  test.each([
    ['not indented', () => JSON.stringify(JSON.parse(file.toString()))],
    ['with names in another order', () => `${JSON.stringify(proof, undefined, 2)}\n`],
    ['with an escape that needs none', () => file.toString().replace('leaver', '\\u006ceaver')],
    ['with a name twice', () => file.toString().replace('"version": 2', '"version": 2,\n  "version": 2')],
    ['with a number in another form', () => file.toString().replace('"version": 2', '"version": 2.0')],
    ['without its last line break', () => file.toString().trimEnd()],
  ])('is found out in a file that is %s', (_, text) => {
    expect(codeOf(Buffer.from(text()))).toBe('other-form');
  });

  test.each([[''], ['{}'], ['[]'], ['null'], ['\ufeff{}'], ['{"trail":[{}]}'], ['"'], ['['.repeat(100_000)]])(
    'is said of a file that is no evidence: %.20s',
    (text) => {
      expect(checkEvidence(Buffer.from(text)).verdict).toBe('altered');
    },
  );

  test('of any byte is found out: another one, one less, one more', () => {
    const position = fc.nat(file.length - 1);
    const byte = fc.nat(255);
    fc.assert(
      fc.property(position, byte, fc.constantFrom('other', 'less', 'more'), (index, value, what) => {
        const before = file.subarray(0, index);
        const after = file.subarray(what === 'more' ? index : index + 1);
        const altered = Buffer.concat([before, ...(what === 'less' ? [] : [Buffer.from([value])]), after]);
        fc.pre(!altered.equals(file));
        expect(checkEvidence(altered).verdict).toBe('altered');
      }),
      { numRuns: 1500 },
    );
  });

  test('of any length of its end is found out', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => {
        expect(checkEvidence(file.subarray(0, length)).verdict).toBe('altered');
      }),
    );
  });
});

describe('what was announced', () => {
  test('finds out what was made anew as a whole', () => {
    const other = evidenceOf(aClosedCase({ ...whole, person: { id: 'E2002' } }).trail);
    const forged = Buffer.from(textOfEvidence(other));
    expect(codeOf(forged)).toBe('intact');
    expect(codeOf(forged, announced)).toBe('not-as-announced');
  });

  test('finds out an earlier end of the same case, and a later one', () => {
    const trail = withLine(closed.trail, { at: at(5), event: 'received', facts: {} });
    const again = aClosedCase({ ...whole, trail, endedAt: at(6) });
    const later = Buffer.from(textOfEvidence(evidenceOf(again.trail)));
    expect(codeOf(later, announced)).toBe('not-as-announced');
    expect(
      codeOf(file, { ...announced, evidence: { lines: again.trail.length, lastHash: again.trail.at(-1)?.hash ?? '' } }),
    ).toBe('not-as-announced');
  });

  test.each([{ caseId: 'case-2' }, { status: 'failed' }, { caseId: undefined }])(
    'of another case or end: %j',
    (other) => {
      expect(codeOf(file, { ...announced, ...other } as typeof announced)).toBe('not-as-announced');
    },
  );
});
