import * as z from 'zod/mini';

/**
 * Well-formed, because half a surrogate pair can neither be stored nor found again; without control characters, which no name has
 * and every reader of a log or a table shows differently.
 */
export const text = z.string().check(
  z.trim(),
  z.refine((given) => !/\p{Cc}/u.test(given)),
  z.minLength(1),
  z.maxLength(255),
  z.refine((given) => given.isWellFormed()),
);

export const address = text.check(z.regex(/^[^@\s]+@[^@\s]+$/));

/** Entra without its SCIM compliance flag writes "False" for false. */
export const truth = z.union([
  z.boolean(),
  z.pipe(
    z.string().check(z.trim(), z.regex(/^(true|false)$/i)),
    z.transform((word) => word.toLowerCase() === 'true'),
  ),
]);
