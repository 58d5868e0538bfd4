import { HttpError } from '../runtime/http-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bytes to JSON.
 * @throws {HttpError} 400 for what is not UTF-8 or not JSON; the text itself is never repeated, it is personal data
 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new HttpError(400, 'malformed-json', 'The body is not JSON in UTF-8');
  }
}
