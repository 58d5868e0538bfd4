import * as z from 'zod/mini';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { SecretStore } from '../shared/runtime/secret-store.ts';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';
import { createAsk } from './create-ask.ts';
import { type HrApi, HrApiError } from './hr-api.ts';
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
 * @throws {Error} naming the source, where its credentials or its address cannot be used
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

/** @returns undefined where the source's secret holds no credentials for the API */
async function interviewer(
  { credentials: schema, addressIn, deadlineMs, load }: HrApi,
  { source: { name }, secretId, options }: OpenSource,
  { fetchSecret, now }: Given,
): Promise<((one: Unclear) => Promise<Settled | undefined>) | undefined> {
  const secret = z.object({ api: z.optional(schema) }).safeParse(tryParseJson(await fetchSecret(secretId)));
  if (!secret.success) throw new Error(`The secret of source ${name} cannot be used (api)`);
  const credentials = secret.data.api;
  if (credentials === undefined) return undefined;
  const address = addressIn(options);
  if (address === undefined) throw new Error(`The option apiAddress of source ${name} is needed to ask its API`);
  const [readTruth, ask] = [await load(), createAsk(address, deadlineMs)];
  return (one) => readTruth(one, ask, { credentials, options, now });
}
