import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { createAsk } from './create-ask.ts';
import { type HrApi, HrApiError } from './hr-api.ts';
import { type HrApiAccess, hrApiAccess } from './hr-api-access.ts';
import type { OpenSource } from './open-sources.ts';
import type { Settled, Unclear } from './reception.ts';
import type { Unread } from './source.ts';

/** Of a request with many people; HR systems count how often they are asked. */
const questionsAtOnce = 8;

type Given = { fetchSecret: SecretStore['get']; now: number };

/**
 * Asks the HR system's own API what has become of those whom a request leaves open, where its credentials are known;
 * else each comes to what the configuration says.
 *
 * @param given the run's reading of the clock, epoch milliseconds, and where the source's secret is read
 */
export async function settleUnclear(
  unclear: readonly Unclear[],
  open: OpenSource,
  given: Given,
): Promise<{ settled: Settled[]; unread?: Unread }> {
  const { hrApi } = open.source;
  const ask = hrApi && unclear.length > 0 ? await interviewer(hrApi, open, given) : undefined;
  if (!hrApi || !ask) return { settled: unclear.map(({ otherwise }) => otherwise) };

  const isToBeSentAgain = hrApi.whenUnread === 'send-again';
  const failures: string[] = [];
  const answers = await inParallel(
    startingElsewhere(unclear, given.now),
    questionsAtOnce,
    async (one): Promise<Settled | undefined> => {
      try {
        return (await ask(one)) ?? one.otherwise;
      } catch (error) {
        if (!(error instanceof HrApiError)) throw error;
        failures.push(error.message);
        return isToBeSentAgain ? undefined : unread(one.otherwise);
      }
    },
  );
  const settled = answers.filter((one) => one !== undefined);
  const [reason] = failures;
  return { settled, ...(reason !== undefined && { unread: { reason, count: failures.length, isToBeSentAgain } }) };
}

/** Of more people than can be asked about in time, others have their turn whenever the sender sends the same again. */
function startingElsewhere<Item>(items: readonly Item[], now: number): Item[] {
  const first = now % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** What is done anyway is done; what is not has another reason than that nobody was asked. */
function unread(otherwise: Settled): Settled {
  return 'ignored' in otherwise ? { ignored: 'hr-api-unread' } : otherwise;
}

type Interviewer = (one: Unclear) => Promise<Settled | undefined>;

/** @returns undefined where the source's secret holds no credentials for the API */
async function interviewer(
  { deadlineMs, load }: HrApi,
  { source, secretId, options }: OpenSource,
  { fetchSecret, now }: Given,
): Promise<Interviewer | undefined> {
  const access = accessOrRefusal(source, options, await fetchSecret(secretId));
  // Whom the request leaves open is as good as unread; the others are taken all the same.
  if (access instanceof HrApiError) return () => Promise.reject(access);
  if (!access) return undefined;
  const [readTruth, ask] = [await load(), createAsk(access.address, deadlineMs)];
  return (one) => readTruth(one, ask, { credentials: access.credentials, options, now });
}

function accessOrRefusal(...given: Parameters<typeof hrApiAccess>): HrApiAccess | HrApiError | undefined {
  try {
    return hrApiAccess(...given);
  } catch (error) {
    if (error instanceof HrApiError) return error;
    throw error;
  }
}
