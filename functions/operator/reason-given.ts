import * as z from 'zod';

/** Why somebody does what the records will say they did. */
export const reasonGiven = z.string().trim().min(1).max(1000);
