import * as z from 'zod/mini';
import { bodyId, eventId } from '../../shared/intake/event-id.ts';
import type { HmacRule } from '../../shared/intake/hmac-signature.ts';
import { problemsOf } from '../../shared/intake/malformed-body.ts';
import { flag, zone } from '../../shared/intake/options.ts';
import { namesNobody, personFrom, personKey } from '../../shared/intake/person-from.ts';
import { type Finding, needsHrApi, withoutEffect } from '../../shared/intake/reception.ts';
import { startOfNextDay } from '../../shared/intake/zoned-instant.ts';
import { hmacSource } from '../hmac-source.ts';
import { anything, parseContent } from '../parse-content.ts';
import { sentTime } from '../senders-time.ts';

/** The literal `POST`, then the body. https://developer.deel.com/docs/webhooks-get-started */
const rule: HmacRule = {
  header: 'x-deel-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  message: ({ body }) => ['POST', body],
};

/** Of a person, by the id of the profile alone. https://developer.deel.com/api/hris-endpoints/hris/webhook-worker-v-2-deleted */
const profileDeleted = 'worker.v2.deleted';

/**
 * `contract.terminated` comes when a termination is completed, the other when it is confirmed, so with its date ahead.
 * Assumption: the second is called so; Deel's page for it has a title and no name.
 */
const events = new Map([
  ['contract.terminated', { isEffective: true }],
  ['gp.termination.confirmed', { isEffective: false }],
  [profileDeleted, { isEffective: true }],
]);

const options = z.strictObject({
  timeZone: zone('UTC', 'Whose midnight ends a last day.'),
  actOnDeleted: flag(
    false,
    'Take a worker whose profile was deleted for one who has left. A duplicate is deleted, too.',
  ),
  workerEmailIsWork: flag(
    false,
    "Take the worker's e-mail address for the work address. It is the one that they sign in to Deel with, which many contractors do with a private one.",
  ),
});

const mark = z.looseObject({ is_simulation: anything });
const event = z.extend(mark, { data: z.extend(mark, { meta: z.extend(mark, { event_type: z.string() }) }) });
const terminationEvent = z.object({ data: z.object({ resource: anything }), timestamp: sentTime });

/** Of a date with a time the day alone counts: the time is midnight somewhere. */
const day = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text) => text.slice(0, 10)),
  ),
  z.iso.date(),
);
const who = z.object({ id: anything, email: anything });

/**
 * Assumption: the person is `worker`, or `worker_id` and `worker_email`, else the contract by its `id`, which the mapping of
 * people can name; Deel shows no example of these two. Nor does it say that the address is the company's.
 */
const contract = z.object({
  id: anything,
  worker: z.nullish(who),
  worker_id: anything,
  worker_email: anything,
  completion_date: z.nullish(day),
});

/** Deel. After ten answers in a row that are no 2xx it switches the webhook off. */
export const deel = hmacSource({
  name: 'deel',
  takenStatus: 200,
  options,
  rule,
  read(content, { body }, { timeZone, actOnDeleted, workerEmailIsWork }): readonly Finding[] {
    const told = parseContent(event, content);
    // Deel lets people send samples to the real address; its pages do not say at which level it marks them.
    if ([told, told.data, told.data.meta].some((level) => level.is_simulation === true))
      return [{ ignored: 'simulation' }];
    const known = events.get(told.data.meta.event_type);
    if (!known) return [withoutEffect];
    if (told.data.meta.event_type === profileDeleted && !actOnDeleted) return [{ ignored: 'record-deleted' }];

    const { data, timestamp: sentAt } = parseContent(terminationEvent, content);
    return [data.resource].flat().map((resource, index): Finding => {
      const parsed = contract.safeParse(resource);
      if (!parsed.success) return { rejected: problemsOf(parsed.error, 'data', 'resource', index) };
      const { worker, completion_date: lastDay, ...given } = parsed.data;
      const person = personFrom({
        id: worker?.id ?? given.worker_id ?? given.id,
        email: workerEmailIsWork ? (worker?.email ?? given.worker_email) : undefined,
      });
      if (!person) return namesNobody('data', 'resource', index);
      const about = { eventId: eventId(bodyId(body), String(index), personKey(person)), person, sentAt };
      // A forecast without its date is none.
      if (!lastDay && !known.isEffective) return needsHrApi(about);
      const effective = lastDay ? { effectiveAt: startOfNextDay(lastDay, timeZone), zone: timeZone } : {};
      return { notice: { kind: 'exit', ...about, ...effective } };
    });
  },
});
