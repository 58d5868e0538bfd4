import { describe, expect, test } from 'vitest';
import { failedMessageIds, sqsEvent } from '../../../../infra/local/triggers/sqs-event.ts';

describe('which messages of a batch failed', () => {
  const batch = new Set(['a', 'b', 'c']);
  const failed = (response: unknown) => [...failedMessageIds(JSON.stringify(response), batch)];

  test.each([[null], [{}], [{ batchItemFailures: null }], [{ batchItemFailures: [] }]])('%j: none', (response) => {
    expect(failed(response)).toEqual([]);
  });

  test('those that are listed', () => {
    expect(failed({ batchItemFailures: [{ itemIdentifier: 'b' }] })).toEqual(['b']);
  });

  test.each([
    ['text'],
    [{ batchItemFailures: 'b' }],
    [{ batchItemFailures: [{ itemIdentifier: '' }] }],
    [{ batchItemFailures: [{ itemIdentifier: null }] }],
    [{ batchItemFailures: [{ id: 'b' }] }],
    [{ batchItemFailures: [null] }],
    [{ batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'stranger' }] }],
  ])('%j is malformed: all of them', (response) => {
    expect(failed(response)).toEqual(['a', 'b', 'c']);
  });
});

test('a message becomes a record', () => {
  const message = {
    MessageId: 'm1',
    ReceiptHandle: 'handle',
    Body: '{}',
    Attributes: { ApproximateReceiveCount: '1' },
    MD5OfBody: 'abc',
    MD5OfMessageAttributes: 'def',
    MessageAttributes: {
      reason: { DataType: 'String', StringValue: 'late' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
    },
  };
  expect(sqsEvent([message], 'arn:aws:sqs:us-east-1:000000000000:q')).toEqual({
    Records: [
      {
        messageId: 'm1',
        receiptHandle: 'handle',
        body: '{}',
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: {
          reason: { stringValue: 'late', stringListValues: [], binaryListValues: [], dataType: 'String' },
          raw: { binaryValue: 'AQI=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfBody: 'abc',
        md5OfMessageAttributes: 'def',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:q',
        awsRegion: 'us-east-1',
      },
    ],
  });
});
