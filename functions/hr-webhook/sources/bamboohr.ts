import * as z from 'zod/mini';
import { bodyId, eventId } from '../../shared/intake/event-id.ts';
import type { HmacRule } from '../../shared/intake/hmac-signature.ts';
import type { HrApi } from '../../shared/intake/hr-api.ts';
import { problemsOf } from '../../shared/intake/malformed-body.ts';
import { apiAddress, flag, zone } from '../../shared/intake/options.ts';
import { namesNobody, personFrom, personKey } from '../../shared/intake/person-from.ts';
import { type Finding, needsHrApi, withoutEffect } from '../../shared/intake/reception.ts';
import { sharedSecret } from '../../shared/intake/shared-secret.ts';
import { haveStatus, isAboutLeaving, type PlainFields, plainFields, saidByFields } from '../bamboohr-fields.ts';
import { hmacSource } from '../hmac-source.ts';
import { anything, ifUsable, parseContent } from '../parse-content.ts';
import { sendersTime, sentTime } from '../senders-time.ts';

const timestampHeader = 'x-bamboohr-timestamp';

/**
 * Nothing separates body and timestamp in what is signed. Bytes cannot slide from the one to the other, because the
 * timestamp has one of two strict forms, neither of which ends in the other. https://documentation.bamboohr.com/docs/webhooks-2
 */
const rule: HmacRule = {
  header: 'x-bamboohr-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  message: ({ body, headers }) => [body, headers[timestampHeader] ?? ''],
  timestamp: {
    header: timestampHeader,
    parse: parseTimestamp,
    // Assumption: a retry may carry its first attempt's timestamp. The last comes 155 minutes after it, and a 401 ends them.
    oldestMs: 3 * 60 * 60_000,
    aheadMs: 5 * 60_000,
  },
};

const options = z.strictObject({
  actOnUpdate: flag(
    false,
    "Take a change of the status or the termination for an exit even where neither the event nor BambooHR's API says to what. A status that is posted, such as On Leave, says so.",
  ),
  timeZone: zone('UTC', 'Whose midnight ends the day of a termination.'),
  apiAddress: apiAddress(
    "Where BambooHR's API is for this company. Without it, it is not asked.",
    'https://example.bamboohr.com',
  ),
});
type Options = z.infer<typeof options>;

/** BambooHR takes an API key for a user name. https://documentation.bamboohr.com/docs/getting-started */
const credentials = z.strictObject({ key: sharedSecret });

const hrApi: HrApi<Options, z.infer<typeof credentials>> = {
  credentials,
  addressIn: ({ apiAddress: address }) => address,
  // BambooHR does not say how long it waits for an answer. It repeats what is answered with a 5xx for over two hours.
  deadlineMs: 3000,
  whenUnread: 'send-again',
  load: async () => (await import('../hr-apis/read-bamboohr.ts')).readBamboohr,
  loadAddress: async () => (await import('../hr-apis/read-bamboohr.ts')).readBamboohrAddress,
};

const changes = {
  changedFields: ifUsable(z.array(z.string())),
  fields: ifUsable(z.record(z.string(), z.unknown())),
};

/** `employee.updated` and its like: one employee a request. https://documentation.bamboohr.com/docs/event-based-webhooks */
const employeeEvent = z.object({
  timestamp: sentTime,
  data: z.object({ employeeId: anything, ...changes }),
});

const event = z.object({ type: z.string() });

/** The older shape, many employees a request. Assumption: a deletion says so in `action` or `type`. */
const employeeList = z.object({ type: ifUsable(z.string()), employees: z.array(z.unknown()) });
const employee = z.object({ id: anything, action: ifUsable(z.string()), timestamp: ifUsable(sentTime), ...changes });

