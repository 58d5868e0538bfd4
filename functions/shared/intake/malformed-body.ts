import type { core } from 'zod/mini';
import { HttpError } from '../runtime/http-error.ts';
import type { Problem } from './reception.ts';

/** A verified request whose content is wrong: 400 with every problem. */
export function malformedBody(error: core.$ZodError): HttpError {
  return nothingUsable(problemsOf(error));
}

/** A verified request of which no entry can be used: 400 with the problems of all. */
export function nothingUsable(details: readonly Problem[]): HttpError {
  return new HttpError(400, 'malformed-body', 'The body is not an exit event; see details for every problem', {
    details,
  });
}

/**
 * Every problem of what was parsed. Values are not repeated, they are personal data.
 * @param at where in the body it was found
 */
export function problemsOf(error: core.$ZodError, ...at: readonly (string | number)[]): Problem[] {
  return error.issues.map(({ path, message }) => ({ path: [...at, ...path].map(String).join('.'), message }));
}
