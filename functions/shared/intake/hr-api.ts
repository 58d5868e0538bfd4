import type * as z from 'zod/mini';
import type { Settled, Unclear } from './reception.ts';

/**
 * An HR system's own API, which is asked where an event names somebody and does not say what has become of them.
 *
 * It is asked only where its credentials are in the source's secret, beside `current`: `{ "current": …, "api": … }`.
 */
export type HrApi<Options = unknown, Credentials = unknown> = {
  /** What the secret holds under `api`. */
  credentials: z.ZodMiniType<Credentials>;
  /** Scheme and host, from the configuration alone: an event never says whom to ask. Undefined where none is set. */
  addressIn: (options: Options) => string | undefined;
  /** For all that one request needs to ask, in milliseconds: well below the time that the sender waits for its answer. */
  deadlineMs: number;
  /**
   * What is done where it cannot be read in time: `send-again` has the sender repeat the event, where it is known to do
   * so; `as-configured` does what is done without an API.
   */
  whenUnread: 'send-again' | 'as-configured';
  /** Fetches the code that asks: most requests never need it, and a cold start is not to pay for it. */
  load: () => Promise<ReadTruth<Options, Credentials>>;
  /** Fetches the code that asks for the work address of somebody whom an event names by id alone. @default nobody is asked */
  loadAddress?: () => Promise<ReadAddress<Options, Credentials>>;
};

/**
 * Asks for the work address of one person, never for a private one.
 *
 * @param id as the event has it
 * @returns whatever stands in its place; undefined where the API does not know
 * @throws {HrApiError} where it cannot be read
 */
export type ReadAddress<Options = unknown, Credentials = unknown> = (
  id: string,
  ask: Ask,
  given: { credentials: Credentials; options: Options },
) => Promise<unknown>;

/**
 * Asks what has become of one person, and for the work address beside it.
 *
 * @returns undefined where the API does not know or does not say
 * @throws {HrApiError} where it cannot be read
 */
export type ReadTruth<Options = unknown, Credentials = unknown> = (
  unclear: Unclear,
  ask: Ask,
  given: { credentials: Credentials; options: Options; now: number },
) => Promise<Settled | undefined>;

type Question = {
  /** What follows the host; of what an event says only by `pathSegment`. */
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON in a POST. @default a GET */
  body?: unknown;
};

/**
 * Puts a question to the API of a source.
 *
 * @returns its answer, read as JSON; undefined for a 404
 * @throws {HrApiError} for any other answer than a 2xx with JSON, and where there is none in time
 */
export type Ask = (question: Question) => Promise<unknown>;

/** The API cannot be read now. Neither its answer nor what was sent is in it: both are personal data or secret. */
export class HrApiError extends Error {
  override readonly name = 'HrApiError';
}
