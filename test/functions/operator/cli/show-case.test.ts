import { describe, expect, it } from 'vitest';
import { type ShownCase, showCase } from '../../../../functions/operator/cli/show-case.ts';
import { planShown } from '../../../../functions/operator/plan-shown.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { ledgerLines } from '../../../../functions/shared/offboarding/evidence/ledger-line.ts';
import { aClosedCase } from '../../support/ended-cases.ts';
import { aCase, aPolicy, aRecord, at } from '../../support/samples.ts';

function shown(one: OffboardingCase, given: Partial<ShownCase> = {}): string {
  const trail = { count: one.trail.length };
  return showCase({ case: one, lines: ledgerLines(one), ...planShown(one, aPolicy()), trail, ...given });
}

/** The cells of the one line of a table that has this text. */
function cellsOf(text: string, part: string): string[] {
  const line = text.split('\n').find((each) => each.startsWith('│') && each.includes(part)) ?? '';
  return line
    .split('│')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('a case as a person reads it', () => {
  it('shows desktop by desktop what was taken and what was left, and why', () => {
    const text = shown(aClosedCase());

    expect(text).toContain('case-d00b64bce4851893f2fd  closed (access-gone)');
    expect(text).toMatch(/person +leaver · E1001 · leaver@example.com/);
    expect(cellsOf(text, 'ws-leaver').slice(0, 4)).toEqual(['ws-leaver', 'main', 'removed', '198.51.100.7 unbound']);
    expect(cellsOf(text, 'ws-shared')[3]).toBe('198.51.100.8 kept (still-in-use-by-others: stayer)');
    expect(cellsOf(text, 'ws-leaver')[6]).toBe('120.0 s');
  });

  it('shows the API’s own reason where something failed, and what is done in part', () => {
    const problem = { code: 'WKS.00170312', message: 'No such user' };
    const desktops = [
      aRecord('d-1', { detach: 'verified', detachVerifiedAt: at(2), logOff: 'requested', shutdown: 'verified' }),
      aRecord('d-2', { detach: 'requested', problem }),
      aRecord('d-3', { protected: 'tag:keep' }),
    ];
    const text = shown(aCase({ status: 'failed', reason: 'detach-not-verified', problem, desktops }));

    expect(text).toMatch(/problem +WKS.00170312: No such user/);
    expect(cellsOf(text, 'd-1').slice(2, 6)).toEqual([
      'removed',
      'none',
      'log-off requested, shutdown verified',
      at(2),
    ]);
    expect(cellsOf(text, 'd-2')).toEqual([
      'd-2',
      'main',
      'detaching',
      'none',
      '',
      '',
      '',
      'WKS.00170312: No such user',
    ]);
    expect(cellsOf(text, 'd-3')[2]).toBe('kept (protected-tag:keep)');
  });

  it('shows what is asked, of whom, and until when', () => {
    const asked = aCase({ status: 'held', reason: 'approval', desktops: [aRecord('d-1')] });
    const { planHash } = planShown(asked, aPolicy());
    const approval = {
      reasons: ['many-desktops'],
      planHash,
      requestedAt: at(0),
      expiresAt: at(60),
      people: 2,
      approvedBy: [{ by: 'ann', at: at(1), reason: 'seen' }],
    };

    const text = shown({ ...asked, approval });
    const stale = shown({ ...asked, approval: { ...approval, planHash: '0'.repeat(64) } });

    expect(text).toContain(`many-desktops; 1 of 2 agreed: ann (seen); until ${at(60)}`);
    expect(text).toMatch(new RegExp(`plan +${planHash}`));
    expect(cellsOf(text, 'detach')).toEqual(['detach', 'd-1', 'main', 'attached']);
    expect(text).not.toContain('will be asked again');
    expect(stale).toContain('will be asked again');
  });

  it('shows users and other ways of access', () => {
    const one = aCase({
      status: 'detaching',
      users: [{ workspace: 'main', userId: 'u', userName: 'leaver', wasLocked: false, lock: 'requested' }],
      access: [
        {
          workspace: 'east',
          kind: 'pool',
          id: 'p-1',
          name: 'floor 2',
          member: { id: 'u', name: 'leaver' },
          removal: 'planned',
        },
      ],
    });

    const text = shown(one);

    expect(cellsOf(text, 'requested')).toEqual(['leaver', 'main', 'requested', '', '']);
    expect(cellsOf(text, 'pool')).toEqual(['pool floor 2', 'east', 'planned', '', '']);
  });

  it('shows of an undo what came back, and what cannot and why', () => {
    const eip = { eipId: 'eip-1', address: '198.51.100.7' };
    const undo = aCase({
      status: 'restored',
      reason: 'restored-in-part',
      undoes: 'case-2',
      desktops: [
        aRecord('d-1', { eip, restore: 'verified', restoreEip: 'verified', restorePower: 'requested' }),
        aRecord('d-2', { restore: 'impossible', restoreReason: 'attached-to-somebody-else' }),
      ],
    });

    const text = shown(undo);

    expect(text).toMatch(/undoes +case-2/);
    expect(cellsOf(text, 'd-1')).toEqual(['d-1', 'main', 'back', '198.51.100.7 back', 'asked for', '']);
    expect(cellsOf(text, 'd-2')).toEqual(['d-2', 'main', 'impossible', '', '', 'attached-to-somebody-else']);
  });

  it.each([
    { what: 'nothing said yet', sla: { dueAt: at(60) }, status: 'detaching' as const, text: at(60) },
    {
      what: 'warned',
      sla: { dueAt: at(60), warnedAt: at(30) },
      status: 'held' as const,
      text: `${at(60)}, half of it gone`,
    },
    { what: 'in time', sla: { dueAt: at(60) }, status: 'closed' as const, text: `${at(60)}, kept` },
    {
      what: 'late',
      sla: { dueAt: at(60), breachedAt: at(61) },
      status: 'closed' as const,
      text: `${at(60)}, late since ${at(61)}`,
    },
  ])('shows the SLA clock: $what', ({ sla, status, text }) => {
    const line = shown(aCase({ status, sla }))
      .split('\n')
      .find((each) => each.startsWith('  SLA'));
    expect(line?.replace(/^ +SLA +/, '')).toBe(text);
  });

  it('says whether the trail is whole, and shows it where it is asked for', () => {
    const facts = { by: 'ann', targets: ['d-1'] };
    const line = {
      seq: 1,
      at: at(0),
      event: 'command' as const,
      facts,
      previous: '0'.repeat(64),
      hash: 'f'.repeat(64),
    };

    expect(shown(aCase(), { trail: { count: 14 } })).toContain('14 lines, unbroken');
    expect(shown(aCase(), { trail: { count: 14, brokenAt: 3 } })).toContain('14 lines, BROKEN at line 3');
    const text = shown(aCase(), { trail: { count: 1, lines: [line] } });
    expect(cellsOf(text, 'command')).toEqual(['1', at(0), 'command', 'by=ann targets=["d-1"]']);
  });
});
