import { describe, expect, test } from 'vitest';
import type { Evidence, EvidenceDesktop } from '../../../../../functions/shared/offboarding/evidence/evidence.ts';
import { desktopTable } from '../../../../../functions/shared/offboarding/evidence/evidence-desktop-table.ts';
import {
  approvalTable,
  noticeTable,
  otherAccessTable,
  trailTable,
} from '../../../../../functions/shared/offboarding/evidence/evidence-tables.ts';
import type { Html } from '../../../../../functions/shared/offboarding/evidence/html.ts';
import { aTrail, someEvidence } from '../../../support/ended-cases.ts';
import { anApproval, aPool, aSaying, at, aUserRecord, ten } from '../../../support/samples.ts';

const problem = { code: 'WKS.1', message: 'It is frozen' };

/** The rows of a table as a reader sees them, the names of its columns first. */
function rowsOf(table: Html | undefined): string[][] {
  const rows = [...(table?.text ?? '').matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row);
  return rows.map((row) => {
    const cells = [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell);
    return cells.map((cell) =>
      cell
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );
  });
}

function proof(given: Partial<Evidence> = {}): Evidence {
  return { ...someEvidence(), ...given };
}

function aDesktop(given: Partial<EvidenceDesktop> = {}): EvidenceDesktop {
  return {
    workspace: 'main',
    desktopId: 'd-1',
    attachment: { userName: 'leaver' },
    others: [],
    access: 'removed',
    publicIp: 'none',
    ...given,
  };
}

describe('the table of desktops', () => {
  test('has a row for each, with who it was taken from, when, by which call and in what time', () => {
    const [asked, seen] = ['2026-11-20 10:01:00 7f6e0c1d5b0a4f7c9d1e', '2026-11-20 10:02:00'];

    expect(rowsOf(desktopTable(proof()))).toEqual([
      ['Desktop', 'User', 'Access', 'Asked', 'Seen detached', 'Took', 'Public IP'],
      [
        'ws-leaver d-5c1e90 main',
        'leaver',
        'removed',
        asked,
        seen,
        '2 min',
        'unbound 198.51.100.7 asked 2026-11-20 10:02:00 a30c4be8d7f1 seen 2026-11-20 10:02:15',
      ],
      [
        'ws-shared d-77a2f3 main',
        'leaver beside stayer',
        'removed',
        asked,
        seen,
        '2 min',
        'kept 198.51.100.8 still-in-use-by-others: stayer',
      ],
    ]);
  });

  test('has no column that says nothing of any of them', () => {
    expect(rowsOf(desktopTable(proof({ desktops: [aDesktop()] })))).toEqual([
      ['Desktop', 'User', 'Access', 'Public IP'],
      ['d-1 main', 'leaver', 'removed', 'none'],
    ]);
  });

  test('leaves a cell empty where it says something of another one', () => {
    const desktops = [aDesktop(), aDesktop({ desktopId: 'd-2', elapsedMs: 1000 })];

    expect(rowsOf(desktopTable(proof({ desktops }))).map((cells) => cells[3])).toEqual(['Took', '', '1 s']);
  });

  test('says why a desktop was not touched, and what was refused', () => {
    const desktops = [aDesktop({ access: 'still-attached', protected: 'tag:keep', problem })];

    const [, [, , access] = []] = rowsOf(desktopTable(proof({ desktops })));
    expect(access).toBe('still attached protected: tag:keep It is frozen');
  });

  test.each<[tone: string, parts: Partial<EvidenceDesktop>]>([
    ['good', { access: 'removed', publicIp: 'unbound' }],
    ['bad', { access: 'still-attached', publicIp: 'still-bound' }],
    ['open', { access: 'would-be-removed', publicIp: 'would-be-unbound' }],
  ])('shows as %s what is so: %j', (tone, parts) => {
    const table = desktopTable(proof({ desktops: [aDesktop(parts)] }));

    expect(table?.text.split(`class="tag ${tone}"`)).toHaveLength(3);
  });

  test('says of an undo which parts came back, and why one did not', () => {
    const desktops = [
      aDesktop({ access: 'restored', power: 'not-started', restorePower: 'impossible', restoreReason: 'WKS.2' }),
      aDesktop(),
    ];

    expect(rowsOf(desktopTable(proof({ undoes: 'case-2', desktops })))).toEqual([
      ['Desktop', 'User', 'Access', 'Power', 'Public IP'],
      ['d-1 main', 'leaver', 'restored WKS.2', 'not started', 'none'],
      ['d-1 main', 'leaver', 'removed', '', 'none'],
    ]);
  });
});

