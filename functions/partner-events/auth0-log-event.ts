import * as z from 'zod/mini';
import { eventId } from '../shared/intake/event-id.ts';
import { loginIdentifiers } from '../shared/intake/login-identifiers.ts';
import { problemsOf } from '../shared/intake/malformed-body.ts';
import { type Settled, withoutEffect } from '../shared/intake/reception.ts';
import { person } from '../shared/offboarding/case/person.ts';

/**
 * Successful User Deletion: https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
 *
 * Assumption: its user_id and user_name are those of the deleted user. A user who is blocked has no type of its own; the
 * Management API's `sapi` names whoever did it.
 */
export const auth0EventTypes = ['sdu'];

/**
 * By what somebody signed in, which is what an id begins with. Of a social connection the name is a private address; the
 * tenant's own databases and its enterprise connections have the names that the company gave.
 * https://auth0.com/docs/authenticate/identity-providers
 */
const namedByCompany = /^(?:auth0|ad|adfs|waad|samlp|oidc|okta|google-apps|office365|pingfederate|custom)\|/;

const logEvent = z.object({
  data: z.object({
    type: z.enum(auth0EventTypes),
    log_id: z.string().check(z.minLength(1)),
    date: z.iso.datetime({ offset: true }),
    user_id: z.nullish(z.string()),
    user_name: z.nullish(z.string()),
  }),
});

/** What one event of Auth0's tenant log says of somebody's exit: a deleted user leaves at once. */
export function readAuth0LogEvent(json: unknown, ...at: readonly string[]): Settled {
  const type = z.object({ data: z.object({ type: z.string() }) }).safeParse(json).data?.data.type;
  if (type !== undefined && !auth0EventTypes.includes(type)) return withoutEffect;
  const parsed = logEvent.safeParse(json);
  if (!parsed.success) return { rejected: problemsOf(parsed.error, ...at) };
  const { log_id: logId, date, user_id: id, user_name: login } = parsed.data.data;
  const who = person.safeParse({
    ...(id && { id }),
    ...(login && namedByCompany.test(id ?? '') && loginIdentifiers(login)),
  });
  if (!who.success) return { rejected: problemsOf(who.error, ...at, 'data', 'user') };
  return { notice: { kind: 'exit', eventId: eventId(logId), person: who.data, sentAt: date } };
}
