import * as z from 'zod/mini';
import { tryParseJson } from '../runtime/try-parse-json.ts';
import { HrApiError } from './hr-api.ts';
import { secretProblems } from './secret-problems.ts';
import type { HrSource } from './source.ts';

/** With what an HR system's API is asked, and where it is. */
export type HrApiAccess = { credentials: unknown; address: string };

/**
 * @param secret what Secrets Manager holds for the source
 * @returns undefined where nobody has put credentials there, or there is no API
 * @throws {HrApiError} naming what is missing, never the value
 */
export function hrApiAccess(
  { name, hrApi }: Pick<HrSource, 'name' | 'hrApi'>,
  options: unknown,
  secret: string,
): HrApiAccess | undefined {
  if (!hrApi) return undefined;
  const parsed = z.object({ api: z.optional(hrApi.credentials) }).safeParse(tryParseJson(secret));
  if (!parsed.success) {
    throw new HrApiError(`The secret of source ${name} cannot be used (${secretProblems(parsed.error.issues)})`);
  }
  const credentials = parsed.data.api;
  if (credentials === undefined) return undefined;
  const address = hrApi.addressIn(options);
  if (address === undefined) {
    throw new HrApiError(`The option apiAddress of source ${name} is needed to ask its API`);
  }
  return { credentials, address };
}
