import * as z from 'zod/mini';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';

const name = '"encrypt"';
const envelopeOfNothing = z.object({ encrypt: z.literal('') });

/** What may stand before and behind the ciphertext: senders write nothing there, and may begin to. */
const mostBeside = 1024;

/** Some writers of JSON write slashes as `\/`. Of what is longer than any message that is not looked for. */
const longestEscaped = 64 * 1024;

/**
 * The ciphertext of an envelope `{ "encrypt": "…" }`, in base64. Before it is verified it is not read: what is around it is,
 * which is short. To read all as JSON costs more than to refuse it, and fifty times as much where it nests.
 *
 * @returns undefined where the body is not all of an envelope
 */
export function encryptedIn(body: Buffer): Buffer | undefined {
  const named = body.indexOf(name);
  const start = body.indexOf('"', named + name.length) + 1;
  const end = body.indexOf('"', start);
  if (named < 0 || start < 1 || end < 0 || start > mostBeside || body.length - end > mostBeside) return undefined;
  const beside = Buffer.concat([body.subarray(0, start), body.subarray(end)]).toString();
  if (!envelopeOfNothing.safeParse(tryParseJson(beside)).success) return undefined;
  return withoutEscapes(body.subarray(start, end));
}

function withoutEscapes(value: Buffer): Buffer | undefined {
  if (!value.includes('\\')) return value;
  return value.length > longestEscaped ? undefined : Buffer.from(value.toString().replaceAll('\\/', '/'));
}
