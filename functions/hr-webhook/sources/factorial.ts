import * as z from 'zod/mini';
import { bodyId, eventId } from '../../shared/intake/event-id.ts';
import { flag, zone } from '../../shared/intake/options.ts';
import { parseJson } from '../../shared/intake/parse-json.ts';
import { namesNobody, personFrom } from '../../shared/intake/person-from.ts';
import { type Finding, needsHrApi, receptionOf, withoutEffect } from '../../shared/intake/reception.ts';
import { sharedSecret } from '../../shared/intake/shared-secret.ts';
import type { HrSource, SourceRequest } from '../../shared/intake/source.ts';
import { isToken } from '../../shared/intake/static-token.ts';
import { startOfNextDay } from '../../shared/intake/zoned-instant.ts';
import { anything, parseContent } from '../parse-content.ts';
import { sendersTime } from '../senders-time.ts';

/** The text chosen for the subscription, which comes with every delivery. https://apidoc.factorialhr.com/docs/manage-webhooks */
const tokenHeader = 'x-factorial-wh-challenge';

/** What a subscription is called, in each version of Factorial's API; sent when HR enters it. */
const types = new Map<string | undefined, 'exit' | 'rehired'>([
  ['employees/employee/terminate', 'exit'],
  ['Employees::Events::EmployeeTerminated', 'exit'],
  ['employee_terminated', 'exit'],
  ['employees/employee/unterminate', 'rehired'],
  ['Employees::Events::EmployeeUnterminated', 'rehired'],
  ['employee_unterminated', 'rehired'],
]);

const options = z.strictObject({
  timeZone: zone('UTC', 'Whose midnight ends the day of a termination.'),
  actWithoutDate: flag(false, 'Take a termination without its date for an exit at once.'),
});
type Options = z.infer<typeof options>;

const anyObject = z.looseObject({});

/** The employee itself, without anything around it that would say what happened. */
const employee = z.object({
  id: anything,
  // Not `email`: that is the private address.
  login_email: anything,
  terminated_on: z.nullish(z.iso.date()),
  updated_at: anything,
});

/** Factorial. It signs nothing, and says what happened nowhere but in the address that was given for it: `?type=…`. */
export const factorial: HrSource<string, Options> = {
  name: 'factorial',
  contentTypes: ['application/json'],
  trust: 'token',
  takenStatus: 200,
  options,
  secret: sharedSecret,
  receive(request, token, settings) {
    if (!isToken(request.headers[tokenHeader], token)) return undefined;
    const { body, query } = request;
    const beside = { type: query['type'] ?? 'not told' };
    return { content: body, beside, read: () => receptionOf([read(request, settings)]) };
  },
};

function read({ query, body, now }: SourceRequest, { timeZone, actWithoutDate }: Options): Finding {
  const content = parseContent(anyObject, parseJson(body));
  const kind = types.get(query['type']);
  if (query['type'] !== undefined && !kind) return withoutEffect;

  const { terminated_on: date, updated_at: updatedAt, ...told } = parseContent(employee, content);
  // Without a type in the address only a date says anything: an update of somebody who stays looks like a return.
  if (!date && !kind) return { ignored: 'type-unknown' };
  const person = personFrom({ id: told.id, email: told.login_email });
  if (!person) return namesNobody('id');
  const sentAt = sendersTime(updatedAt) ?? new Date(now).toISOString();
  // Where there is no time in the body, who leaves, returns and leaves again is told of twice with the same bytes.
  const about = { eventId: eventId(bodyId(body), query['type'] ?? '', sentAt.slice(0, 10)), person, sentAt };
  if (kind === 'rehired') return { notice: { kind, ...about } };
  if (date) return { notice: { kind: 'exit', ...about, effectiveAt: startOfNextDay(date, timeZone), zone: timeZone } };
  return needsHrApi(about, { actsAnyway: actWithoutDate });
}
