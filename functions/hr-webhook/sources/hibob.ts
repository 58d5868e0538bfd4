import * as z from 'zod/mini';
import { eventId } from '../../shared/intake/event-id.ts';
import type { HmacRule } from '../../shared/intake/hmac-signature.ts';
import type { HrApi } from '../../shared/intake/hr-api.ts';
import { apiAddress, flag } from '../../shared/intake/options.ts';
import { namesNobody, personFrom, personKey } from '../../shared/intake/person-from.ts';
import {
  type Finding,
  type NoticeDraft,
  needsHrApi,
  type Reception,
  withoutEffect,
} from '../../shared/intake/reception.ts';
import { sharedSecret } from '../../shared/intake/shared-secret.ts';
import type { SourceRequest } from '../../shared/intake/source.ts';
import { tryParseJson } from '../../shared/runtime/try-parse-json.ts';
import { hmacSource } from '../hmac-source.ts';
import { anything, parseContent } from '../parse-content.ts';
import { sentTime } from '../senders-time.ts';

/** https://apidocs.hibob.com/docs/working-with-webhooks. No timestamp is signed: a replay is told by the event's id. */
const rule: HmacRule = { header: 'bob-signature', algorithm: 'sha512', encoding: 'base64' };

/** Sent at midnight of the effective date in the site's own zone, so that each has its effect when it comes. */
const kinds = new Map<string, NoticeDraft['kind']>([
  ['employee.left', 'exit'],
  ['employee.inactivated', 'exit'],
  ['employee.access.revoked.immediately', 'revoke-now'],
  ['employee.joined', 'rehired'],
  ['employee.activated', 'rehired'],
  ['employee.deleted', 'exit'],
]);

const options = z.strictObject({
  actOnInactivated: flag(
    false,
    "Take `employee.inactivated` for an exit where Bob's API does not say which it is. It also comes when a leave begins, parental leave included.",
  ),
  actOnDeleted: flag(
    false,
    'Take an employee whose record was deleted for one who has left. A duplicate is deleted, too.',
  ),
  apiAddress: apiAddress("Where Bob's API is.", 'https://hibob.example.com', 'https://api.hibob.com'),
});
type Options = z.infer<typeof options>;

const serviceUserId = z.string().check(z.minLength(1));
/** A service user. https://apidocs.hibob.com/docs/api-service-users */
const credentials = z.strictObject({ serviceUserId, token: sharedSecret });

const hrApi: HrApi<Options, z.infer<typeof credentials>> = {
  credentials,
  addressIn: ({ apiAddress: address }) => address,
  // Bob does not say how long it waits for an answer. It tries again for three days.
  deadlineMs: 3000,
  whenUnread: 'send-again',
  load: async () => (await import('../hr-apis/read-hibob.ts')).readHibob,
  loadAddress: async () => (await import('../hr-apis/read-hibob.ts')).readHibobAddress,
};

const longestPing = 1024;
const justText = z.strictObject({ text: z.string() });

const event = z.object({ type: z.string().check(z.minLength(1)) });

// Assumption: the id is `data.employeeId` (v2) or `employee.id` (v1); the published pages name the fields without an example.
const lifecycleEvent = z.object({
  triggeredAt: sentTime,
  data: z.optional(z.object({ employeeId: anything, id: anything, email: anything })),
  employee: z.optional(z.object({ id: anything, email: anything })),
});

/**
 * HiBob ("Bob"), lifecycle events of its webhooks, v2 and v1.
 * https://apidocs.hibob.com/reference/employee-data-webhooks
 */
export const hibob = hmacSource({
  name: 'hibob',
  // The ping at set-up is plain text.
  contentTypes: ['application/json', 'text/plain'],
  takenStatus: 200,
  options,
  rule,
  hrApi,
  handshake: ping,
  read(content, _request, { actOnInactivated, actOnDeleted }): Finding {
    const { type } = parseContent(event, content);
    const kind = kinds.get(type);
    if (!kind) return withoutEffect;
    if (type === 'employee.deleted' && !actOnDeleted) return { ignored: 'record-deleted' };

    const { triggeredAt: sentAt, data, employee } = parseContent(lifecycleEvent, content);
    const id = data?.employeeId ?? data?.id ?? employee?.id;
    const person = personFrom({ id, email: data?.email ?? employee?.email });
    if (!person) return namesNobody('data', 'employeeId');
    const about = { eventId: eventId(type, personKey(person), sentAt), person, sentAt };
    // Nor does the end of a leave undo an exit that is announced for later: nobody is rehired by coming back.
    if (type === 'employee.activated' && !actOnInactivated) return { ignored: 'return-or-rehire-unclear' };
    if (type !== 'employee.inactivated') return { notice: { kind, ...about } };
    return needsHrApi(about, { employee: id, actsAnyway: actOnInactivated, reason: 'leave-or-exit-unclear' });
  },
});

/** Sent when a webhook is set up. Assumption: it may come unsigned. It says nothing, so it needs no belief. */
function ping({ body }: SourceRequest): Reception | undefined {
  if (body.length > longestPing) return undefined;
  const text = body.toString();
  const content = tryParseJson(text);
  const isPing = text === 'Ping test' || content === 'Ping test' || justText.safeParse(content).success;
  return isPing ? { notices: [], ignored: 'ping' } : undefined;
}
