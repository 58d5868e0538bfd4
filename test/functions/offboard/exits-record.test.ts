import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { latestTime, withDefaults } from '../../../functions/offboard/exits-record.ts';
import { exitsMessage } from '../../../functions/shared/offboarding/notices/exits-message.ts';
import { parseBatch } from '../../../functions/shared/runtime/parse-batch.ts';
import { noticeRecord, sqsRecord, wakeRecord } from '../support/exits-records.ts';
import { aNotice, at, ten } from '../support/samples.ts';

describe('a message sent to the queue by another system', () => {
  it('needs only say who and what: the queue knows when, and IAM vouches for it', () => {
    const sample: unknown = JSON.parse(readFileSync('events/queue/exits-notice.json', 'utf8'));

    const { parsed } = parseBatch([sqsRecord(sample, { sentAt: at(3) })], exitsMessage, withDefaults);

    expect(parsed[0]?.message).toMatchObject({
      notice: {
        kind: 'exit',
        person: { userName: 'leaver4' },
        source: 'queue',
        eventId: 'message-1',
        sentAt: at(3),
        receivedAt: at(3),
        trust: 'iam',
      },
    });
  });

  it('keeps what it says itself', () => {
    const notice = aNotice({ sentAt: at(-3), receivedAt: at(-2), source: 'hr', eventId: 'e-1' });

    expect(withDefaults({ type: 'notice', notice }, sqsRecord(''))).toEqual({ type: 'notice', notice });
  });

  it('was not received after the queue had it', () => {
    const notice = aNotice({ receivedAt: '2099-01-01T00:00:00Z' });

    expect(withDefaults({ type: 'notice', notice }, sqsRecord(''))).toMatchObject({ notice: { receivedAt: ten } });
  });

  it.each([
    [undefined],
    [null],
    [7],
    ['text'],
    [[]],
    [{}],
    [{ type: 'notice' }],
    [{ type: 'notice', notice: 'text' }],
    [{ type: 'wake', notice: {} }],
  ])('is left to the schema where it is %j', (json) => {
    expect(withDefaults(json, sqsRecord(''))).toBe(json);
  });
});

describe('the run’s one now', () => {
  it('is this machine’s clock', () => {
    expect(latestTime([], Date.parse(ten))).toBe(ten);
    expect(latestTime([wakeRecord('case-1', at(-1))], Date.parse(ten))).toBe(ten);
  });

  it('is a later reading that a message carries, so that what was due there does not look early here', () => {
    const records = [wakeRecord('case-1', at(1)), noticeRecord(aNotice({ receivedAt: at(2) }))];

    expect(latestTime(records, Date.parse(ten))).toBe(at(2));
  });

  it('is never later than SQS took the message, or other people’s dates would look due', () => {
    const { message } = wakeRecord('case-1', at(60 * 24));
    const { record } = wakeRecord('case-1', at(1));

    expect(latestTime([{ record, message }], Date.parse(ten))).toBe(at(1));
  });
});
