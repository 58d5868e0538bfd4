import { HttpError } from '../shared/runtime/http-error.ts';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';
import { attributeName } from './attribute-values.ts';

/**
 * The user name that a filter asks for: `userName eq "…"`, the one filter by which identity providers look users up.
 *
 * @throws {HttpError} 400 `invalidFilter`
 */
export function userNameIn(filter: string): string {
  const [, attribute = '', quoted = ''] = /^\s*([\w:.]+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i.exec(filter) ?? [];
  const userName = tryParseJson(quoted);
  if (attributeName(attribute) !== 'username' || typeof userName !== 'string') {
    throw new HttpError(400, 'invalidFilter', 'The one filter that is understood is userName eq "…"');
  }
  return userName;
}