describe('the table of other access', () => {
  test('has locks, pools and groups, with the request and what was refused', () => {
    const users = [aUserRecord({ lock: 'verified', lockRequestId: 'r-1', problem })];
    const access = [
      aPool({ name: 'call-centre', removal: 'verified', removalRequestId: 'r-2' }),
      aPool({ kind: 'group', id: 'group-1', removal: 'reported', workspace: 'branch', problem }),
    ];

    expect(rowsOf(otherAccessTable(proof({ users, access })))).toEqual([
      ['What', 'Name', 'Workspace', 'What became of it', 'Asked', 'Problem'],
      ['user', 'leaver user-1', 'main', 'lock verified', 'r-1', 'It is frozen'],
      ['pool', 'call-centre pool-1', 'main', 'removal verified', 'r-2', ''],
      ['group', 'group-1', 'branch', 'removal reported', '', 'It is frozen'],
    ]);
  });

  test('says of an undo what came back', () => {
    const users = [
      aUserRecord({ lock: 'verified', restore: 'verified' }),
      aUserRecord({ lock: undefined, restore: 'planned' }),
    ];
    const access = [aPool({ removal: 'verified', restore: 'impossible' })];

    const [, ...rows] = rowsOf(otherAccessTable(proof({ users, access })));
    expect(rows.map((cells) => cells[3])).toEqual(['back: verified', 'back: planned', 'back: impossible']);
  });

  test('is none where there was none, nor anybody to lock', () => {
    expect(otherAccessTable(proof({ users: [aUserRecord({ lock: undefined })] }))).toBeUndefined();
  });
});

test('the table of notices says who said what for when, and what vouched for it', () => {
  const notices = [
    aSaying({
      source: 'hibob',
      eventId: 'e-1',
      effectiveAt: '2026-11-30',
      zone: 'Asia/Kuala_Lumpur',
      keyId: 'current',
    }),
    aSaying({
      source: 'operator',
      eventId: 'e-2',
      kind: 'revoke-now',
      trust: 'iam',
      keyId: undefined,
      effect: 'moved',
    }),
  ];

  expect(rowsOf(noticeTable(proof({ notices })))).toEqual([
    ['Received', 'From', 'Said', 'For', 'Vouched for by', 'Effect'],
    ['2026-11-20 10:00:00', 'hibob e-1', 'exit', '2026-11-30 Asia/Kuala_Lumpur', 'signed key current', 'opened'],
    ['2026-11-20 10:00:00', 'operator e-2', 'revoke-now', 'at once', 'iam', 'moved'],
  ]);
});

test('the table of an approval says who agreed to which plan, and is none where nobody was asked', () => {
  const approval = anApproval({ approvedBy: [{ by: 'ann', at: at(5), reason: 'seen' }] });

  expect(rowsOf(approvalTable(proof({ approval })))).toEqual([
    ['Approved', 'By', 'Reason', 'Plan', 'Question'],
    [
      '2026-11-20 10:05:00',
      'ann not proven',
      'seen',
      'c0ffee',
      'asked 2026-11-20 10:00:00 , until 2026-11-20 11:00:00 : many-desktops; of 1',
    ],
  ]);
  expect(approvalTable(proof())).toBeUndefined();
});

test('the table of the trail has every line with its facts and its hash', () => {
  const lists = { targets: ['d-1', 'd-2'], counts: [1, 'a'], mixed: [{ id: 'd-1' }, null], nested: [['a']], none: [] };
  const facts = { step: 'detach', ...lists, late: false };
  const trail = aTrail([{ at: ten, event: 'decided', facts }]);

  const table = trailTable(proof({ trail }));
  expect(rowsOf(table)).toEqual([
    ['', 'When', 'What', 'Facts', 'SHA-256'],
    [
      '1',
      '2026-11-20 10:00:00',
      'decided',
      'step detach targets d-1, d-2 counts [1,&#34;a&#34;] mixed [{&#34;id&#34;:&#34;d-1&#34;},null] nested [[&#34;a&#34;]] none late false',
      trail[0]?.hash,
    ],
  ]);
  expect(table?.text).toContain('<td class="number">1</td>');
});

test('the trail says of each desktop on a line of its own what was answered', () => {
  const answers = [
    { target: 'd-1', outcome: 'done', requestId: '7f6e' },
    { target: 'd-2', outcome: 'failed', code: 'WKS.1' },
  ];
  const trail = aTrail([{ at: ten, event: 'answered', facts: { step: 'detach', answers } }]);

  expect(trailTable(proof({ trail }))?.text).toContain(
    '<div><bdi>target d-1, outcome done, requestId 7f6e</bdi></div><div><bdi>target d-2, outcome failed, code WKS.1</bdi></div>',
  );
});
