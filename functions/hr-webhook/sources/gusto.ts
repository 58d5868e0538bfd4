import * as z from 'zod/mini';
import { eventId } from '../../shared/intake/event-id.ts';
import type { HmacRule } from '../../shared/intake/hmac-signature.ts';
import type { HrApi } from '../../shared/intake/hr-api.ts';
import { apiAddress, flag, zone } from '../../shared/intake/options.ts';
import { namesNobody, personFrom } from '../../shared/intake/person-from.ts';
import {
  type Finding,
  type NoticeDraft,
  needsHrApi,
  type Reception,
  withoutEffect,
} from '../../shared/intake/reception.ts';
import { sharedSecret } from '../../shared/intake/shared-secret.ts';
import type { SourceRequest } from '../../shared/intake/source.ts';
import { startOfNextDay } from '../../shared/intake/zoned-instant.ts';
import { tryParseJson } from '../../shared/runtime/try-parse-json.ts';
import { hmacSource } from '../hmac-source.ts';
import { anything, ifUsable, parseContent } from '../parse-content.ts';
import { sentTime } from '../senders-time.ts';

/** Assumption: seen alike in several public receivers, not in Gusto's own pages. The key is the verification token. */
const rule: HmacRule = { header: 'x-gusto-signature', algorithm: 'sha256', encoding: 'hex' };

/** `terminated` is sent when HR enters it, the effective ones when they are. One of Gusto's pages has the third spelling. */
const kinds = new Map<string, NoticeDraft['kind']>([
  ['employee.terminated', 'exit'],
  ['employee.termination_effective', 'exit'],
  ['employee.terminated_effective', 'exit'],
  ['employee.termination_cancelled', 'cancelled'],
  ['employee.rehired', 'rehired'],
  ['employee.rehire_effective', 'rehired'],
]);

const options = z.strictObject({
  // Gusto itself goes by it.
  timeZone: zone('America/Los_Angeles', 'Whose midnight ends a last day.'),
  logVerificationToken: flag(
    false,
    'Write the verification token of a new subscription into the log: on only while it is being set up.',
  ),
  apiAddress: apiAddress("Where Gusto's API is.", 'https://api.gusto-demo.com', 'https://api.gusto.com'),
});
type Options = z.infer<typeof options>;

/** An OAuth access token with the scopes `employments:read` and, for the work address, `employees:read`. Gusto lets one expire after two hours. */
const credentials = z.strictObject({ accessToken: sharedSecret });

const hrApi: HrApi<Options, z.infer<typeof credentials>> = {
  credentials,
  addressIn: ({ apiAddress: address }) => address,
  // Assumption: Gusto waits for 5 s.
  deadlineMs: 2500,
  // Nobody documents whether Gusto repeats an event. Nothing is lost without: the effective event comes by itself.
  whenUnread: 'as-configured',
  load: async () => (await import('../hr-apis/read-gusto.ts')).readGusto,
  loadAddress: async () => (await import('../hr-apis/read-gusto.ts')).readGustoAddress,
};

const event = z.object({ event_type: z.string().check(z.minLength(1)) });

const employeeEvent = z.object({
  uuid: z.string().check(z.minLength(1)),
  entity_uuid: anything,
  timestamp: sentTime,
  // Gusto's events are thin; the last day is here where a relay has added it from the termination, under its own name.
  effective_date: ifUsable(z.iso.date()),
});

/** Gusto, the `Employee` events. https://docs.gusto.com/app-integrations/docs/employee-events */
export const gusto = hmacSource({
  name: 'gusto',
  takenStatus: 200,
  options,
  rule,
  hrApi,
  handshake,
  read(content, _request, { timeZone }): Finding {
    const { event_type: type } = parseContent(event, content);
    const kind = kinds.get(type);
    if (!kind) return withoutEffect;

    const { uuid, entity_uuid: id, timestamp: sentAt, effective_date: lastDay } = parseContent(employeeEvent, content);
    const person = personFrom({ id });
    if (!person) return namesNobody('entity_uuid');
    const about = { eventId: eventId(uuid), person, sentAt };
    if (type !== 'employee.terminated') return { notice: { kind, ...about } };
    // Nobody is locked out before a last day that is not known; the effective event will come.
    if (lastDay === undefined) return needsHrApi(about, { employee: id });
    return { notice: { kind, ...about, effectiveAt: startOfNextDay(lastDay, timeZone), zone: timeZone } };
  },
});

const longestVerification = 1024;

const verification = z.strictObject({
  verification_token: z.string().check(z.minLength(1), z.maxLength(255)),
  webhook_subscription_uuid: z.optional(z.string().check(z.maxLength(64))),
});

/**
 * A new subscription's token, which is posted unsigned because it is the key. It is never believed: only what a person
 * has put into the secret signs events.
 */
function handshake({ body }: SourceRequest, { logVerificationToken }: Options): Reception | undefined {
  if (body.length > longestVerification) return undefined;
  const { success, data } = verification.safeParse(tryParseJson(body.toString()));
  if (!success) return undefined;
  const { verification_token: verificationToken, webhook_subscription_uuid: webhookSubscriptionUuid = 'not told' } =
    data;
  return {
    notices: [],
    ignored: 'verification-token',
    // Anybody may post one: the subscription tells a person whether it is the one that they have made.
    ...(logVerificationToken && { forOperator: { verificationToken, webhookSubscriptionUuid } }),
  };
}
