import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { tryParseJson } from '../../shared/runtime/try-parse-json.ts';
import type { OperatorAddress } from './call-operator.ts';

const description = z.object({
  aws: z.url(),
  region: z.string(),
  functions: z.object({ operator: z.string() }),
});

/** The operator function of the local stack that runs now. @throws with what to do when there is none */
export function localOperator(): OperatorAddress {
  const parsed = description.safeParse(tryParseJson(readIfThere(stackFile())));
  if (!parsed.success) throw new Error('No local stack is running; start one with: npm start');
  const { aws: endpoint, region, functions } = parsed.data;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { functionName: functions.operator, client: { endpoint, region, credentials } };
}

/** What a running local stack says about itself; a test runs one of its own. */
function stackFile(): string {
  return process.env['OFFBOARDING_STACK_FILE'] ?? join(import.meta.dirname, '../../../.local/stack.json');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
