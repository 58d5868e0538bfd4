import type { Change, LateChange } from '../world/entities.ts';

/** One request to the API, answered or not, and what it changed in the world. */
export type LoggedRequest = {
  /** Epoch milliseconds at which it came in. */
  at: number;
  /** The operation's name in Huawei's documents, `unknown` if no API matched. */
  operation: string;
  method: string;
  path: string;
  query: string;
  /** Null: the connection was reset instead. */
  status: number | null;
  errorCode?: string;
  requestId: string;
  /** The kind of the fault it met. */
  fault?: string;
  desktopIds?: string[];
  /** At once. */
  changed: Change[];
  /** When the lag was over: users gone, desktops started, jobs ended. Grows as time passes. */
  later: LateChange[];
  /** What was let pass, but should not be relied on: an unknown query parameter, a string for a boolean. */
  warnings?: string[];
};

const kept = 10_000;

/** The latest requests, at least 10,000 of them, oldest first. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  readonly #onRequest: ((request: LoggedRequest) => void) | undefined;

  constructor(onRequest?: (request: LoggedRequest) => void) {
    this.#onRequest = onRequest;
  }

  add(entry: LoggedRequest): void {
    if (this.entries.length >= 2 * kept) this.entries.splice(0, kept);
    this.entries.push(entry);
    this.#onRequest?.(entry);
  }

  clear(): void {
    this.entries.length = 0;
  }
}

/** The desktops a request speaks of, wherever in it they are named. */
export function desktopIdsIn(params: Readonly<Record<string, string>>, body: Buffer): string[] {
  const { desktop_id: one, desktop_ids: many, desktops } = asRecord(parsed(body));
  const nested = Array.isArray(desktops) ? desktops.map((each) => asRecord(each)['desktop_id']) : [];
  const all = [params['desktop_id'], one, ...(Array.isArray(many) ? many : []), ...nested];
  return all.filter((id) => typeof id === 'string');
}

function parsed(body: Buffer): unknown {
  // Most requests are reads, and an error that is thrown costs more than all the rest of them.
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
