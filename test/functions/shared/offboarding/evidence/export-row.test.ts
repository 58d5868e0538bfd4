import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { exportCsv } from '../../../../../functions/shared/offboarding/evidence/export-csv.ts';
import {
  type ExportRow,
  exportColumns,
  exportRows,
} from '../../../../../functions/shared/offboarding/evidence/export-row.ts';
import { aClosedCase } from '../../../support/ended-cases.ts';
import { aCase, aPool, aRecord, aSaying, at, aUserRecord, ten } from '../../../support/samples.ts';

describe('the rows of a case', () => {
  test('are one per desktop, with what is said of the case in each', () => {
    const rows = exportRows(aClosedCase());
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      case_id: 'case-d00b64bce4851893f2fd',
      employee_id: 'E1001',
      user_name: 'leaver',
      status: 'closed',
      reason: 'access-gone',
      source: 'standard-webhooks',
      trust: 'signed',
      key_id: 'current',
      received_at: at(-60),
      effective_at: '2026-11-20T18:00:00+08:00',
      act_at: ten,
      sla_due_at: '2026-11-21T10:00:00.000Z',
      access_gone_at: at(2),
      access_gone_after_s: '120',
      verdict: 'within-sla',
      ended_at: '2026-11-20T10:02:15.000Z',
      undoes: '',
      undone_by: '',
      kind: 'desktop',
      workspace: 'main',
      desktop_id: 'd-5c1e90',
      computer_name: 'ws-leaver',
      target_id: '',
      target_name: '',
      attached_user: 'leaver',
      other_users: '',
      access: 'removed',
      requested_at: '',
      request_id: '',
      detach_requested_at: at(1),
      detach_request_id: '7f6e0c1d5b0a4f7c9d1e',
      detach_verified_at: at(2),
      detached_after_s: '120',
      public_ip: 'unbound',
      public_ip_address: '198.51.100.7',
      public_ip_reason: '',
      unbind_request_id: 'a30c4be8d7f1',
      unbind_verified_at: '2026-11-20T10:02:15.000Z',
      problem: '',
    } satisfies ExportRow);
    expect(rows[1]).toMatchObject({ case_id: rows[0]?.case_id, desktop_id: 'd-77a2f3', public_ip: 'kept' });
  });

  test('are one where there is no desktop, with every column', () => {
    const [row, ...others] = exportRows(aCase({ status: 'held', problem: { code: 'X', message: 'in words' } }));
    expect(others).toEqual([]);
    expect(Object.keys(row ?? {})).toEqual([...exportColumns]);
    expect(row).toMatchObject({ status: 'held', verdict: 'open', desktop_id: '', access: '', problem: 'X' });
  });

  test('say what a desktop refused, and else what the case did', () => {
    const problem = { code: 'of-the-case', message: 'in words' };
    const desktops = [aRecord('one', { problem: { ...problem, code: 'of-the-desktop' } }), aRecord('two')];
    expect(exportRows(aCase({ problem, desktops })).map((row) => row.problem)).toEqual([
      'of-the-desktop',
      'of-the-case',
    ]);
  });

  test('are also one for each pool, group and locked user', () => {
    const asked = { removalRequestedAt: at(1), removalRequestId: 'r-1' };
    const access = [
      aPool({ removal: 'verified', name: 'call-centre', ...asked }),
      aPool({ kind: 'group', id: 'group-1', removal: 'reported', problem: { code: 'X', message: 'in words' } }),
    ];
    const users = [
      aUserRecord({ lock: 'verified', lockRequestedAt: at(1), lockRequestId: 'r-2' }),
      aUserRecord({ userId: 'user-2', lock: undefined }),
    ];

    const [, , ...others] = exportRows(aClosedCase({ access, users }));

    const about = { case_id: 'case-d00b64bce4851893f2fd', desktop_id: '', workspace: 'main', attached_user: 'leaver' };
    const request = { requested_at: at(1), request_id: 'r-1' };
    expect(others).toMatchObject([
      { ...about, kind: 'pool', target_id: 'pool-1', target_name: 'call-centre', access: 'removed', ...request },
      { ...about, kind: 'group', target_id: 'group-1', access: 'still-open', request_id: '', problem: 'X' },
      { ...about, kind: 'user', target_id: 'user-1', target_name: 'leaver', access: 'locked', request_id: 'r-2' },
    ]);
    expect(others).toHaveLength(3);
  });

  test.each<[access: string, given: Partial<OffboardingCase>]>([
    ['would-be-removed', { access: [aPool({ removal: 'would-remove' })] }],
    ['still-open', { access: [aPool()] }],
    ['restored', { undoes: 'case-2', access: [aPool({ removal: 'verified', restore: 'verified' })] }],
    ['was-locked', { users: [aUserRecord({ lock: 'verified', wasLocked: true })] }],
    ['would-be-locked', { users: [aUserRecord({ lock: 'would-lock' })] }],
    ['not-locked', { users: [aUserRecord()] }],
    ['not-restored', { undoes: 'case-2', users: [aUserRecord({ lock: 'verified', restore: 'impossible' })] }],
  ])('say %s where it is so', (access, given) => {
    expect(exportRows(aCase(given)).map((row) => row.access)).toEqual([access]);
  });

  test('name the door of the notice that the case acts on, and leave empty what nobody said', () => {
    const notices = [
      aSaying({ source: 'hibob', keyId: 'current' }),
      aSaying({ source: 'okta', trust: 'token', keyId: undefined, effect: 'ignored-already-started' }),
    ];
    expect(exportRows(aCase({ notices }))).toMatchObject([{ source: 'hibob', trust: 'signed', key_id: 'current' }]);
    const since = aSaying({
      source: 'okta',
      kind: 'cancelled',
      receivedAt: at(60),
      sentAt: at(60),
      effect: 'ignored-already-ended',
    });
    const before = aSaying({ source: 'hibob', receivedAt: at(-90), sentAt: at(-90) });
    const closed = aClosedCase({ notices: [before, ...aClosedCase().notices, since] });
    expect(exportRows(closed)[0]).toMatchObject({ source: 'standard-webhooks', trust: 'signed' });
    const together = [aSaying({ source: 'hibob', sentAt: at(-2) }), aSaying({ source: 'okta', sentAt: at(-1) })];
    expect(exportRows(aCase({ notices: together }))).toMatchObject([{ source: 'okta' }]);
    const nothing = { trust: '', key_id: '', sla_due_at: '', ended_at: '', access_gone_after_s: '' };
    expect(exportRows(aCase())).toMatchObject([{ source: '', ...nothing }]);
  });

  test('of an undo and of what it undoes name each other', () => {
    expect(exportRows(aClosedCase({ undoneBy: 'case-9' }))).toMatchObject([{ undone_by: 'case-9' }, { undoes: '' }]);
    const undo = aClosedCase({ status: 'restored', reason: 'restored', undoes: 'case-8' });
    expect(exportRows(undo)).toMatchObject([{ undoes: 'case-8', access: 'not-taken' }, { undone_by: '' }]);
  });

  test('round to whole seconds', () => {
    const desktops = [aRecord('one', { detach: 'verified', detachVerifiedAt: '2026-11-20T10:00:01.600Z' })];
    expect(exportRows(aCase({ status: 'closed', endedAt: at(1), desktops }))).toMatchObject([
      { access_gone_after_s: '2', detached_after_s: '2' },
    ]);
  });

  test('have no e-mail address', () => {
    expect(JSON.stringify(exportRows(aClosedCase()))).not.toContain('@');
  });
});

