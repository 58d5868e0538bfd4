import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceRequest } from '../../../../functions/shared/intake/source.ts';

/** A request as it leaves a sender. */
export type SentRequest = {
  /** @default POST */
  method?: SourceRequest['method'];
  /** In lower case, as API Gateway hands them over; only those that the sender's rule is about, and content-type. */
  headers: Record<string, string>;
  query?: Record<string, string>;
  body: Buffer;
};

/** One HR system with a key of its own: the other side, in the sender's words or by its own library. */
export type Sender = {
  /** What Secrets Manager holds for this sender, under `current` or `previous`. */
  secret: unknown;
  /**
   * The request that the sender makes of what it has to say: signed, and encrypted where it does that.
   * Called again with the same content it is the sender's retry: signed anew, but of the same event.
   */
  send(content: Buffer, at: number): SentRequest;
  /** Where it checks an address before it sends there: how it asks, and whether it would be content with a body. */
  check?: (at: number) => { sent: SentRequest; isContentWith: (body: string) => boolean };
};

/** What the shared suite must know of one source. One file a source, and a line in `members.ts`. */
export type ContractMember = {
  /** As the source is called. */
  name: string;
  /** Where a source is here more than once: what is different. */
  variant?: string;
  /** @default the source's defaults */
  options?: unknown;
  /** A sender with a new key. */
  createSender: () => Sender;
  /** What the sender says of somebody who leaves at once: at least one notice comes of it. */
  exit: Buffer;
  /** Where the sender signs its time: how old a request is too old. @default it signs no time */
  staleAfterMs?: number;
};

/** A file of `events/hr/{source}`, byte by byte. */
export function sampleOf(source: string, file: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../../../../events/hr', source, file));
}
