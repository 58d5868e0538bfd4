import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type OffboardingCase,
  offboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { ExitNotice } from '../../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { onlyEverStayed, standingNotice } from '../../../../../functions/shared/offboarding/notices/standing-notice.ts';
import { apply, applyAll } from '../../../support/apply-all.ts';
import { aNotice, aSaying, at, ten } from '../../../support/samples.ts';

describe('the sender’s time, not the order of arrival', () => {
  it('lets a late revoke-now stand against a date that was sent after it but came before it', () => {
    const revoke = aNotice({ kind: 'revoke-now', sentAt: at(1), receivedAt: at(3) });
    const moved = aNotice({ sentAt: at(2), effectiveAt: at(9000) });

    const { case: after } = applyAll([moved, revoke]);

    expect(after).toMatchObject({ status: 'scheduled', revokeNow: true, actAt: at(3) });
  });

  it('keeps a revoke-now in mind, however many dates follow it', () => {
    const revoke = aNotice({ kind: 'revoke-now' });
    const dates = Array.from({ length: 60 }, (_, day) =>
      aNotice({ sentAt: at(1 + day), effectiveAt: at(90_000 + day) }),
    );

    const { case: after } = applyAll([revoke, ...dates]);

    expect(after).toMatchObject({ revokeNow: true, actAt: ten });
  });

  it('does not let what an earlier episode has settled decide over the next', () => {
    const revoked = apply(undefined, aNotice({ kind: 'revoke-now', sentAt: at(1) })).case;
    const closed: OffboardingCase = { ...revoked, status: 'closed', dueAt: undefined, endedAt: at(2) };
    const next = aNotice({ sentAt: at(100), effectiveAt: at(9000) });
    const late = aNotice({ kind: 'revoke-now', sentAt: at(0), receivedAt: at(101) });
    const moved = aNotice({ sentAt: at(102), effectiveAt: at(600) });

    const { case: after, effect } = applyAll([next, late, moved], closed);

    expect(effect).toBe('moved');
    expect(after).toMatchObject({ status: 'scheduled', revokeNow: false, actAt: at(600) });
  });

  it('does not let a revoke-now of the very time at which an earlier episode was settled decide over the next', () => {
    const settled = aSaying({ sentAt: at(1), receivedAt: at(1) });
    const reopened = aSaying({ sentAt: at(100), receivedAt: at(100), effect: 'reopened' });
    const late = aSaying({ kind: 'revoke-now', sentAt: at(1), receivedAt: at(101) });

    expect(standingNotice([settled, reopened, late])).toBe(reopened);
  });

  it('leaves a case that is being worked on to the source that it began with, whoever says so too', () => {
    const began = aSaying({ source: 'bamboohr', effect: 'opened' });
    const tooLate = aSaying({ source: 'okta', sentAt: at(1), receivedAt: at(1), effect: 'ignored-already-started' });

    expect(standingNotice([began, tooLate])).toBe(began);
  });

  it('does not count a source that takes back its own as settling what others say', () => {
    const opened = aSaying({ sentAt: at(1), receivedAt: at(1) });
    const own = aSaying({ kind: 'cancelled', onlyOwn: true, source: 'lark', sentAt: at(9), receivedAt: at(9) });
    const reopened = aSaying({ sentAt: at(10), receivedAt: at(10), effect: 'reopened', effectiveAt: at(9000) });
    const late = aSaying({ kind: 'revoke-now', sentAt: at(8), receivedAt: at(11), effect: 'revoked-now' });

    expect(standingNotice([opened, own, reopened, late])).toBe(late);
  });

  it('lets nobody stay by what was sent before they were let go once more, though it came after that', () => {
    const began = aSaying({ effect: 'opened' });
    const again = aSaying({ sentAt: at(3), receivedAt: at(3), effect: 'ignored-already-started' });
    const late = aStay(2, 'ignored-older');
    expect(standingNotice([began, again, late])).toBe(again);
    expect(standingNotice([began, late])).toBe(late);
    const newest = aStay(4, 'cancelled');
    expect(standingNotice([began, again, newest])).toBe(newest);
  });

  it('does not let the revoke-now that opened an earlier episode decide over the next', () => {
    const [first, second] = [1, 2].map((minute) => ({
      sentAt: at(minute),
      receivedAt: at(minute),
      effect: 'reopened',
    }));
    const again = aSaying(second);

    expect(standingNotice([aSaying(), aSaying({ kind: 'revoke-now', ...first }), again])).toBe(again);
  });

  it('takes a notice of the very time of the last one as the newer', () => {
    const opened = apply(undefined, aNotice({ sentAt: ten })).case;
    const closed: OffboardingCase = { ...opened, status: 'closed', dueAt: undefined, endedAt: ten };
    const revoke = aNotice({ kind: 'revoke-now', sentAt: ten });
    const date = aNotice({ sentAt: at(1), effectiveAt: at(9000) });

    const reopened = apply(closed, revoke);
    const after = apply(reopened.case, date);

    expect(reopened.effect).toBe('reopened');
    expect(after.effect).toBe('ignored-revoke-now-stands');
  });

  it('decides alone: any order and any repetition of the same notices end in the same case', () => {
    fc.assert(
      fc.property(histories, ([sent, arrived]) => {
        expect(essence(applyAll(arrived).case)).toEqual(essence(applyAll(sent).case));
      }),
      // Fewer where each of thousands of mutants runs it.
      { numRuns: fc.readConfigureGlobal().numRuns ?? 500 },
    );
  });

  it('yields cases that can be stored and read again', () => {
    fc.assert(
      fc.property(histories, ([, arrived]) => {
        const { case: after } = applyAll(arrived);
        expect(offboardingCase.safeParse(after).error).toBeUndefined();
      }),
    );
  });
});

