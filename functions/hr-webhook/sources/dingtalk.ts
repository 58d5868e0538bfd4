import * as z from 'zod/mini';
import { bodyId, eventId } from '../../shared/intake/event-id.ts';
import { described } from '../../shared/intake/options.ts';
import { parseJson } from '../../shared/intake/parse-json.ts';
import { namesNobody, personFrom, personKey } from '../../shared/intake/person-from.ts';
import { type Finding, type Reception, receptionOf, withoutEffect } from '../../shared/intake/reception.ts';
import type { HrSource } from '../../shared/intake/source.ts';
import { isSyncPush, readSyncPush } from '../dingtalk-sync-push.ts';
import { encryptedIn } from '../encrypted-in.ts';
import { ifUsable, parseContent } from '../parse-content.ts';
import { encodingAesKey, type SealKeys, seal, unseal } from '../sealed-message.ts';
import { unixTime } from '../unix-time.ts';

const text = z.string().check(z.minLength(1));
const idOfEvent = z.union([z.string(), z.pipe(z.int(), z.transform(String))]);
const anyEvent = z.object({ EventType: text });

/** As it is documented for HTTP, and as it was before: `UserId`, `TimeStamp` and no id of the event. */
const userLeaveOrg = z.object({
  EventTime: ifUsable(unixTime),
  TimeStamp: ifUsable(unixTime),
  timeStamp: ifUsable(unixTime),
  BizId: ifUsable(idOfEvent),
  eventId: ifUsable(idOfEvent),
  userId: z.optional(z.unknown()),
  UserId: z.optional(z.unknown()),
});

/** The check of the address, as apps of one's own and those of third parties are sent it. */
const urlChecks = new Set(['check_url', 'check_create_suite_url', 'check_update_suite_url']);

const options = z.strictObject({
  corpId: described(
    z.optional(text),
    'Of an app of a third party: the organization whose people are known here. User ids mean somebody else in every other one that has the app.',
    'ding0123456789abcdef',
  ),
});
type Options = z.infer<typeof options>;

/**
 * DingTalk, events pushed to an internal app by HTTP, or to one of a third party.
 * https://open.dingtalk.com/document/development/address-book-user-resignation
 *
 * What it takes for success is its own word back, encrypted, within 1.5 s; also for what has no effect here, or it counts
 * as failed. It does not try again by itself.
 *
 * Assumption: the event is sent when somebody has been removed, not before, so that it is an exit at once.
 */
export const dingtalk: HrSource<SealKeys, Options> = {
  name: 'dingtalk',
  contentTypes: ['application/json'],
  trust: 'signed',
  options,
  /** `ownerId` is who DingTalk says that it speaks to: the AppKey of an internal app, the CorpId of an old callback, the SuiteKey of an app of a third party. */
  secret: z.pipe(
    z.strictObject({ token: text, aesKey: encodingAesKey, ownerId: text }),
    z.transform(({ ownerId, ...shared }) => ({ ...shared, receiver: ownerId })),
  ),
  secretParts: ['token', 'aesKey', 'ownerId'],

  receive({ query, body, now }, keys, { corpId }) {
    const sealed = {
      signature: query['msg_signature'] ?? query['signature'],
      timestamp: query['timestamp'] ?? query['timeStamp'],
      nonce: query['nonce'],
      encrypt: encryptedIn(body),
    };
    const message = unseal(sealed, keys, now);
    return (
      message && {
        content: message,
        read: () => ({ ...read(message, sealed.timestamp, corpId), answer: sealedSuccess(keys, now) }),
      }
    );
  },
};

/**
 * @param signedAt when it was sent, where the event itself does not say when it happened
 * @param corpId whose people an app of a third party is to tell of
 */
function read(message: Buffer, signedAt: unknown, corpId: string | undefined): Reception {
  const content = parseJson(message);
  const { EventType } = parseContent(anyEvent, content);
  if (urlChecks.has(EventType)) return { notices: [], ignored: 'url-check' };
  if (isSyncPush(EventType)) return receptionOf(readSyncPush(content, { message, signedAt, corpId }));
  if (EventType !== 'user_leave_org') return receptionOf([withoutEffect]);

  const event = parseContent(userLeaveOrg, content);
  const sentAt = event.EventTime ?? event.timeStamp ?? event.TimeStamp ?? unixTime.parse(signedAt);
  const id = event.BizId || event.eventId || bodyId(message);
  const userIds = [event.userId ?? event.UserId].flat();
  return receptionOf(
    userIds.map((userId, index): Finding => {
      const person = personFrom({ id: userId });
      if (!person) return namesNobody('userId', index);
      return { notice: { kind: 'exit', eventId: eventId(id, personKey(person)), person, sentAt } };
    }),
  );
}

function sealedSuccess(keys: SealKeys, now: number): Required<Reception>['answer'] {
  const { signature, timestamp, nonce, encrypt } = seal('success', keys, now);
  const body = JSON.stringify({ msg_signature: signature, timeStamp: timestamp, nonce, encrypt });
  return { status: 200, contentType: 'application/json', body };
}
