import { describe, expect, it } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { sourceOf } from '../../../../../functions/shared/offboarding/case/transition.ts';
import { saysTheyStay } from '../../../../../functions/shared/offboarding/drift/drift.ts';
import type { ExitNotice } from '../../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { apply, applyAll } from '../../../support/apply-all.ts';
import { aNotice, aRecord, at } from '../../../support/samples.ts';

const byHand = { source: 'operator', trust: 'iam', by: 'ann' } as const;

function ended(status: OffboardingCase['status'], given: Partial<OffboardingCase> = {}): OffboardingCase {
  const { case: opened } = apply(undefined, aNotice({ source: 'bamboohr' }));
  const desktops = [aRecord('d', { admittedAt: at(1), detach: 'verified', detachRequestedAt: at(1) })];
  return { ...opened, status, reason: 'access-gone', dueAt: undefined, endedAt: at(2), desktops, ...given };
}

describe('the source of a case', () => {
  it.each(['closed', 'failed', 'dry-run'] as const)(
    'stays the HR system’s after a command without effect: %s',
    (status) => {
      const command = aNotice({ ...byHand, kind: 'cancelled', sentAt: at(5) });

      const { case: after, effect } = apply(ended(status), command);

      expect(effect).toBe('ignored-already-ended');
      expect(sourceOf(after)).toBe('bamboohr');
    },
  );

  it('stays that of what called it off, whoever says so again', () => {
    const { case: one } = applyAll([
      aNotice({ source: 'bamboohr', effectiveAt: at(9000) }),
      aNotice({ source: 'okta', kind: 'cancelled', sentAt: at(1) }),
      aNotice({ ...byHand, kind: 'cancelled', sentAt: at(2) }),
    ]);

    expect(sourceOf(one)).toBe('okta');
  });

  it('stays what work began on where something older comes late', () => {
    const late = aNotice({ ...byHand, kind: 'revoke-now', sentAt: at(-5), receivedAt: at(5) });

    const { case: after, effect } = apply(ended('closed'), late);

    expect(effect).toBe('ignored-older');
    expect(sourceOf(after)).toBe('bamboohr');
  });

  it('is remembered, however much is said in vain afterwards', () => {
    const stays = Array.from({ length: 70 }, (_, minute) =>
      aNotice({ ...byHand, kind: 'rehired', sentAt: at(10 + minute) }),
    );

    const { case: after } = applyAll(stays, ended('closed'));

    expect(sourceOf(after)).toBe('bamboohr');
    expect(saysTheyStay(after)).toBe(true);
  });

  it('is another one once a command has an effect', () => {
    const again: Partial<ExitNotice> = { ...byHand, kind: 'revoke-now', sentAt: at(5) };

    expect(sourceOf(apply(ended('closed'), aNotice(again)).case)).toBe('operator');
  });

  it('is, of the first word about somebody, that word’s', () => {
    expect(sourceOf(apply(undefined, aNotice({ ...byHand, kind: 'cancelled' })).case)).toBe('operator');
  });
});
