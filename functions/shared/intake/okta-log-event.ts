import * as z from 'zod/mini';
import { eventId } from './event-id.ts';
import { loginIdentifiers } from './login-identifiers.ts';
import { problemsOf } from './malformed-body.ts';
import { flag } from './options.ts';
import { namesNobody, personFrom } from './person-from.ts';
import { type Settled, withoutEffect } from './reception.ts';

export const oktaOptions = z.strictObject({
  suspendIsExit: flag(
    false,
    'Take a suspended user for one who has left. Users are suspended for leave and for inquiries, too.',
  ),
});
export type OktaOptions = z.infer<typeof oktaOptions>;

/** The System Log event types that have an effect. https://developer.okta.com/docs/reference/api/event-types/ */
const kinds = {
  'user.lifecycle.deactivate': 'exit',
  'user.lifecycle.delete.initiated': 'exit',
  'user.lifecycle.suspend': 'exit',
  'user.lifecycle.activate': 'rehired',
  'user.lifecycle.reactivate': 'rehired',
  'user.lifecycle.unsuspend': 'rehired',
} as const;

export const oktaEventTypes = Object.keys(kinds) as (keyof typeof kinds)[];

const text = z.string().check(z.minLength(1));

const logEvent = z.object({
  uuid: text,
  published: z.iso.datetime({ offset: true }),
  eventType: z.enum(oktaEventTypes),
  outcome: z.object({ result: text }),
  target: z.array(z.object({ id: z.nullish(z.string()), type: text, alternateId: z.nullish(z.string()) })),
});
type Target = z.infer<typeof logEvent>['target'][number];

/**
 * What one event of Okta's System Log says of somebody's exit; the same by event hook and by EventBridge.
 *
 * Okta speaks when it has done something, not before: an exit is at once. It does not say why.
 *
 * @param at where in the request it stands
 */
export function readOktaLogEvent(
  json: unknown,
  { suspendIsExit }: OktaOptions,
  ...at: readonly (string | number)[]
): Settled {
  const type = typeof json === 'object' && json !== null && 'eventType' in json ? json.eventType : undefined;
  if (typeof type === 'string' && !Object.hasOwn(kinds, type)) return withoutEffect;
  // Nor does its end undo one: a leaver whose date is set elsewhere may have been suspended in the meantime, and is no more.
  if (isOfSuspension(type) && !suspendIsExit) return { ignored: 'suspension-is-no-exit' };
  const parsed = logEvent.safeParse(json);
  if (!parsed.success) return { rejected: problemsOf(parsed.error, ...at) };
  const { uuid, published, eventType, outcome, target } = parsed.data;
  if (outcome.result !== 'SUCCESS') return { ignored: 'outcome-is-no-success' };
  const person = personFrom(identifiersOf(target.find((one) => one.type === 'User')));
  if (!person) return namesNobody(...at, 'target', 'User');
  return { notice: { kind: kinds[eventType], eventId: eventId(uuid), person, sentAt: published } };
}

function isOfSuspension(type: unknown): boolean {
  return type === 'user.lifecycle.suspend' || type === 'user.lifecycle.unsuspend';
}

function identifiersOf({ id, alternateId }: Partial<Target> = {}) {
  return {
    ...(id && { id }),
    // Okta writes "unknown" where it has no name.
    ...(alternateId && alternateId !== 'unknown' && loginIdentifiers(alternateId)),
  };
}
