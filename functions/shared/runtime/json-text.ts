import * as z from 'zod/mini';
import { tryParseJson } from './try-parse-json.ts';

/** An environment variable that holds JSON: parsed, then held against `schema`. */
export function jsonText<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.pipe(z.pipe(z.string(), z.transform(tryParseJson)), schema);
}