/** BambooHR, both shapes of its webhooks, as JSON. It never sends again what was answered with a 4xx. */
export const bamboohr = hmacSource({
  name: 'bamboohr',
  options,
  rule,
  hrApi,
  read(content, { body, headers, now }, settings): readonly Finding[] {
    const list = employeeList.safeParse(content);
    if (!list.success) return [readEvent(content, { requestId: bodyId(body), now, settings })];
    const { employees, type } = list.data;
    const requestAt = new Date(parseTimestamp(headers[timestampHeader] ?? '') ?? now).toISOString();
    // Entries may have no time: who leaves, returns and leaves again is told of twice with the same bytes.
    const context = { requestId: eventId(bodyId(body), requestAt.slice(0, 10)), now, settings };
    return employees.map((entry, index) => {
      const parsed = employee.safeParse(entry);
      if (!parsed.success) return { rejected: problemsOf(parsed.error, 'employees', index) };
      const { id, action = type, timestamp, changedFields: changed, fields: given } = parsed.data;
      const sentAt = changedAt(timestamp, requestAt);
      const isDeleted = /deleted$/i.test(action ?? '');
      const at = `employees.${index}.fields`;
      const change = { id, isDeleted, changed, fields: plainFields(given), at, sentAt, index };
      return findingOf(change, context) ?? namesNobody('employees', index, 'id');
    });
  },
});

/** What is told of one employee, in either shape. */
type Change = {
  id: unknown;
  isDeleted: boolean;
  /** Absent: anything may have changed. */
  changed: string[] | undefined;
  fields: PlainFields;
  /** Where in the body the fields are. */
  at: string;
  sentAt: string;
  /** Which of the request's employees, where it has many. */
  index?: number;
};

type Context = { requestId: string; now: number; settings: Options };

function readEvent(content: unknown, context: Context): Finding {
  const { type } = parseContent(event, content);
  const isDeleted = type === 'employee.deleted';
  if (!isDeleted && type !== 'employee.updated') return withoutEffect;
  const { timestamp: sentAt, data } = parseContent(employeeEvent, content);
  const { employeeId: id, changedFields: changed, fields: given } = data;
  const change = { id, isDeleted, changed, fields: plainFields(given), at: 'data.fields', sentAt };
  return findingOf(change, context) ?? namesNobody('data', 'employeeId');
}

/** @returns undefined where it names nobody */
function findingOf(change: Change, { requestId, now, settings }: Context): Finding | undefined {
  const { id, isDeleted, changed, fields, at, sentAt, index = 0 } = change;
  if (!isDeleted && changed && !changed.some(isAboutLeaving)) return { ignored: 'change-without-effect' };
  const person = personFrom({ id, email: fields.get('workemail') });
  if (!person) return undefined;
  const about = { eventId: eventId(requestId, String(index), personKey(person)), person, sentAt };
  if (isDeleted) return { notice: { kind: 'exit', ...about } };
  const said = saidByFields(fields, { zone: settings.timeZone, now });
  // It may lie ahead, or be the new date of an exit that stands.
  if (said === 'unreadable-date')
    return { rejected: [{ path: at, message: 'the termination date must be YYYY-MM-DD' }] };
  if (said) return { notice: { ...said, ...about } };
  return needsHrApi(about, { employee: id, actsAnyway: settings.actOnUpdate && !haveStatus(fields) });
}

/**
 * When an employee of the older shape changed. The header has when the request was sent, so that a retry with it would
 * overtake what has changed since; it counts where the entry has no time that can be read, or one that is still to come.
 */
function changedAt(timestamp: string | undefined, requestAt: string): string {
  return timestamp !== undefined && timestamp < requestAt ? timestamp : requestAt;
}

/** Assumption: unix seconds or ISO 8601; both were seen. */
function parseTimestamp(text: string): number | undefined {
  const value = /^\d{10}$/.test(text) ? Number(text) : /(?:Z|[+-]\d\d:?\d\d)$/.test(text) && text;
  const time = sendersTime(value);
  return time === undefined ? undefined : Date.parse(time);
}
