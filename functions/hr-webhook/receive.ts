import type { ExitNotice } from '../shared/offboarding/exit-notice.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { withIdPrefix } from './id-prefix.ts';
import { withLiveSecrets } from './live-secrets.ts';
import { nothingUsable } from './malformed-body.ts';
import type { OpenSource } from './open-sources.ts';
import { receptionOf } from './reception.ts';
import { settleUnclear } from './settle-unclear.ts';
import type { NoticeDraft, Reception, SourceRequest, Unread } from './source.ts';

/**
 * A reception of which nothing is left open, and whose notices say through which door they came and which key vouched for
 * them.
 */
export type Received = Omit<Reception, 'notices' | 'unclear'> & {
  notices: ExitNotice[];
  keyId: string;
  /** Where the HR system's API was to be asked, and could not be. */
  unread?: Unread;
};

type Verified = Reception & { keyId: string };

/**
 * Has a source read a request with its live secrets. What the request leaves open is then asked of the HR system.
 *
 * @throws {HttpError} 401 where none fits, 400 where no entry of it can be used, and what the source throws
 */
export async function receive(open: OpenSource, request: SourceRequest, secrets: SecretStore): Promise<Received> {
  const { source, secretId, options } = open;
  const verified = await withLiveSecrets(source, secretId, secrets, ({ keyId, value }): Verified | undefined => {
    const reception = source.receive(request, value, options);
    return reception && { ...reception, keyId };
  });
  if (!verified) throw new HttpError(401, 'bad-signature', 'No live secret of this source signed this request');
  const received = await settle(verified, open, request, secrets);
  const { notices, ignored, rejected = [], unread } = received;
  if (notices.length === 0 && ignored === undefined && rejected.length > 0 && !unread) throw nothingUsable(rejected);
  return received;
}

/** Nothing of it is left open. */
async function settle(
  { unclear = [], notices, ignored, rejected = [], ...verified }: Verified,
  open: OpenSource,
  { now }: SourceRequest,
  secrets: SecretStore,
): Promise<Received> {
  const { settled, unread } = await settleUnclear(unclear, open, { fetchSecret: secrets.get, now });
  const more = receptionOf(settled);
  const drafts = [...notices, ...more.notices];
  const reason = drafts.length > 0 ? undefined : (ignored ?? (settled.length > 0 ? more.ignored : undefined));
  const problems = [...rejected, ...(more.rejected ?? [])];
  return {
    ...verified,
    notices: drafts.map((draft) => vouchedFor(draft, open, verified.keyId, now)),
    ...(reason !== undefined && { ignored: reason }),
    ...(problems.length > 0 && { rejected: problems }),
    ...(unread && { unread }),
  };
}

function vouchedFor(draft: NoticeDraft, { source, idPrefix }: OpenSource, keyId: string, now: number): ExitNotice {
  const { name, trust } = source;
  const person = withIdPrefix(draft.person, idPrefix);
  return { ...draft, person, source: name, receivedAt: new Date(now).toISOString(), trust, keyId };
}
