import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { tryParseJson } from '../../shared/runtime/try-parse-json.ts';

const stackFile = join(import.meta.dirname, '../../../.local/stack.json');

const description = z.object({
  aws: z.url(),
  region: z.string(),
  functions: z.object({ operator: z.string() }),
});

/** Where the operator function is to be found. */
export type OperatorAddress = { endpoint: string; region: string; functionName: string };

/** The operator function of the local stack that runs now. @throws with what to do when there is none */
export function localOperator(): OperatorAddress {
  const parsed = description.safeParse(tryParseJson(readIfThere(stackFile)));
  if (!parsed.success) throw new Error('No local stack is running; start one with: npm start');
  const { aws, region, functions } = parsed.data;
  return { endpoint: aws, region, functionName: functions.operator };
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
