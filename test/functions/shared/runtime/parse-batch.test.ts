import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseBatch } from '../../../../functions/shared/runtime/parse-batch.ts';
import { sqsRecord } from '../../support/exits-records.ts';

const schema = z.strictObject({ name: z.string(), count: z.number().min(1) });

describe('sorting a batch', () => {
  it('keeps each good message with its record, in order', () => {
    const records = [1, 2, 3].map((count) => sqsRecord({ name: 'n', count }));

    const { parsed, rejected } = parseBatch(records, schema);

    expect(parsed.map(({ message }) => message.count)).toEqual([1, 2, 3]);
    expect(parsed.map(({ record }) => record)).toEqual(records);
    expect(rejected).toEqual([]);
  });

  it('names every problem of a bad one, and does not let the good ones wait', () => {
    const records = [sqsRecord({ count: 0, colour: 'red' }), sqsRecord({ name: 'n', count: 1 })];

    const { parsed, rejected } = parseBatch(records, schema);

    expect(parsed).toHaveLength(1);
    expect(rejected).toHaveLength(1);
    expect(rejected[0]?.record).toBe(records[0]);
    expect(rejected[0]?.reason).toMatch(/^malformed message: .*name: .*count: .*1 field\(s\) that are not known$/);
    expect(rejected[0]?.reason).not.toContain('colour');
  });

  it('says of a message as a whole what is wrong with it', () => {
    const { rejected } = parseBatch([sqsRecord('{"name":')], schema);

    expect(rejected[0]?.reason).toContain('message: Invalid input: expected object');
  });

  it('does not repeat values', () => {
    const { rejected } = parseBatch([sqsRecord({ name: 4242, count: 'a secret' })], schema);

    expect(rejected[0]?.reason).not.toMatch(/4242|a secret/);
  });

  it('completes a message before it judges it', () => {
    const record = sqsRecord({ count: 1 }, { messageId: 'm-1' });

    const { parsed } = parseBatch([record], schema, (json, { messageId }) => ({ ...Object(json), name: messageId }));

    expect(parsed[0]?.message).toEqual({ name: 'm-1', count: 1 });
  });

  it('loses no record, whatever is in it', () => {
    const bodies = fc.array(fc.oneof(fc.json(), fc.string(), fc.constant('{"name":"n","count":1}')));
    fc.assert(
      fc.property(bodies, (all) => {
        const records = all.map((body) => sqsRecord(body));

        const { parsed, rejected } = parseBatch(records, schema);

        const sorted = [...parsed, ...rejected].map(({ record }) => record);
        expect(new Set(sorted)).toEqual(new Set(records));
        expect(sorted).toHaveLength(records.length);
      }),
    );
  });
});
