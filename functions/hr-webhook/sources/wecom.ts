import * as z from 'zod/mini';
import { eventId } from '../../shared/intake/event-id.ts';
import { problemsOf } from '../../shared/intake/malformed-body.ts';
import { namesNobody, personFrom, personKey } from '../../shared/intake/person-from.ts';
import { type Finding, type Reception, receptionOf, withoutEffect } from '../../shared/intake/reception.ts';
import { type HrSource, noOptions, type Opened } from '../../shared/intake/source.ts';
import { HttpError } from '../../shared/runtime/http-error.ts';
import { readFlatXml } from '../flat-xml.ts';
import { oncePerBody } from '../once-per-body.ts';
import { encodingAesKey, type SealKeys, unseal } from '../sealed-message.ts';
import { unixTime } from '../unix-time.ts';

const text = z.string().check(z.minLength(1));

const envelopeIn = oncePerBody(readFlatXml);

/** Short, in practice a number, and no XML: an event that somebody caught must not be decrypted for them as an echo. */
const isEcho = /^[^<]{1,256}$/;

/**
 * WeCom (企业微信), changes of its address book. https://developer.work.weixin.qq.com/document/path/90930
 *
 * It waits 5 s, and 1 s where it checks the address, and tries up to three times. Its events have no id: of whom they are
 * and of when is one.
 *
 * Assumption: members are deleted when they leave, not before, so that it is an exit at once. A supplier's suite is
 * installed in one corporation: user ids are told apart within one alone.
 */
export const wecom: HrSource<SealKeys> = {
  name: 'wecom',
  methods: ['GET', 'POST'],
  contentTypes: ['text/xml', 'application/xml'],
  trust: 'signed',
  options: noOptions,
  /** `corpId` is who WeCom says that it speaks to, its ReceiveId: for a supplier's suite that is the SuiteId. */
  secret: z.pipe(
    z.strictObject({ token: text, aesKey: encodingAesKey, corpId: text }),
    z.transform(({ corpId, ...shared }) => ({ ...shared, receiver: corpId })),
  ),
  secretParts: ['token', 'aesKey', 'corpId'],

  receive({ method, query, body, now }, keys) {
    const sealed = {
      signature: query['msg_signature'],
      timestamp: query['timestamp'],
      nonce: query['nonce'],
      // A plus that was not encoded for its way through the query arrives as a blank; base64 has none.
      encrypt: method === 'GET' ? query['echostr']?.replaceAll(' ', '+') : envelopeIn(body)?.get('Encrypt'),
    };
    const message = unseal(sealed, keys, now);
    return (
      message && (method === 'GET' ? saidBack(message.toString()) : { content: message, read: () => read(message) })
    );
  },
};

function saidBack(echo: string): Opened | undefined {
  if (!isEcho.test(echo)) return undefined;
  return { greeting: { notices: [], ignored: 'url-check', answer: answerOf(echo) } };
}

function read(message: Buffer): Reception {
  const fields = readFlatXml(message);
  if (!fields) throw new HttpError(400, 'malformed-xml', 'The message is not XML of the form that WeCom sends');
  // A suite is to answer with this word, an app of one's own with nothing.
  return { ...receptionOf([readChange(fields)]), answer: answerOf(fields.has('SuiteId') ? 'success' : '') };
}

/** An app of one's own is sent `Event`, `FromUserName` and `CreateTime`, a suite `InfoType`, `AuthCorpId` and `TimeStamp`. */
function readChange(fields: ReadonlyMap<string, string>): Finding {
  const change = fields.get('ChangeType');
  if ((fields.get('Event') ?? fields.get('InfoType')) !== 'change_contact') return withoutEffect;
  if (change === 'update_user' && fields.has('NewUserID')) return { ignored: 'user-id-changed' };
  if (change !== 'delete_user') return withoutEffect;

  const person = personFrom({ id: fields.get('UserID') || fields.get('OpenUserID') });
  const sentAt = unixTime.safeParse(fields.get('CreateTime') ?? fields.get('TimeStamp'));
  if (!person) return namesNobody('UserID');
  if (!sentAt.success) return { rejected: problemsOf(sentAt.error, 'CreateTime') };
  const by = fields.get('FromUserName') ?? fields.get('AuthCorpId') ?? '';
  return {
    notice: { kind: 'exit', eventId: eventId(by, sentAt.data, change, personKey(person)), person, sentAt: sentAt.data },
  };
}

function answerOf(body: string) {
  return { status: 200, contentType: 'text/plain', body };
}