describe('that somebody only ever stayed', () => {
  const active = aSaying({ kind: 'rehired', effect: 'ignored-nothing-to-cancel' });
  const stillActive = aSaying({ kind: 'rehired', effect: 'ignored-already-ended' });
  const exit = aSaying();

  it.each<[only: boolean, what: string, notices: OffboardingCase['notices']]>([
    [true, 'it is said of them once', [active]],
    [true, 'it is said of them again and again', [active, stillActive]],
    [false, 'they are to go since', [active, aSaying({ effect: 'reopened' })]],
    [false, 'an exit came late that was sent before', [active, aSaying({ effect: 'ignored-older' })]],
    [false, 'their exit was called off', [exit, aSaying({ kind: 'cancelled', effect: 'cancelled' })]],
    [false, 'nothing is left of what began the case', [stillActive]],
    [false, 'nothing was said', []],
  ])('is %s where %s', (only, _, notices) => {
    expect(onlyEverStayed(notices)).toBe(only);
  });
});

type Part = { kind: ExitNotice['kind']; effectiveAt?: string; person: ExitNotice['person']; runsAhead: boolean };

const parts = fc.record(
  {
    kind: fc.constantFrom<ExitNotice['kind']>('exit', 'exit', 'revoke-now', 'cancelled', 'rehired'),
    effectiveAt: fc.integer({ min: -5_000, max: 50_000 }).map(at),
    person: fc.record(
      {
        id: fc.constant('E1'),
        userName: fc.constantFrom('ann', 'ann.lee'),
        email: fc.constantFrom('ann@example.com', 'lee@example.com'),
      },
      { requiredKeys: ['id'] },
    ),
    runsAhead: fc.boolean(),
  },
  { requiredKeys: ['kind', 'person', 'runsAhead'] },
);

/** One to six notices about one person in the order they were sent, and as they may arrive: in any order, some twice. */
const histories = fc
  .array(parts, { minLength: 1, maxLength: 6 })
  .map((all) => all.map(noticeOf))
  .chain((sent) => {
    const repeated = fc.array(fc.constantFrom(...sent), { maxLength: 4 });
    return fc.tuple(
      fc.constant(sent),
      repeated.chain((again) => shuffled([...sent, ...again])),
    );
  });

/** Sent a minute apart and received much later; or, from a clock that runs ahead, received before it was sent. */
function noticeOf({ runsAhead, ...said }: Part, minute: number): ExitNotice {
  const times = runsAhead
    ? { sentAt: at(minute + 10_000), receivedAt: at(minute) }
    : { sentAt: at(minute), receivedAt: at(minute + 100) };
  return aNotice({ ...said, ...times });
}

function shuffled<Item>(items: Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray(items, { minLength: items.length });
}

/** What of a case decides what happens to the person; what it became by way of is for the record alone. */
function essence({ status, person, lastSentAt, dueAt, actAt, effectiveAt, revokeNow }: OffboardingCase) {
  return { status, person, lastSentAt, dueAt, ...(status === 'scheduled' && { actAt, effectiveAt, revokeNow }) };
}

function aStay(minute: number, effect: string) {
  return aSaying({ kind: 'rehired', sentAt: at(minute), receivedAt: at(9), effect });
}
