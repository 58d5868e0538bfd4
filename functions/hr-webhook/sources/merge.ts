import * as z from 'zod/mini';
import { bodyId, eventId } from '../../shared/intake/event-id.ts';
import type { HmacRule } from '../../shared/intake/hmac-signature.ts';
import { flag, zone } from '../../shared/intake/options.ts';
import { namesNobody, personFrom, personKey } from '../../shared/intake/person-from.ts';
import { type Finding, type NoticeDraft, type Problem, withoutEffect } from '../../shared/intake/reception.ts';
import { startOfNextDay } from '../../shared/intake/zoned-instant.ts';
import { hmacSource } from '../hmac-source.ts';
import { anything, parseContent } from '../parse-content.ts';
import { sendersTime } from '../senders-time.ts';

/** Seen with and without the padding of base64. https://docs.merge.dev/basics/webhooks/merge-to-you/ */
const rule: HmacRule = { header: 'x-merge-webhook-signature', algorithm: 'sha256', encoding: 'base64url' };

const options = z.strictObject({
  cancelWhenActive: flag(
    true,
    'Take every change of an active employee for the end of an exit that Merge may have announced before: it does not say what changed. Off, an exit that HR takes back stands until the operator ends it.',
  ),
  timeZone: zone('UTC', 'Whose midnight ends the day of a termination.'),
});

const event = z.object({ hook: z.object({ event: z.string() }) });

/** Merge's common model; what an HR system does not have is null. https://docs.merge.dev/hris/employees/ */
const employeeEvent = z.object({
  data: z.object({
    id: anything,
    work_email: anything,
    username: anything,
    employment_status: anything,
    termination_date: anything,
    modified_at: anything,
  }),
});

/** Merge, which sees what an HR system holds when it syncs with it: its events come hours late, and are not forecasts. */
export const merge = hmacSource({
  name: 'merge',
  takenStatus: 200,
  options,
  rule,
  read(content, { body, now }, { cancelWhenActive, timeZone }): Finding {
    const { hook } = parseContent(event, content);
    // "removed" is no exit: everybody is, when a linked account is taken away.
    if (!/^employee\.(?:added|changed)$/i.test(hook.event)) return withoutEffect;

    const { data } = parseContent(employeeEvent, content);
    const said = saidBy(data, timeZone);
    if (said === undefined) return { ignored: 'no-exit' };
    if ('rejected' in said) return said;
    if (said.kind === 'rehired' && !cancelWhenActive) return { ignored: 'no-exit' };
    const person = personFrom({ id: data.id, email: data.work_email, userName: userNameIn(data.username) });
    if (!person) return namesNobody('data', 'id');
    // Assumption: Merge gives events no id of their own; `hook.id` is the subscription's.
    const id = eventId(bodyId(body), personKey(person));
    return {
      notice: { ...said, eventId: id, person, sentAt: sendersTime(data.modified_at) ?? new Date(now).toISOString() },
    };
  },
});

/** What somebody signs in to the HR system with. Where that is an address, nothing says that it is the company's. */
function userNameIn(username: unknown): unknown {
  return typeof username === 'string' && username.includes('@') ? undefined : username;
}

type Said = Pick<NoticeDraft, 'kind' | 'onlyOwn' | 'effectiveAt' | 'zone'>;

/** @returns undefined for somebody who has not begun, or of whom the HR system does not say */
function saidBy(
  { employment_status: status, termination_date: date }: z.infer<typeof employeeEvent>['data'],
  timeZone: string,
): Said | { rejected: Problem[] } | undefined {
  // An active employee with a date in the future is no exit yet: the sync after that date tells it.
  // Nor does Merge know of exits that are announced elsewhere.
  if (status === 'ACTIVE') return { kind: 'rehired', onlyOwn: true };
  if (status !== 'INACTIVE') return undefined;
  if (date === undefined || date === null || date === '') return { kind: 'exit' };
  const end = endOf(date, timeZone);
  // It may lie ahead: nobody is to leave at once because of the way it is written.
  return end ? { kind: 'exit', ...end } : { rejected: [unreadable] };
}

const unreadable = { path: 'data.termination_date', message: 'must be YYYY-MM-DD, or ISO 8601 with a time' };

/** A day alone, or its midnight, which is how Merge writes the days of HR systems that know no time. */
const wholeDay = /^(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const isoDate = z.iso.date();

/** @returns undefined for what is neither a day nor an instant */
function endOf(date: unknown, timeZone: string): Pick<Said, 'effectiveAt' | 'zone'> | undefined {
  if (typeof date !== 'string') return undefined;
  const [, day] = wholeDay.exec(date) ?? [];
  if (day !== undefined)
    return isoDate.safeParse(day).success ? { effectiveAt: startOfNextDay(day, timeZone), zone: timeZone } : undefined;
  const effectiveAt = sendersTime(date);
  return effectiveAt === undefined ? undefined : { effectiveAt };
}
