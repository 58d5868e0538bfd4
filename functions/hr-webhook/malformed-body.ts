import type { core } from 'zod/mini';
import { HttpError } from '../shared/runtime/http-error.ts';

/** A verified request whose content is wrong: 400 with every problem. Values are not repeated, they are personal data. */
export function malformedBody(error: core.$ZodError): HttpError {
  const details = error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  return new HttpError(400, 'malformed-body', 'The body is not an exit event; see details for every problem', {
    details,
  });
}
