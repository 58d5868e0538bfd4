import * as z from 'zod/mini';
import { bodyId, eventId } from '../../shared/intake/event-id.ts';
import { described } from '../../shared/intake/options.ts';
import { namesNobody, personFrom, personKey } from '../../shared/intake/person-from.ts';
import { type Finding, type NoticeDraft, withoutEffect } from '../../shared/intake/reception.ts';
import { hmacSource } from '../hmac-source.ts';
import { anything, parseContent } from '../parse-content.ts';
import { sentTime } from '../senders-time.ts';

/** Sent on the day itself. https://developer.personio.de/changelog/webhooks-effective-date-notification-webhooks-employmentstarted-and-employmentterminated */
const kinds = new Map<string, NoticeDraft['kind']>([
  ['employment.terminated', 'exit'],
  ['employment.started', 'rehired'],
]);

const headerName = z.string().check(z.regex(/^[a-z0-9-]+$/, 'expected the name of a header in lower case'));

const options = z.strictObject({
  // Assumption: this is what several public receivers expect, which disagree on a prefix `sha256=`.
  signatureHeader: described(
    z.prefault(headerName, 'x-personio-signature'),
    "The header that carries the hexadecimal HMAC-SHA256 of the body. Personio's pages do not say how a request is signed: check it against a delivery of your own before you rely on it.",
    'x-signature',
  ),
});

const event = z.object({ event_name: z.string().check(z.minLength(1)) });

// Assumption: the person of an employment event is `person_id` or `person.id`, as in Personio's API; its `id` is the employment's.
const employmentEvent = z.object({
  occurred_at: sentTime,
  payload: z.object({ person_id: anything, person: z.optional(z.object({ id: anything })) }),
});

/** Personio, webhooks v2. https://developer.personio.de/reference/webhooks */
export const personio = hmacSource({
  name: 'personio',
  options,
  rule: ({ signatureHeader }) => ({ header: signatureHeader, algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' }),
  read(content, { body }): Finding {
    const kind = kinds.get(parseContent(event, content).event_name);
    if (!kind) return withoutEffect;

    const { occurred_at: sentAt, payload } = parseContent(employmentEvent, content);
    const person = personFrom({ id: payload.person_id ?? payload.person?.id });
    if (!person) return namesNobody('payload', 'person_id');
    return { notice: { kind, eventId: eventId(bodyId(body), personKey(person)), person, sentAt } };
  },
});
