import { describe, expect, test } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { evidenceOf } from '../../../../../functions/shared/offboarding/evidence/evidence.ts';
import { evidencePage } from '../../../../../functions/shared/offboarding/evidence/evidence-page.ts';
import { aClosedCase, aTrail, someEvidence } from '../../../support/ended-cases.ts';
import { aPool, aRecord, at } from '../../../support/samples.ts';

const stillAttached = aRecord('one', { detach: 'requested' });

function pageOf(given: Partial<OffboardingCase> = {}): string {
  return evidencePage(someEvidence(given));
}

/** What a reader sees: no markup, one space between words. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

function headingsOf(page: string): string[] {
  return [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading = '']) => heading);
}

function summaryOf(given: Partial<OffboardingCase>): string[][] {
  const [top = ''] = pageOf(given).split('<h2>');
  const facts = top.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g);
  return [...facts].map(([, name = '', value = '']) => [name, textOf(value).trim()]);
}

describe('the page', () => {
  test('answers first whether access was gone in time', () => {
    expect(textOf(pageOf())).toContain(
      'Yes Was access gone within the SLA? Access was seen gone 2 min after it was to go, 23 h 58 min before the deadline.',
    );
  });

  test('shows each desktop with what came of it and by which call', () => {
    const text = textOf(pageOf());
    expect(text).toContain('ws-leaver d-5c1e90 main leaver removed 2026-11-20 10:01:00 7f6e0c1d5b0a4f7c9d1e');
    expect(text).toContain('unbound 198.51.100.7 asked 2026-11-20 10:02:00 a30c4be8d7f1 seen 2026-11-20 10:02:15');
    expect(text).toContain('kept 198.51.100.8 still-in-use-by-others');
  });

  test('shows every line of the trail with its hash, and the last hash once more', () => {
    const { trail } = aClosedCase();
    for (const { hash } of trail) expect(pageOf()).toContain(hash);
    expect(pageOf().split(trail.at(-1)?.hash ?? '-')).toHaveLength(3);
    expect(textOf(pageOf())).not.toContain('Broken');
  });

  test('shows who said it and what vouched for it', () => {
    expect(textOf(pageOf())).toContain(
      'standard-webhooks msg_2a9f exit 2026-11-20T18:00:00+08:00 signed key current opened',
    );
  });

  test('says since when access was seen gone, through which way', () => {
    expect(textOf(pageOf())).toContain('main 2026-11-20 10:02:00 2026-11-20 10:02:10');
    const unread = [{ workspace: 'main', attachments: at(2) }];
    expect(textOf(pageOf({ seenGone: unread }))).toContain('main 2026-11-20 10:02:00 not read');
    expect(headingsOf(pageOf({ seenGone: undefined }))).not.toContain('When access was seen gone');
  });

  test('loads nothing and runs nothing', () => {
    expect(pageOf()).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(pageOf()).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|\son\w+=|https?:|javascript:/i);
  });

  test('has every tag that it opens closed', () => {
    const tags = [...pageOf().matchAll(/<(\/?[a-z]\w*)[^>]*>/g)]
      .map(([, tag = '']) => tag)
      .filter((tag) => tag !== 'meta');
    const open = tags.reduce<string[]>((stack, tag) => {
      return tag === `/${stack.at(-1)}` ? stack.slice(0, -1) : [...stack, tag];
    }, []);
    expect(open).toEqual([]);
  });
});

test('names, reasons and facts from outside are shown as they are, and do nothing', () => {
  const evil = `<img src=x onerror=alert(1)>"'`;
  const { desktops, notices } = aClosedCase();
  const [desktop] = desktops;
  const [notice] = notices;
  const page = pageOf({
    person: { id: evil, userName: evil },
    // As an item may have it that somebody changed by hand.
    reason: evil as never,
    status: 'failed',
    problem: { code: evil, message: evil },
    effectiveAt: evil,
    desktops: desktop
      ? [{ ...desktop, computerName: evil, attachment: { userName: evil }, eipReason: evil, detachRequestId: evil }]
      : [],
    notices: notice ? [{ ...notice, source: evil, eventId: evil, zone: evil, keyId: evil }] : [],
    users: [{ workspace: evil, userId: evil, userName: evil, wasLocked: false, lock: 'verified' }],
    access: [
      { workspace: evil, kind: 'pool', id: evil, name: evil, member: { id: evil, name: evil }, removal: 'verified' },
    ],
    approval: {
      reasons: [evil],
      planHash: evil,
      requestedAt: at(0),
      expiresAt: at(1),
      people: 1,
      approvedBy: [{ by: evil, at: at(0), reason: evil }],
    },
    trail: aTrail([{ at: at(0), event: 'command', facts: { [evil]: evil, list: [evil], nested: { [evil]: evil } } }]),
  });
  expect(page).not.toContain('<img');
  expect(page.split('&#60;img src=x onerror=alert(1)&#62;').length).toBeGreaterThan(20);
});

test('a trail that was changed is the first thing said', () => {
  const { trail } = aClosedCase();
  const changed = trail.map((line) => (line.seq === 3 ? { ...line, facts: {} } : line));
  expect(textOf(evidencePage(evidenceOf(changed)))).toContain(
    'Broken The trail is not as it was written. Line 3 does not follow',
  );
});

test.each<{ given: Partial<OffboardingCase>; says: string }>([
  {
    given: { sla: { dueAt: at(1) } },
    says: 'No Was access gone within the SLA? Access was seen gone 2 min after it was to go, 1 min after the deadline.',
  },
  {
    given: { sla: undefined },
    says: 'Yes Was access gone? Access was seen gone 2 min after it was to go. There was no deadline.',
  },
  {
    given: { status: 'failed', reason: 'detach-not-verified', desktops: [stillAttached] },
    says: 'No Was access gone within the SLA? No reading has shown all access gone: detach-not-verified',
  },
  {
    given: { status: 'failed', problem: { code: 'X', message: 'It is frozen' }, desktops: [stillAttached] },
    says: 'No reading has shown all access gone: It is frozen',
  },
  { given: { status: 'dry-run' }, says: 'Dry run Was access gone within the SLA? Nothing was changed.' },
  {
    given: { status: 'cancelled', reason: 'rehired' },
    says: 'Cancelled Was access gone within the SLA? The person was not to lose access after all: rehired.',
  },
  {
    given: { status: 'restored', reason: 'restored', undoes: 'case-2' },
    says: 'Yes Was everything given back? A reading has shown all that was taken to be back.',
  },
])('it says: $says', ({ given, says }) => {
  expect(textOf(pageOf(given))).toContain(says);
});

test('it sums up the case, and leaves out what is not known of it', () => {
  const person = { id: 'E1001', userName: 'leaver' };
  const end = { status: 'failed', reason: 'detach-not-verified', problem: { code: 'X', message: 'frozen' } } as const;
  expect(summaryOf({ person, ...end })).toEqual([
    ['Organisation', 'Example Ltd'],
    ['Person', 'leaver'],
    ['Employee id', 'E1001'],
    ['How it ended', 'failed (detach-not-verified)'],
    ['Last problem', 'X: frozen'],
    ['Date as the sender wrote it', '2026-11-20T18:00:00+08:00'],
    ['Received', '2026-11-20 09:00:00'],
    ['Access to go at', '2026-11-20 10:00:00'],
    ['Access to be gone by', '2026-11-21 10:00:00'],
  ]);
  const least = {
    person: { email: 'leaver@example.com' },
    reason: undefined,
    effectiveAt: undefined,
    sla: undefined,
    workedBy: undefined,
  };
  expect(summaryOf(least)).toEqual([
    ['Person', 'leaver@example.com'],
    ['How it ended', 'closed'],
    ['Received', '2026-11-20 09:00:00'],
    ['Access to go at', '2026-11-20 10:00:00'],
    ['Access seen gone', '2026-11-20 10:02:00'],
  ]);
});

test('it has a heading for each part that there is', () => {
  const approval = { reasons: [], planHash: 'h', requestedAt: at(0), expiresAt: at(9), people: 1 };
  const approvedBy = [{ by: 'ann', at: at(1), reason: 'seen' }];
  const whole = pageOf({ access: [aPool({ removal: 'verified' })], approval: { ...approval, approvedBy } });
  const both = ['Other access', 'Approval'];
  const where = ['Where it was worked on', 'The policy in force'];
  const usual = ['Desktops', 'When access was seen gone', 'What was said', ...where, 'Trail', 'How to check it'];
  expect(headingsOf(pageOf())).toEqual(usual);
  expect(new Set(headingsOf(whole))).toEqual(new Set([...usual, ...both]));
});

test('a case without desktops says so', () => {
  expect(textOf(pageOf({ desktops: [] }))).toContain('No desktop was found that the person could use.');
});

test('of an undo it says so, and when it was asked for instead of when access was to go', () => {
  const undo = { status: 'restored', reason: 'restored', undoes: 'case-2' } as const;

  expect(textOf(pageOf(undo))).toContain('Undo of the offboarding of leaver');
  const names = summaryOf(undo).map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['Undoes', 'Asked for']));
  expect(names).not.toContain('Access to go at');
});

test('of an undo it says what came back, by its own times', () => {
  const [desktop] = aClosedCase().desktops;
  const back = {
    restore: 'verified',
    restoreRequestedAt: at(31),
    restoreRequestId: 'r-31',
    restoreVerifiedAt: at(32),
    restoreEip: 'impossible',
    restoreReason: 'eip-bound-elsewhere',
    restorePower: 'verified',
    restorePowerRequestedAt: at(33),
    restorePowerVerifiedAt: at(34),
  } as const;
  const undo = { status: 'restored', undoes: 'case-2', openedAt: at(30), endedAt: at(35) } as const;
  const given = { ...undo, desktops: desktop ? [{ ...desktop, ...back }] : [] };
  const text = textOf(pageOf(given));
  expect(text).toContain('restored eip-bound-elsewhere 2026-11-20 10:31:00 r-31 2026-11-20 10:32:00');
  expect(text).toContain('started asked 2026-11-20 10:33:00 seen 2026-11-20 10:34:00');
  expect(text).not.toContain('7f6e0c1d5b0a4f7c9d1e 2026-11-20 10:02:00');
  expect(summaryOf(given).slice(-4)).toEqual([
    ['Asked for', '2026-11-20 10:30:00'],
    ['Begun', '2026-11-20 10:31:00'],
    ['Given back', '2026-11-20 10:33:00'],
    ['Seen to be back', '2026-11-20 10:34:00'],
  ]);
});

test('it says since when the exit stands, and that it was late', () => {
  const exitSince = { source: 'hibob', sentAt: at(-3000), receivedAt: at(-3000), startsAt: at(-3000) };
  const sla = { dueAt: at(-1560), breachedAt: at(-1559) };
  const facts = Object.fromEntries(summaryOf({ exitSince, sla }));
  expect(facts).toMatchObject({
    'First announced': '2026-11-18 08:00:00',
    'Counted from': '2026-11-18 08:00:00',
    'Late, as was noticed': '2026-11-19 08:01:00',
  });
});

test('it says where it was worked on, by which policy, and since when which way is seen to be closed', () => {
  const text = textOf(pageOf());
  expect(text).toContain('main ap-southeast-3 0123456789abcdef0123456789abcdef');
  expect(text).toContain('slaHours 24');
  expect(text).toContain('main 2026-11-20 10:02:00 2026-11-20 10:02:10');
});
