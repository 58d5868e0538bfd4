import * as z from 'zod/mini';
import { bodyId, eventId } from '../shared/intake/event-id.ts';
import { problemsOf } from '../shared/intake/malformed-body.ts';
import { namesNobody, personFrom, personKey } from '../shared/intake/person-from.ts';
import { type Finding, withoutEffect } from '../shared/intake/reception.ts';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';
import { ifUsable, parseContent } from './parse-content.ts';
import { unixTime } from './unix-time.ts';

const types = new Set(['SYNC_HTTP_PUSH_MEDIUM', 'SYNC_HTTP_PUSH_HIGH']);

const push = z.object({ bizData: z.array(z.unknown()) });

/** One change of what an app may see: whose it is, of what, and the new state as JSON in a text. */
const change = z.object({
  biz_data: z.string(),
  biz_id: z.optional(z.unknown()),
  corp_id: z.optional(z.unknown()),
  id: ifUsable(z.union([z.string(), z.pipe(z.int(), z.transform(String))])),
  gmt_modified: ifUsable(unixTime),
});

type Given = {
  message: Buffer;
  /** When it was sent, where a change does not say when it was. */
  signedAt: unknown;
  /** Whose people count. */
  corpId: string | undefined;
};

/** Whether an event is a bundle of changes, as apps of third parties are sent them by HTTP. */
export function isSyncPush(eventType: string): boolean {
  return types.has(eventType);
}

/**
 * What a bundle of changes says of leavers: `user_leave_org` has their user id in `biz_id`, and nothing else of them.
 * https://open.dingtalk.com/document/isvapp/data-formats
 *
 * Such an app may be installed in many organizations, and each counts its people for itself. So nobody is taken for a leaver
 * whose organization is not the one that is configured.
 */
export function readSyncPush(content: unknown, given: Given): Finding[] {
  return parseContent(push, content).bizData.map((entry, index) => readChange(entry, index, given));
}

function readChange(entry: unknown, index: number, { message, signedAt, corpId }: Given): Finding {
  const parsed = change.safeParse(entry);
  if (!parsed.success) return { rejected: problemsOf(parsed.error, 'bizData', index) };
  const { biz_data: state, biz_id: userId, corp_id: organization, id, gmt_modified: changedAt } = parsed.data;
  const action = z.object({ syncAction: z.string() }).safeParse(tryParseJson(state));
  if (!action.success) return { rejected: problemsOf(action.error, 'bizData', index, 'biz_data') };
  if (action.data.syncAction !== 'user_leave_org') return withoutEffect;

  if (corpId === undefined) return { ignored: 'corp-id-not-configured' };
  if (organization !== corpId) return { ignored: 'other-organization' };
  const person = personFrom({ id: userId });
  if (!person) return namesNobody('bizData', index, 'biz_id');
  const about = eventId(id ?? bodyId(message), 'user_leave_org', personKey(person));
  return { notice: { kind: 'exit', eventId: about, person, sentAt: changedAt ?? unixTime.parse(signedAt) } };
}
