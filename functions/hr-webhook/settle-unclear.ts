import { type Ask, type HrApi, HrApiError } from '../shared/intake/hr-api.ts';
import { type HrApiAccess, hrApiAccess } from '../shared/intake/hr-api-access.ts';
import type { Settled, Unclear } from '../shared/intake/reception.ts';
import type { Unread } from '../shared/intake/source.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { createAsk } from './create-ask.ts';
import type { OpenSource } from './open-sources.ts';

/** Of a request with many people; HR systems count how often they are asked. */
const questionsAtOnce = 8;

type Given = {
  /** What asks, or why it cannot; undefined where the source's secret holds no credentials for the API. */
  asking: Asking | HrApiError | undefined;
  now: number;
};

/** With what an HR system's API is asked about a request: all that is asked shares one deadline. */
export type Asking = HrApiAccess & { ask: Ask };

/**
 * Asks the HR system's own API what has become of those whom a request leaves open, where its credentials are known;
 * else each comes to what the configuration says.
 *
 * @param given what `openHrApi` has opened, and the run's reading of the clock, epoch milliseconds
 */
export async function settleUnclear(
  unclear: readonly Unclear[],
  open: OpenSource,
  given: Given,
): Promise<{ settled: Settled[]; unread?: Unread }> {
  const { hrApi } = open.source;
  const ask = hrApi && unclear.length > 0 ? await interviewer(hrApi, open.options, given) : undefined;
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

async function interviewer(
  { load }: HrApi,
  options: unknown,
  { asking, now }: Given,
): Promise<Interviewer | undefined> {
  // Whom the request leaves open is as good as unread; the others are taken all the same.
  if (asking instanceof HrApiError) return () => Promise.reject(asking);
  if (!asking) return undefined;
  const readTruth = await load();
  return (one) => readTruth(one, asking.ask, { credentials: asking.credentials, options, now });
}

/**
 * Opens the API of a source for one request, if it has one.
 *
 * @returns undefined where the source's secret holds no credentials for the API, and what is wrong with them as a value
 */
export async function openHrApi(
  { source, secretId, options }: OpenSource,
  fetchSecret: SecretStore['get'],
): Promise<Asking | HrApiError | undefined> {
  if (!source.hrApi) return undefined;
  try {
    const access = hrApiAccess(source, options, await fetchSecret(secretId));
    return access && { ...access, ask: createAsk(access.address, source.hrApi.deadlineMs) };
  } catch (error) {
    if (error instanceof HrApiError) return error;
    throw error;
  }
}
