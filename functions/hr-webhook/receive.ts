import { withIdPrefix } from '../shared/intake/id-prefix.ts';
import { withLiveSecrets } from '../shared/intake/live-secrets.ts';
import { nothingUsable } from '../shared/intake/malformed-body.ts';
import { type NoticeDraft, type Reception, receptionOf } from '../shared/intake/reception.ts';
import type { Opened, SourceRequest, Unread } from '../shared/intake/source.ts';
import type { ExitNotice } from '../shared/offboarding/notices/exit-notice.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { nameByAddress } from './name-by-address.ts';
import type { OpenSource } from './open-sources.ts';
import { openHrApi, settleUnclear } from './settle-unclear.ts';
import { type Verified, VerifiedRefusal } from './verified-refusal.ts';

/**
 * A reception of which nothing is left open, and whose notices say through which door they came and which key vouched for
 * them.
 */
export type Received = Omit<Reception, 'notices' | 'unclear'> & {
  notices: ExitNotice[];
  /** Nothing of a greeting is believed. */
  verified: Verified;
  /** Where the HR system's API was to be asked, and could not be. */
  unread?: Unread;
};

/**
 * Has a source read a request with its live secrets. What the request leaves open is then asked of the HR system.
 *
 * @param refusal what is wrong with the request whoever sent it: it is refused so, once it is known who did
 * @throws {HttpError} 401 where none fits, and what the source throws
 * @throws {VerifiedRefusal} 400 where no entry of it can be used, and `refusal`, where a live secret vouches for it
 */
export async function receive(
  open: OpenSource,
  request: SourceRequest,
  secrets: SecretStore,
  refusal?: HttpError,
): Promise<Received> {
  const { opened, keyId } = await openedBy(open, request, secrets).catch((error: unknown) => {
    throw refusal && error instanceof HttpError ? refusal : error;
  });
  const verified: Verified = 'greeting' in opened ? { content: request.body, keyId } : { ...opened, keyId };
  if (refusal) throw 'greeting' in opened ? refusal : new VerifiedRefusal(refusal, verified);
  const received = await settle(read(opened, verified), verified, open, request, secrets);
  const { notices, ignored, rejected = [], unread } = received;
  if (notices.length === 0 && ignored === undefined && rejected.length > 0 && !unread)
    throw new VerifiedRefusal(nothingUsable(rejected), verified, { isPartial: true });
  return received;
}

async function openedBy(
  { source, secretId, options }: OpenSource,
  request: SourceRequest,
  secrets: SecretStore,
): Promise<{ opened: Opened; keyId: string }> {
  const found = await withLiveSecrets(source, secretId, secrets, ({ keyId, value }) => {
    const opened = source.receive(request, value, options);
    return opened && { opened, keyId };
  });
  if (!found) throw new HttpError(401, 'bad-signature', 'No live secret of this source signed this request');
  return found;
}

function read(opened: Opened, verified: Verified): Reception {
  if ('greeting' in opened) return opened.greeting;
  try {
    return opened.read();
  } catch (error) {
    throw error instanceof HttpError ? new VerifiedRefusal(error, verified) : error;
  }
}

/** Nothing of it is left open. */
async function settle(
  { unclear = [], notices, ignored, rejected = [], ...rest }: Reception,
  verified: Verified,
  open: OpenSource,
  { now }: SourceRequest,
  secrets: SecretStore,
): Promise<Received> {
  const asking = unclear.length + notices.length > 0 ? await openHrApi(open, secrets.get) : undefined;
  const { settled, unread } = await settleUnclear(unclear, open, { asking, now });
  const more = receptionOf(settled);
  const named = await nameByAddress(notices, open.source, open.options, asking instanceof Error ? undefined : asking);
  const drafts = [...named.notices, ...more.notices];
  const reason = drafts.length > 0 ? undefined : (ignored ?? (settled.length > 0 ? more.ignored : undefined));
  const problems = [...rejected, ...(more.rejected ?? [])];
  return {
    ...rest,
    verified,
    notices: drafts.map((draft) => vouchedFor(draft, open, verified.keyId, now)),
    ...(reason !== undefined && { ignored: reason }),
    ...(problems.length > 0 && { rejected: problems }),
    ...((unread ?? named.unread) && { unread: unread ?? named.unread }),
  };
}

function vouchedFor(draft: NoticeDraft, { source, idPrefix }: OpenSource, keyId: string, now: number): ExitNotice {
  const { name, trust } = source;
  const person = withIdPrefix(draft.person, idPrefix);
  return { ...draft, person, source: name, receivedAt: new Date(now).toISOString(), trust, keyId };
}
