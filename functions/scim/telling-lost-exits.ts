import { HttpError } from '../shared/runtime/http-error.ts';
import { readAttributes } from './attribute-values.ts';
import { readPatch } from './patch-operations.ts';
import type { ScimRequest } from './scim-request.ts';

/** The code of a 404 with which an exit is lost. Of somebody who was deleted here it was heard before. */
export const exitOfUnknownUser = 'exit-of-unknown-user';

/** Answers a change of a user. A 404 says by its code if what was to be changed is that somebody leaves. */
export async function tellingLostExits<Answer>(
  request: ScimRequest,
  answer: () => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    const isUnknown = error instanceof HttpError && error.status === 404 && error.code !== 'deleted-user';
    if (!isUnknown || !saysExit(request)) throw error;
    throw new HttpError(404, exitOfUnknownUser, 'There is no user with this id, and somebody was to leave');
  }
}

/** What cannot be understood may be an exit. */
function saysExit({ method, json }: ScimRequest): boolean {
  if (method === 'DELETE') return true;
  try {
    return (method === 'PUT' ? readAttributes(json()) : readPatch(json())).active === false;
  } catch (error) {
    if (error instanceof HttpError) return true;
    throw error;
  }
}
