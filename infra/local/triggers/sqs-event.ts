import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { region } from '../aws/local-account.ts';

/**
 * The event in which Lambda hands messages to a function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function sqsEvent(messages: Message[], queueArn: string) {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
      messageAttributes: mapValues(message.MessageAttributes ?? {}, toRecordAttribute),
      md5OfBody: message.MD5OfBody,
      ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  };
}

/**
 * The ids of the messages of a batch that failed, from what a function with `ReportBatchItemFailures` returned. Nothing,
 * null and an empty list mean that none did; a malformed answer or an id that is not in the batch, that all did.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessageIds(payload: string, batchIds: ReadonlySet<string>): ReadonlySet<string> {
  const response = JSON.parse(payload) as { batchItemFailures?: unknown } | null;
  const failures = response?.batchItemFailures ?? [];
  if (typeof (response ?? {}) !== 'object' || !Array.isArray(failures)) return batchIds;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => String(failure?.itemIdentifier));
  return ids.every((id) => batchIds.has(id)) ? new Set(ids) : batchIds;
}

function toRecordAttribute({ DataType, StringValue, BinaryValue }: MessageAttributeValue) {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
