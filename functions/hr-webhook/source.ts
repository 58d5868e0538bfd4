import type { ExitNotice } from '../shared/offboarding/exit-notice.ts';

/** One request as it came over the wire; header names in lower case. */
export type SourceRequest = {
  headers: Readonly<Record<string, string | undefined>>;
  /** The exact bytes that were signed. */
  body: Buffer;
  /** The run's one reading of the clock, epoch milliseconds. */
  now: number;
};

/** The secrets a source is verified with, newest first; their form is the source's own. */
export type LiveSecret = { keyId: string; value: string };

/** What a request came to: notices to queue, or the reason why it holds none. */
export type Received = { notices: ExitNotice[]; ignored?: string };

/** One HR system: how its requests are verified and what they mean. One file a source. */
export type HrSource = {
  /** Last segment of its path: `/hr/{name}`. */
  name: string;
  contentTypes: readonly string[];
  /**
   * Which key the request is signed with; undefined where none fits, so that the secrets can be fetched once more.
   * @throws {HttpError} 401 for what no key can mend, such as a missing or stale timestamp
   */
  verify(request: SourceRequest, secrets: readonly LiveSecret[]): LiveSecret | undefined;
  /**
   * What a verified request says.
   * @throws {HttpError} 400 with every problem listed
   */
  map(request: SourceRequest, keyId: string): Received;
};
