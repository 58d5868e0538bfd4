import { config } from 'zod/mini';
import type * as core from 'zod/v4/core';
import en from 'zod/v4/locales/en.js';

// zod/mini speaks no language by itself; this one's problems are read by people.
config(en());

/** The configuration of a deployed function is wrong; it says which variables and why. */
class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * The function's environment, validated once at start and frozen. Every problem is listed at once; values are never
 * repeated, they may be secret.
 *
 * @param schema what this function needs, by variable name
 */
export function readEnvironment<Shape extends core.$ZodType>(
  schema: Shape & { safeParse(data: unknown): { success: boolean; data?: core.output<Shape>; error?: core.$ZodError } },
): Readonly<core.output<Shape>> {
  const result = schema.safeParse(process.env);
  if (!result.success || result.data === undefined) {
    const problems = (result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new EnvironmentError(`The environment of this function is wrong: ${problems.join('; ')}`);
  }
  return Object.freeze(result.data);
}
