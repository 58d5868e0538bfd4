import * as z from 'zod';

/** Building blocks of the schemas: the service leaves fields out and sends null for the same thing. */
export const text = () => z.string().nullish();
export const flag = () => z.boolean().nullish();
export const count = () => z.number().nullish();

/** Documented by name alone. */
export const anything = () => z.union([z.string(), z.number(), z.boolean()]).nullish();

export const listOf = <T extends z.ZodType>(item: T) => z.array(item).nullish();

/** An id as requests take it. Those that would leave their segment of a path are none. */
export const id = () =>
  z
    .string()
    .min(1)
    .max(255)
    .refine((value) => value !== '.' && value !== '..' && !/[/\\]/.test(value), 'not an id');

/** Text of a request, where only its length is limited. */
export const upTo = (length: number) => z.string().min(1).max(length);

/** Where a page of a list begins; the client's own, not the caller's. */
export const paging = () => ({ limit: z.int().min(0).optional(), offset: z.int().min(0).optional() });

/** A time in words, as epoch ms. */
export const instant = () =>
  z
    .string()
    .transform((words) => Date.parse(words))
    .pipe(z.number());
