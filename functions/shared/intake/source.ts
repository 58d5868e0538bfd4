import * as z from 'zod/mini';
import type { ExitNotice } from '../offboarding/notices/exit-notice.ts';
import type { HrApi } from './hr-api.ts';
import type { Reception } from './reception.ts';

/** One request as it came over the wire. */
export type SourceRequest = {
  method: 'GET' | 'POST';
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Decoded. */
  query: Readonly<Record<string, string | undefined>>;
  /** The exact bytes that were signed. */
  body: Buffer;
  /** The run's one reading of the clock, epoch milliseconds. */
  now: number;
};

/** A request that one of a source's live secrets has opened. */
export type Opened =
  /** What anybody may send, such as the check of an address: it is believed in nothing and has no effect. */
  | { greeting: Reception }
  | {
      /** What the secret vouches for, decrypted. */
      content: Uint8Array;
      /** What else of the request says something, for whoever has to repair what cannot be used. */
      beside?: Readonly<Record<string, string>>;
      /**
       * Reads it.
       * @throws {HttpError} 400 with every problem of what is malformed
       */
      read: () => Reception;
    };

/** That the HR system's API was to be asked about entries of a request, and could not be read. */
export type Unread = {
  /** For the log; without anything of what was asked or answered. */
  reason: string;
  /** About how many entries. */
  count: number;
  /** These have had no effect, and are lost unless the sender repeats them. */
  isToBeSentAgain: boolean;
};

/**
 * One HR system: how its requests are verified and what they mean. One file a source; adding one is that file, a line
 * in `load-sources.ts`, a secret and a sample.
 */
export type HrSource<Secret = unknown, Options = unknown, Credentials = unknown> = {
  /** Last segment of its path: `/hr/{name}`. */
  name: string;
  /** @default POST alone */
  methods?: readonly SourceRequest['method'][];
  /** What a POST may carry. */
  contentTypes: readonly string[];
  /** The status of our answer to a request that is taken. @default 202; some senders take 200 alone for success */
  takenStatus?: 200 | 202;
  /** What vouches for a request: a signature over it, or only a token that goes with it. */
  trust: ExitNotice['trust'];
  /** What a deployment may set for it, beside its secret: `hr.sources.{name}` in the configuration. */
  options: z.ZodMiniType<Options> & { shape: z.core.$ZodShape };
  /** One live secret, as Secrets Manager holds it under `current` and `previous`. */
  secret: z.ZodMiniType<Secret>;
  /** The names of what a secret is made of, where it is more than one text. @default it is one text */
  secretParts?: readonly string[];
  /** Where its HR system has an API that tells what an event leaves open. @default nothing is asked */
  hrApi?: HrApi<Options, Credentials>;
  /**
   * Verifies a request with one of the live secrets. What it says is read only then, and by whoever called: what is refused
   * from there on is lost unless a person repairs it.
   *
   * @returns undefined where this secret does not fit, so that the next is tried
   * @throws {HttpError} 401 for what no secret can mend, such as a stale timestamp
   */
  receive(request: SourceRequest, secret: Secret, options: Options): Opened | undefined;
};

/** For sources that have nothing to set. */
export const noOptions = z.strictObject({});
