import { describe, expect, it } from 'vitest';
import { exemptionOf } from '../../../../functions/shared/savings/exemption.ts';
import { night } from '../../support/savings.ts';

const keep = (until: string) => ({ until, reason: 'audit', by: 'ann' });

describe('an exemption', () => {
  it.each([
    ['of nobody', [], undefined, undefined],
    ['by another tag', ['keep=yes'], undefined, undefined],
    ['until its last day', [`offboarding-keep-until=${night}`], undefined, { state: 'kept', until: night }],
    [
      'in another letter case',
      ['Offboarding-Keep-Until=2027-03-31'],
      undefined,
      { state: 'kept', until: '2027-03-31' },
    ],
    ['that has ended', ['offboarding-keep-until=2026-11-19'], undefined, { state: 'expired', until: '2026-11-19' }],
    ['without a date', ['offboarding-keep-until'], undefined, { state: 'unreadable', until: '' }],
    [
      'on a day that is none',
      ['offboarding-keep-until=2027-02-30'],
      undefined,
      { state: 'unreadable', until: '2027-02-30' },
    ],
    ['written otherwise', ['offboarding-keep-until=31.3.2027'], undefined, { state: 'unreadable', until: '31.3.2027' }],
    ['by a person', [], keep('2026-12-24'), { state: 'kept', until: '2026-12-24' }],
    [
      'by a person, longer than the tag',
      ['offboarding-keep-until=2026-12-01'],
      keep('2026-12-24'),
      { state: 'kept', until: '2026-12-24' },
    ],
    [
      'by a tag, after that of a person has ended',
      ['offboarding-keep-until=2026-12-01'],
      keep('2026-01-01'),
      { state: 'kept', until: '2026-12-01' },
    ],
  ])('%s', (_, tags, asked, expected) => {
    expect(exemptionOf(tags, asked, night)).toEqual(expected);
  });
});
