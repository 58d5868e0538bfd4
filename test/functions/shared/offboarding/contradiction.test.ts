import { describe, expect, it } from 'vitest';
import { applyNotice } from '../../../../functions/shared/offboarding/apply-notice.ts';
import type { ExitNotice } from '../../../../functions/shared/offboarding/exit-notice.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/offboarding-case.ts';
import { sourceOf } from '../../../../functions/shared/offboarding/transition.ts';
import { apply } from '../../support/apply-all.ts';
import { aClosedCase } from '../../support/ended-cases.ts';
import { aCase, aNotice, aPolicy, aSaying, at } from '../../support/samples.ts';

const exit = aSaying({
  source: 'bamboohr',
  eventId: 'exit',
  kind: 'exit',
  sentAt: at(-9),
  receivedAt: at(-9),
  effect: 'opened',
});
const closed = aClosedCase({ caseId: 'case-1', notices: [exit], lastSentAt: at(-9), endedAt: at(0) });
const rehired = aNotice({ source: 'bamboohr', eventId: 'back', kind: 'rehired', sentAt: at(60), receivedAt: at(60) });

function contradictions(ended: OffboardingCase, ...notices: ExitNotice[]) {
  let offboardingCase = ended;
  for (const notice of notices) offboardingCase = apply(offboardingCase, notice).case;
  return offboardingCase.unsaid.filter(({ type }) => type === 'OffboardingContradicted');
}

describe('somebody who stays after their access is gone', () => {
  it.each(['rehired', 'cancelled'] as const)('is announced as %s, with the command that gives it back', (kind) => {
    expect(contradictions(closed, { ...rehired, kind })).toMatchObject([
      {
        caseId: 'case-1',
        at: at(60),
        status: 'closed',
        reason: kind,
        command: 'operator undo case-1 --reason "…"',
        source: 'bamboohr',
      },
    ]);
  });

  it('is announced once, however often and by whomever it is sent', () => {
    const again = { ...rehired, eventId: 'again', source: 'okta', sentAt: at(70), receivedAt: at(70) };

    expect(contradictions(closed, rehired, rehired, again)).toHaveLength(1);
  });

  it.each<[what: string, ended: OffboardingCase, notice: ExitNotice]>([
    ['of whom nothing was taken', { ...closed, desktops: [], users: [], access: [], trail: [] }, rehired],
    ['who has it again already', { ...closed, undoneBy: 'case-2' }, rehired],
    ['whose stay was sent before their exit', closed, { ...rehired, sentAt: at(-10) }],
    ['whom another source lets go still', closed, { ...rehired, source: 'okta', onlyOwn: true }],
    ['who leaves once more', closed, { ...rehired, kind: 'exit' }],
    ['whose case is open, so that it ends it', aCase({ notices: [exit], lastSentAt: at(-9) }), rehired],
  ])('is not announced of somebody %s', (_, ended, notice) => {
    expect(contradictions(ended, notice)).toEqual([]);
  });

  it('is announced of what a token alone vouches for where that counts', () => {
    const notice = { ...rehired, trust: 'token' } as const;
    const lowTrust = applyNotice(closed, { ...notice, source: 'okta' }, aPolicy({ approval: { lowTrust: true } }));

    expect(contradictions(closed, notice)).toHaveLength(1);
    expect(lowTrust.case.unsaid).toEqual(closed.unsaid);
  });
});

describe('the source of a case', () => {
  it.each<[what: string, notice: ExitNotice]>([
    ['a person cancels in vain', { ...rehired, source: 'operator', kind: 'cancelled', trust: 'iam' }],
    ['another system sends late', { ...rehired, source: 'okta', kind: 'exit', effectiveAt: at(900), sentAt: at(-20) }],
    ['another system says that they stay', { ...rehired, source: 'okta' }],
  ])('stays the one that it acted on when %s', (_, notice) => {
    expect(sourceOf(apply(closed, notice).case)).toBe('bamboohr');
  });

  it('is the operator where a person has taken it up again', () => {
    const again = { ...rehired, source: 'operator', kind: 'revoke-now' } as const;

    expect(sourceOf(apply(closed, again).case)).toBe('operator');
  });
});
