import * as z from 'zod/mini';

/**
 * A secret that is pasted as the sender shows it: a signing key or a token. A line break or blank that was copied
 * along would refuse every request, so it is refused at once; so is what is short enough to be guessed.
 */
export const sharedSecret = z
  .string()
  .check(z.regex(/^\S{16,}$/, 'must be at least 16 characters, without white space'));