describe('the CSV', () => {
  const rows = exportRows(aClosedCase());

  test('has the header once, on the first page, after a byte order mark', () => {
    const [first, next] = [exportCsv(rows, { withHeader: true }), exportCsv(rows, { withHeader: false })];
    expect(first.startsWith(`\u{FEFF}${exportColumns.join(',')}\r\n`)).toBe(true);
    expect(next).not.toContain('\u{FEFF}');
    expect(read(first + next)).toEqual([...rows, ...rows]);
  });

  test('of a page without rows is the header, or nothing', () => {
    expect(exportCsv([], { withHeader: true })).toBe(`\u{FEFF}${exportColumns.join(',')}\r\n`);
    expect(exportCsv([], { withHeader: false })).toBe('');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
    'lets no spreadsheet take %j for a formula',
    (userName) => {
      const [row] = read(exportCsv(exportRows(aCase({ person: { userName } })), { withHeader: true }));
      expect(row?.user_name).toBe(`'${userName}`);
    },
  );

  test.each(['a,b', 'a"b', 'a\r\nb', 'ü 員', ' a '])('gives %j back as it is', (userName) => {
    const [row] = read(exportCsv(exportRows(aCase({ person: { userName } })), { withHeader: true }));
    expect(row?.user_name).toBe(userName);
  });
});

function read(csv: string): ExportRow[] {
  return parse(csv, { columns: true, bom: true });
}
