import * as z from 'zod/mini';
import { malformedBody } from '../shared/intake/malformed-body.ts';

/** A field that may be missing or of any kind: what comes of it is decided where it is used. */
export const anything = z.optional(z.unknown());

/** A field that may be missing, and is as good as missing where it cannot be used: it must not lose an exit. */
export function ifUsable<Content>(schema: z.ZodMiniType<Content>) {
  return z.optional(z.transform((value): Content | undefined => schema.safeParse(value).data));
}

/**
 * What a verified request says, held against what its sender documents.
 * @throws {HttpError} 400 with every problem
 */
export function parseContent<Content>(schema: z.ZodMiniType<Content>, content: unknown): Content {
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw malformedBody(parsed.error);
  return parsed.data;
}
