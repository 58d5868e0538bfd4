import * as z from 'zod';

/** The value in the shape asked for, defaults filled in. Throws an error that names every key that is wrong or unknown. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError(parsed.error));
}
