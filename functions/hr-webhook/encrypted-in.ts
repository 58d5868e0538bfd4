import { isAscii } from 'node:buffer';
import * as z from 'zod/mini';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';
import { oncePerBody } from './once-per-body.ts';

const envelope = z.object({ encrypt: z.string() });

/** Of the names and values of an envelope. Senders write one of each; what they may add one day has room. */
const mostQuotes = 64;

/**
 * The ciphertext of an envelope `{ "encrypt": "…" }`. Before it is verified nothing is read as JSON but a flat object of few
 * fields: of a body that nests, or of which every byte counts, that takes up to fifty times as long as to refuse it.
 *
 * @returns undefined where the body is not all of an envelope
 */
export const encryptedIn = oncePerBody((body): string | undefined => {
  const isFlat = body.lastIndexOf('{') === body.indexOf('{') && !body.includes('[');
  if (!isFlat || !isAscii(body) || hasMore(body, '"', mostQuotes)) return undefined;
  return envelope.safeParse(tryParseJson(body.toString('latin1'))).data?.encrypt;
});

function hasMore(body: Buffer, mark: string, most: number): boolean {
  let at = -1;
  for (let count = 0; count <= most; count++) {
    at = body.indexOf(mark, at + 1);
    if (at < 0) return false;
  }
  return true;
}
