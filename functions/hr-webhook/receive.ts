import type { ExitNotice } from '../shared/offboarding/exit-notice.ts';
import { HttpError } from '../shared/runtime/http-error.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { withIdPrefix } from './id-prefix.ts';
import { liveSecrets } from './live-secrets.ts';
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
 * Has a source read a request with each of its live secrets, the newest first, and once more with freshly fetched ones:
 * the sender may have changed its secret. What the request leaves open is then asked of the HR system.
 *
 * @throws {HttpError} 401 where none fits, 400 where no entry of it can be used, and what the source throws
 */
export async function receive(open: OpenSource, request: SourceRequest, secrets: SecretStore): Promise<Received> {
  const verified =
    (await verifyWith(secrets.get, open, request).catch(unlessRefused)) ??
    (await verifyWith(secrets.refresh, open, request));
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

/** A secret that cannot be used may have been put right since it was fetched; a refusal stays one. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof HttpError) throw error;
  return undefined;
}

async function verifyWith(
  fetch: SecretStore['get'],
  { source, secretId, options }: OpenSource,
  request: SourceRequest,
): Promise<Verified | undefined> {
  for (const { keyId, value } of await liveSecrets(source, secretId, fetch)) {
    const reception = source.receive(request, value, options);
    if (reception) return { ...reception, keyId };
  }
  return undefined;
}
