import { describe, expect, it } from 'vitest';
import {
  askForAccess,
  confirmAccess,
  goneSince,
  isAccessUnread,
  readAllAccess,
  whenSeenGone,
} from '../../../../../functions/shared/offboarding/decide/access-confirmation.ts';
import type { AccessRead } from '../../../../../functions/shared/offboarding/decide/observation.ts';
import { aCase, anAccessRead, aPool, aRecord, at, aUser, seen, ten } from '../../../support/samples.ts';

const gone = aCase({ desktops: [aRecord('one', { detach: 'verified', detachVerifiedAt: at(5) })] });
const problem = { code: 'pool-not-permitted', message: 'The members of pool p1 may not be read' };

describe('access through pools and groups', () => {
  it.each([
    ['where somebody has a user', { users: [aUser({ workspace: 'branch' })], accessReads: [anAccessRead()] }, {}, true],
    ['where a case knows of some', { users: [], accessReads: [] }, { access: [aPool()] }, true],
    ['nowhere else', { users: [], accessReads: [] }, {}, false],
    ['not where it was read', { users: [aUser()], accessReads: [anAccessRead()] }, {}, false],
    [
      'not where the project cannot be read',
      { users: [], accessReads: [], unread: [{ workspace: 'main', problem }] },
      { access: [aPool()] },
      false,
    ],
  ])('is to be read %s', (_, what, one, expected) => {
    expect(isAccessUnread(aCase(one), seen(what))).toBe(expected);
  });

  it('is to be gone since the person was seen gone from their own desktops, and since the case could act', () => {
    expect(goneSince(gone, at(40))).toBe(at(5));
    expect(goneSince(aCase(), at(40))).toBe(ten);
    expect(goneSince(aCase({ actAt: at(30) }), at(40))).toBe(at(30));
    expect(goneSince(aCase({ actAt: at(50) }), at(40))).toBe(at(40));
  });

  it.each<[what: string, read: Partial<AccessRead>, step: unknown]>([
    ['nothing, where it was read after that', { readSince: at(5) }, undefined],
    ['a newer reading, where it was read before', { readSince: at(4), askedSince: at(3) }, { do: 'confirm-access' }],
    ['a reading, where it was never read', {}, { do: 'confirm-access' }],
    ['to look whether a pool can be read by now', { readSince: at(6), problem }, { do: 'confirm-access' }],
    [
      'to wait, where a newer reading is asked for',
      { readSince: at(4), askedSince: at(5), nextAt: at(9) },
      { do: 'try-later', at: at(9), problem: expect.objectContaining({ code: 'access-unconfirmed' }) },
    ],
    [
      'to wait for a person, where something cannot be read',
      { readSince: at(6), askedSince: at(5), problem },
      { do: 'try-later', problem: { code: problem.code, message: `main: ${problem.message}` } },
    ],
  ])('asks, before a case closes, for %s', (_, given, step) => {
    const read = { workspace: 'main', nextAt: at(3), unread: [], ...given };

    expect(confirmAccess(gone, seen({ accessReads: [read] }))).toEqual(step);
  });

  it('of every project counts', () => {
    const accessReads = [anAccessRead({ readSince: at(9) }), anAccessRead({ workspace: 'branch', readSince: at(2) })];

    expect(confirmAccess(gone, seen({ accessReads }))).toMatchObject({
      do: 'try-later',
      problem: { message: expect.stringMatching(/^branch: /) },
    });
  });

  it('is asked for once while other work goes on, where the index is older than the case', () => {
    const old = anAccessRead({ readSince: at(-1) });

    expect(askForAccess(aCase(), seen({ accessReads: [old] }))).toBeUndefined();
    const { askedSince: _, ...unasked } = old;
    expect(askForAccess(aCase(), seen({ accessReads: [unasked] }))).toEqual({ do: 'confirm-access' });
    expect(askForAccess(aCase(), seen({ accessReads: [{ ...unasked, readSince: at(1) }] }))).toBeUndefined();
  });

  it('is read whole before anybody is asked to agree to a plan', () => {
    expect(readAllAccess(aCase(), seen({ accessReads: [] }))).toEqual({ do: 'look-for-access' });
    expect(readAllAccess(aCase(), seen())).toBeUndefined();
  });

  it('is said to be gone since the reading, beside when nothing was seen attached', () => {
    const accessReads = [anAccessRead({ readSince: at(3) })];

    expect(whenSeenGone(seen({ attachmentsAt: at(2), accessReads }))).toEqual([
      { workspace: 'main', attachments: at(2), poolsAndGroups: at(3) },
    ]);
  });
});
