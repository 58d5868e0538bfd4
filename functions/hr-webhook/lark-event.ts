import * as z from 'zod/mini';
import { eventId } from '../shared/intake/event-id.ts';
import { namesNobody, personFrom } from '../shared/intake/person-from.ts';
import { type About, type Finding, needsHrApi, type Settled, withoutEffect } from '../shared/intake/reception.ts';
import { startOfNextDay } from '../shared/intake/zoned-instant.ts';
import type { Person } from '../shared/offboarding/case/person.ts';
import { parseContent } from './parse-content.ts';
import { unixTime } from './unix-time.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An event, in whichever of the two envelopes it came. */
export type LarkEvent = {
  id: string;
  type: string;
  token: string;
  appId: string | undefined;
  tenantKey: string | undefined;
  /** When it was made, ISO 8601. */
  sentAt: string;
  fields: Fields;
};

const text = z.string().check(z.minLength(1));
const name = z.optional(z.string());
const fields = z.record(z.string(), z.unknown());

const header = z.object({
  event_id: text,
  event_type: text,
  create_time: z.optional(unixTime),
  token: text,
  app_id: name,
  tenant_key: name,
});
const secondEnvelope = z.object({ schema: z.literal('2.0'), header, event: fields });

const firstEnvelope = z.object({
  type: z.literal('event_callback'),
  uuid: text,
  ts: z.optional(unixTime),
  token: text,
  event: z.intersection(fields, z.object({ type: text, app_id: name, tenant_key: name })),
});

/**
 * @param signedAt when it was sent, where it does not say when it was made
 * @throws {HttpError} 400 with every problem of what is in neither envelope
 */
export function larkEventOf(json: unknown, signedAt: string): LarkEvent {
  if (typeof json === 'object' && json !== null && 'header' in json) {
    const { header: about, event } = parseContent(secondEnvelope, json);
    const { event_id: id, event_type: type, create_time: sentAt = signedAt, token } = about;
    return { id, type, sentAt, token, appId: about.app_id, tenantKey: about.tenant_key, fields: event };
  }
  const { uuid: id, ts: sentAt = signedAt, token, event } = parseContent(firstEnvelope, json);
  return { id, type: event.type, sentAt, token, appId: event.app_id, tenantKey: event.tenant_key, fields: event };
}

/** What may be set of how events are read. */
export type LarkReading = { timeZone: string; actWithoutDate: boolean };
type Read = (about: About, fields: Fields, reading: LarkReading) => Finding;

/** What has become of an offboarding that somebody asked for. */
type State = 'in-approval' | 'approved' | 'effective' | 'rejected' | 'withdrawn';

/** Any change of an employee. https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/corehr-v2/employee/events/domain_event */
const domainEventType = 'corehr.employee.domain_event_v2';

const readers = new Map<string, Read>([
  ['contact.user.deleted_v3', atOnce],
  // Sent in the small hours after the last day.
  ['corehr.employment.resigned_v1', atOnce],
  // Assumption: as in the published list of events 1.0, with the ids in the event itself.
  ['user_leave', atOnce],
  // The two count their states differently, from 1. The last of the newer one is: needs no approval.
  [
    'corehr.offboarding.status_updated_v2',
    offboarding(['in-approval', 'approved', 'effective', 'rejected', 'withdrawn', 'approved']),
  ],
  ['corehr.offboarding.updated_v1', offboarding(['in-approval', 'withdrawn', 'rejected', 'approved', 'effective'])],
  [domainEventType, domainEvent],
  // Something was edited, perhaps the date; not to what.
  ['corehr.offboarding.updated_v2', (about, { employment_id: employee }) => needsHrApi(about, { employee })],
]);

/** What one event of Lark says of somebody's exit. */
export function readLarkEvent({ id, type, sentAt, fields: given }: LarkEvent, reading: LarkReading): Finding {
  const read = readers.get(type);
  if (!read || isOtherChange(type, given)) return withoutEffect;
  const person = personOf(given);
  return person ? read({ eventId: eventId(id), person, sentAt }, given, reading) : namesNobody('event');
}

function atOnce(about: About): Finding {
  return { notice: { kind: 'exit', ...about } };
}

function offboarding(states: readonly State[]): Read {
  return (about, { status, offboarding_date: lastDay, employment_id: employee }, reading) => {
    if (!Number.isInteger(status)) return { rejected: [{ path: 'event.status', message: 'must be a whole number' }] };
    const state = states[Number(status) - 1];
    if (state === undefined) return { ignored: 'unknown-state' };
    if (state === 'effective') return atOnce(about);
    // Approved, perhaps long before: the documented event does not say for when, but comes again when that is.
    if (state === 'approved' && lastDay === undefined)
      return needsHrApi(about, { employee, actsAnyway: reading.actWithoutDate });
    if (state === 'approved') return announced(about, lastDay, reading);
    // Assumption: one that is rolled back is told by the state that it goes back to. Whichever of these that is, nobody
    // leaves by it now. It takes back what was approved before, and no exit that another source has announced.
    return { notice: { kind: 'cancelled', onlyOwn: true, ...about } };
  };
}

/** Of the changes of an employee those of their leaving: it is approved, without a date, or taken back. */
const leaving = { approved: 7001, takenBack: 7002 };

function isOtherChange(type: string, { sub_event_type: change }: Fields): boolean {
  return type === domainEventType && !Object.values<unknown>(leaving).includes(change);
}

function domainEvent(about: About, { sub_event_type: change, employment_id: employee }: Fields, reading: LarkReading) {
  if (change === leaving.approved) return needsHrApi(about, { employee, actsAnyway: reading.actWithoutDate });
  return { notice: { kind: 'cancelled', onlyOwn: true, ...about } } satisfies Finding;
}

/**
 * An exit when somebody's last day is over.
 *
 * Assumption: an event that has a date has it by the name and in the form that Lark's API has for it.
 */
export function announced(about: About, lastDay: unknown, { timeZone }: Pick<LarkReading, 'timeZone'>): Settled {
  const { data: date } = z.iso.date().safeParse(lastDay);
  if (date === undefined) return { rejected: [{ path: 'event.offboarding_date', message: 'must be YYYY-MM-DD' }] };
  return { notice: { kind: 'exit', ...about, effectiveAt: startOfNextDay(date, timeZone), zone: timeZone } };
}

/**
 * By `object` in events of the address book, by `target_user_id` in those of the HR suite, or by the event itself. An id
 * that an app needs a right for comes before those that all have: it is the one that people are known by elsewhere.
 *
 * Only `enterprise_email` is an address of the company. `email` is what somebody gave to be reached at, private ones included.
 */
function personOf(event: Fields): Person | undefined {
  const known = { ...event, ...fieldsOf(event['object']), ...fieldsOf(event['target_user_id']) };
  return personFrom({
    id: firstOf(known, 'user_id', 'employee_id', 'open_id', 'union_id', 'employment_id'),
    email: known['enterprise_email'],
  });
}

function fieldsOf(value: unknown): Fields {
  return fields.safeParse(value).data ?? {};
}

function firstOf(known: Fields, ...names: readonly string[]): unknown {
  return names.map((each) => known[each]).find((value) => typeof value === 'string' && value.trim() !== '');
}
