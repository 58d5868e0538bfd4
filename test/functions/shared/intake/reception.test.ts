import { describe, expect, test } from 'vitest';
import { bodyId, eventId } from '../../../../functions/shared/intake/event-id.ts';
import { type Finding, needsHrApi, receptionOf, withoutEffect } from '../../../../functions/shared/intake/reception.ts';

const somebody = { eventId: 'e1', person: { id: 'E1' }, sentAt: '2026-11-20T10:00:00Z' };
const exitOf = (id: string): Finding => ({
  notice: { kind: 'exit', eventId: id, person: { id }, sentAt: '2026-11-20T10:00:00Z' },
});
const bad: Finding = { rejected: [{ path: '1.id', message: 'names nobody' }] };

describe('many entries come to', () => {
  test('the notices of the good ones, and the problems of the bad', () => {
    const { notices, ...rest } = receptionOf([exitOf('E1'), bad, withoutEffect, exitOf('E2')]);
    expect(notices.map(({ person }) => person.id)).toEqual(['E1', 'E2']);
    expect(rest).toEqual({ rejected: [{ path: '1.id', message: 'names nobody' }] });
  });

  test('a reason where nobody leaves', () => {
    expect(receptionOf([withoutEffect])).toEqual({ notices: [], ignored: 'type-without-effect' });
    expect(receptionOf([withoutEffect, bad])).toMatchObject({ notices: [], ignored: 'type-without-effect' });
  });

  test('what is left open, and no reason by then', () => {
    const { unclear, ...rest } = receptionOf([needsHrApi(somebody, { employee: 'E1' }), bad]);
    expect(unclear).toEqual([{ about: somebody, employee: 'E1', otherwise: { ignored: 'needs-hr-api' } }]);
    expect(rest).toEqual({ notices: [], rejected: [{ path: '1.id', message: 'names nobody' }] });
  });

  test('no reason where all are bad: that is for the sender to mend', () => {
    expect(receptionOf([bad])).not.toHaveProperty('ignored');
  });

  test('nobody, where there is none', () => {
    expect(receptionOf([])).toEqual({ notices: [], ignored: 'nobody-named' });
  });
});

describe('the id of an event', () => {
  test('is the sender’s, and that of the person where it is about many', () => {
    expect(eventId('msg_1')).toBe('msg_1');
    expect(eventId('msg_1', 'E1')).toBe('msg_1#E1');
  });

  test('is never too long for a notice, and still another for each', () => {
    const [one, other] = [eventId('m'.repeat(255), 'E1'), eventId('m'.repeat(255), 'E2')];
    expect([one.length <= 255, one === other]).toEqual([true, false]);
  });

  test('is that of the bytes where the sender gives none', () => {
    expect(bodyId(Buffer.from('{}'))).toBe(bodyId(Buffer.from('{}')));
    expect(bodyId(Buffer.from('{}'))).not.toBe(bodyId(Buffer.from('{ }')));
  });
});
