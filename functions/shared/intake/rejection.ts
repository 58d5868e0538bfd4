/**
 * A request that a live secret, a token or AWS vouches for, and of which something has no effect: the request as a whole, or
 * some of its entries. Its sender will not send it again, or not otherwise.
 */
export type Rejection = {
  /** The door it came through. */
  source: string;
  /** When it came, epoch milliseconds. */
  now: number;
  /** Which of the live keys vouched for it, where there is one. */
  keyId?: string | undefined;
  /** A machine-readable word for why. */
  reason: string;
  /** What is wrong, and where; never with the value. */
  problems: readonly { path: string; message: string }[];
  /** What was vouched for, decrypted. */
  content: Uint8Array;
  /** What else of the request says something. */
  beside?: Readonly<Record<string, string>> | undefined;
  /** Whether only the entries that the problems name have no effect. @default the whole has none */
  isPartial?: boolean;
  /** What must not be in what is kept of it, whatever it stands in. */
  secrets?: readonly string[];
};

/** Keeps a rejection and tells of it. @throws where it cannot be kept: then the sender must not be told that all is said */
export type ReportRejection = (rejection: Rejection) => Promise<void>;
