import * as z from 'zod/mini';
import { HttpError } from '../shared/runtime/http-error.ts';
import { caseless } from './caseless.ts';

const names = z.optional(z.union([z.string(), z.array(z.string())]));
const number = z.optional(z.union([z.number(), z.string()]));

const searchRequest = z.pipe(
  z.transform(caseless),
  z.object({
    filter: z.optional(z.string()),
    attributes: names,
    excludedattributes: names,
    startindex: number,
    count: number,
  }),
);

/** A search in the body of a POST is one in the query of a GET: RFC 7644, 3.4.3. @throws {HttpError} 400 `invalidSyntax` */
export function readSearch(json: unknown): URLSearchParams {
  const parsed = searchRequest.safeParse(json);
  if (!parsed.success) throw new HttpError(400, 'invalidSyntax', 'Expected a search with filter, startIndex and count');
  const { filter, attributes, excludedattributes, startindex, count } = parsed.data;
  const query = { filter, attributes, excludedAttributes: excludedattributes, startIndex: startindex, count };
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
}
