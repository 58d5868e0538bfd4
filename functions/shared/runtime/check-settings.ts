import { config } from 'zod/mini';
import type * as core from 'zod/v4/core';
import en from 'zod/v4/locales/en.js';

// zod/mini speaks no language by itself; this one's problems are read by people.
config(en());

/** A zod schema, of either size. */
export type SettingsSchema<Settings> = core.$ZodType<Settings> & {
  safeParse(data: unknown): { success: boolean; data?: Settings; error?: core.$ZodError };
};

/** What a deployed function was given is wrong; the message says what, and why. */
class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Settings that a function was given, checked once at start and frozen. Every problem is listed at once; values are never repeated,
 * because they may be secret.
 *
 * @param source where they came from, as the subject of a sentence
 */
export function checkSettings<Settings>(
  schema: SettingsSchema<Settings>,
  settings: unknown,
  source: string,
): Readonly<Settings> {
  const result = schema.safeParse(settings);
  if (!result.success || result.data === undefined) {
    const problems = (result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new SettingsError(`${source} is wrong: ${problems.join('; ')}`);
  }
  return Object.freeze(result.data);
}
