import * as z from 'zod/mini';
import { tryParseJson } from './try-parse-json.ts';

/** An environment variable that holds JSON: parsed, then held against `schema`. */
export function jsonText<Schema extends z.ZodMiniType>(schema: Schema) {
  const json = z.pipe(z.string(), z.transform(tryParseJson));
  return z.pipe(json, schema as z.ZodMiniType<z.output<Schema>, unknown>);
}
