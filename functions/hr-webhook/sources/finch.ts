import * as z from 'zod/mini';
import { flag } from '../../shared/intake/options.ts';
import { parseJson } from '../../shared/intake/parse-json.ts';
import { namesNobody, personFrom } from '../../shared/intake/person-from.ts';
import { type Finding, needsHrApi, receptionOf, withoutEffect } from '../../shared/intake/reception.ts';
import type { HrSource } from '../../shared/intake/source.ts';
import { anything, parseContent } from '../parse-content.ts';
import { sendersTime } from '../senders-time.ts';
import { idSignedWith, type SigningKey, secretKeyOf } from '../signature-list.ts';

/** Standard Webhooks' rule under names of its own. https://developer.tryfinch.com/developer-resources/Webhooks */
const headers = { id: 'finch-event-id', timestamp: 'finch-timestamp', signature: 'finch-signature' };

const options = z.strictObject({
  actOnUpdate: flag(
    false,
    'Take every `employment.updated` for an exit. The event does not say what changed: an end date, but also a job title.',
  ),
});

const event = z.object({ event_type: z.string().check(z.minLength(1)) });
const individualEvent = z.object({ data: z.object({ individual_id: anything }) });

/** Finch, which sees what an HR system holds when it syncs with it. */
export const finch: HrSource<SigningKey, z.infer<typeof options>> = {
  name: 'finch',
  contentTypes: ['application/json'],
  trust: 'signed',
  takenStatus: 200,
  options,
  secret: z.pipe(
    z.string().check(z.regex(/^[A-Za-z0-9+/]{22,}={0,2}$/, 'must be base64 of at least 16 bytes')),
    z.transform(secretKeyOf),
  ),

  receive(request, key, { actOnUpdate }) {
    const eventId = idSignedWith(key, request, headers);
    if (eventId === undefined) return undefined;
    // When this attempt was sent; the events themselves have no time.
    const sentAt = sendersTime(Number(request.headers[headers.timestamp])) ?? new Date(request.now).toISOString();
    const { body } = request;
    return { content: body, read: () => receptionOf([read(parseJson(body), { eventId, sentAt, actOnUpdate })]) };
  },
};

function read(
  content: unknown,
  { eventId, sentAt, actOnUpdate }: { eventId: string; sentAt: string; actOnUpdate: boolean },
): Finding {
  const { event_type: type } = parseContent(event, content);
  if (type !== 'employment.updated' && type !== 'directory.deleted') return withoutEffect;

  const { data } = parseContent(individualEvent, content);
  const person = personFrom({ id: data.individual_id });
  if (!person) return namesNobody('data', 'individual_id');
  const about = { eventId, person, sentAt };
  if (type === 'directory.deleted') return { notice: { kind: 'exit', ...about } };
  return needsHrApi(about, { actsAnyway: actOnUpdate });
}
