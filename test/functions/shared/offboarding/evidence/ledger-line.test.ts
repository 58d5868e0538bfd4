import { describe, expect, it } from 'vitest';
import type {
  DesktopRecord,
  OffboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { ledgerLines } from '../../../../../functions/shared/offboarding/evidence/ledger-line.ts';
import { aCase, aRecord, at, ten } from '../../../support/samples.ts';

const eip = { eipId: 'eip-1', address: '198.51.100.7' };

describe('the ledger lines of a case that has ended', () => {
  it('are one per desktop, with what was asked, what was seen, and for which attachment', () => {
    const record = aRecord('one', {
      computerName: 'pc-1',
      powerState: 'ACTIVE',
      detach: 'verified',
      detachRequestedAt: at(1),
      detachRequestId: 'request-1',
      detachVerifiedAt: at(2),
      eip,
      unbind: 'verified',
      unbindRequestedAt: at(3),
      unbindVerifiedAt: at(4),
    });

    const lines = ledgerLines(ended({ desktops: [record, aRecord('two')] }));

    expect(lines).toHaveLength(2);
    expect(lines[0]).toEqual({
      caseId: 'case-1',
      lineId: `${ten}#one`,
      caseStatus: 'closed',
      workspace: 'main',
      desktopId: 'one',
      computerName: 'pc-1',
      attachment: record.attachment,
      others: [],
      access: 'removed',
      publicIp: 'unbound',
      eip,
      detachRequestedAt: at(1),
      detachRequestId: 'request-1',
      detachVerifiedAt: at(2),
      unbindRequestedAt: at(3),
      unbindVerifiedAt: at(4),
      receivedAt: ten,
      actAt: ten,
      elapsedMs: 120_000,
      recordedAt: at(5),
    });
  });

  it.each<[DesktopRecord['detach'], string]>([
    ['verified', 'removed'],
    ['would-detach', 'would-be-removed'],
    ['planned', 'still-attached'],
    ['requested', 'still-attached'],
  ])('call access that is %s %s', (detach, access) => {
    expect(lineOf({ detach }).access).toBe(access);
  });

  it.each<[string, Partial<DesktopRecord>]>([
    ['none', {}],
    ['unbound', { eip, unbind: 'verified' }],
    ['would-be-unbound', { eip, unbind: 'would-unbind' }],
    ['kept', { eip, unbind: 'kept', eipReason: 'policy' }],
    ['still-bound', { eip, unbind: 'requested' }],
    ['still-bound', { eip }],
  ])('call the public IP %s of %j', (publicIp, record) => {
    expect(lineOf(record).publicIp).toBe(publicIp);
  });

  it.each<[access: string, publicIp: string, record: Partial<DesktopRecord>]>([
    ['restored', 'bound-again', { restore: 'verified', restoreEip: 'verified', eip }],
    ['not-restored', 'not-bound-again', { restore: 'impossible', restoreEip: 'impossible', eip }],
    ['not-restored', 'none', { restore: 'requested' }],
    ['not-taken', 'bound-again', { restoreEip: 'verified', eip }],
    ['restored', 'not-taken', { restore: 'verified', eip }],
  ])('of an undo call access %s and the public IP %s of %j', (access, publicIp, record) => {
    const line = lineOf(
      { detach: 'verified', detachVerifiedAt: at(2), unbind: 'verified', ...record },
      { undoes: 'case-2' },
    );

    expect(line).toMatchObject({ access, publicIp });
    expect(line).not.toHaveProperty('elapsedMs');
  });

  it('count the time from when the case could act, and not before access was seen gone', () => {
    const gone = { detach: 'verified' as const, detachVerifiedAt: at(10) };

    expect(lineOf(gone, { receivedAt: ten, actAt: at(4) }).elapsedMs).toBe(6 * 60_000);
    expect(lineOf(gone, { receivedAt: at(7), actAt: at(4) }).elapsedMs).toBe(3 * 60_000);
    expect(lineOf(gone, { receivedAt: ten, actAt: at(12) }).elapsedMs).toBe(0);
    expect(lineOf({ detach: 'requested' })).not.toHaveProperty('elapsedMs');
  });

  it('are the same lines again when the same end is written again, and other lines in another episode', () => {
    const first = ended({ desktops: [aRecord('one')] });

    expect(ledgerLines(first)).toEqual(ledgerLines(first));
    expect(ledgerLines({ ...first, openedAt: at(99) })[0]?.lineId).not.toBe(ledgerLines(first)[0]?.lineId);
  });

  it('are none for a case without desktops', () => {
    expect(ledgerLines(ended())).toEqual([]);
  });
});

function ended(given: Partial<OffboardingCase> = {}): OffboardingCase {
  return aCase({ status: 'closed', endedAt: at(5), dueAt: undefined, ...given });
}

function lineOf(record: Partial<DesktopRecord>, one: Partial<OffboardingCase> = {}) {
  const [line] = ledgerLines(ended({ ...one, desktops: [aRecord('one', record)] }));
  if (!line) throw new Error('no line');
  return line;
}
