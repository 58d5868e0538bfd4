import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { Rejection } from './dead-letter.ts';
import { tryParseJson } from './try-parse-json.ts';

export type ParsedRecord<Message> = { record: SQSRecord; message: Message };

/**
 * Sorts a batch into what can be worked on and what never can, with every problem named.
 *
 * @param prepare completes a message before it is judged, for example with what SQS knows of it
 */
export function parseBatch<Schema extends z.ZodType>(
  records: readonly SQSRecord[],
  schema: Schema,
  prepare: (json: unknown, record: SQSRecord) => unknown = (json) => json,
): { parsed: ParsedRecord<z.output<Schema>>[]; rejected: Rejection[] } {
  const parsed: ParsedRecord<z.output<Schema>>[] = [];
  const rejected: Rejection[] = [];
  for (const record of records) {
    const result = schema.safeParse(prepare(tryParseJson(record.body), record));
    if (result.success) parsed.push({ record, message: result.data });
    else rejected.push({ record, reason: describe(result.error) });
  }
  return { parsed, rejected };
}

function describe(error: z.ZodError): string {
  const problems = error.issues.map((issue) => `${issue.path.join('.') || 'message'}: ${textOf(issue)}`);
  return `malformed message: ${problems.join('; ')}`;
}

/** The names of unknown fields are the sender's own words, and may be anything. */
function textOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? `${issue.keys.length} field(s) that are not known` : issue.message;
}
