import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitsMessage } from '../../../../../functions/shared/offboarding/notices/exits-message.ts';
import { aNotice, ten } from '../../../support/samples.ts';

describe('a message of the exits queue', () => {
  it('is a notice, a case whose time has come, or one whose person has access again', () => {
    const notice = { type: 'notice', notice: aNotice({ effectiveAt: '2026-11-20T18:00:00+08:00' }) };
    const wake = { type: 'wake', caseId: 'case-0123456789abcdef0123', now: ten };

    const drift = { type: 'drift', caseId: 'case-0123456789abcdef0123', userName: 'leaver', now: ten };

    expect(exitsMessage.parse(drift)).toEqual(drift);
    expect(exitsMessage.parse(notice)).toEqual(notice);
    expect(exitsMessage.parse(wake)).toEqual(wake);
  });

  it('has its times in UTC, whatever offset the sender gave them, but for the date of the exit', () => {
    const effectiveAt = '2026-11-20T18:00:00+08:00';
    const times = { sentAt: '2026-11-20T17:59:00+08:00', receivedAt: '2026-11-20T12:00:00.5+02:00', effectiveAt };
    const message = { type: 'notice', notice: aNotice(times) };

    expect(exitsMessage.parse(message)).toMatchObject({
      notice: { sentAt: '2026-11-20T09:59:00.000Z', receivedAt: '2026-11-20T10:00:00.500Z', effectiveAt },
    });
    expect(exitsMessage.parse({ ...message, notice: aNotice({ sentAt: '0000-01-01T00:00:00+08:00' }) })).toMatchObject({
      notice: { sentAt: '0000-01-01T00:00:00.000Z' },
    });
  });

  it.each([
    ['no object', 'text'],
    ['no type', { notice: aNotice() }],
    ['a case id that is none', { type: 'wake', caseId: 'k'.repeat(3000), now: ten }],
    ['a drift under no name', { type: 'drift', caseId: 'case-0123456789abcdef0123', now: ten }],
    ['another type', { type: 'sleep' }],
    ['a local time', { type: 'notice', notice: aNotice({ effectiveAt: '2026-11-20T18:00:00' }) }],
    ['a day without a time', { type: 'notice', notice: aNotice({ effectiveAt: '2026-11-20' }) }],
    ['a day that there is not', { type: 'notice', notice: aNotice({ effectiveAt: '2026-02-30T18:00:00Z' }) }],
    ['nobody', { type: 'notice', notice: aNotice({ person: {} }) }],
    ['a field too many', { type: 'notice', notice: { ...aNotice(), effectiveDate: ten } }],
    ['a field too many beside the notice', { type: 'notice', notice: aNotice(), priority: 'high' }],
    ['an event without an id', { type: 'notice', notice: aNotice({ eventId: '' }) }],
    ['a wake-up for nothing', { type: 'wake', caseId: '', now: ten }],
    ['the malformed sample', JSON.parse(readFileSync('events/queue/exits-malformed.json', 'utf8'))],
  ])('is refused with %s', (_, message) => {
    expect(exitsMessage.safeParse(message).success).toBe(false);
  });
});
