import type { Answered } from './call.ts';
import type { WorkspaceError } from './errors.ts';

/** Calls spent at most on one chunk, however many bad desktops are in it. */
const mostCalls = 128;

/**
 * Whether a refused call may be accepted for a part of its targets: a bad id, a busy desktop, a user that is gone; or
 * a request that is too large. Only the service itself knows them: what the gateway refuses, what comes without
 * the service's words (a web page, a redirect), a missing permission, a wrong key, throttling concern the whole call.
 */
export function mayBeOneTargetsFault({ kind, code, httpStatus = 0, applied }: WorkspaceError): boolean {
  if (applied !== 'no') return false;
  if (httpStatus === 413) return true;
  if (httpStatus < 400 || code === missingTenant || /^(APIGW?|Http|Client)\./.test(code)) return false;
  return kind === 'rejected' || kind === 'not-found' || kind === 'conflict';
}

/** WKS.00170312, which also stands for a user that is gone, is not as clear: `withProjectCheck` tells. */
const missingTenant = 'WKS.00170117';

/** The search for the bad desktops of one chunk: how long it pays to go on halving. */
export class Search {
  /** To halve down to one bad desktop, its siblings included. */
  readonly #callsForOne: number;
  readonly #size: number;
  #calls = 0;
  #culprits = 0;
  #taken = 0;
  #whole: WorkspaceError | undefined;
  readonly #codes = new Set<string>();

  constructor(size: number) {
    this.#size = size;
    this.#callsForOne = 2 * Math.ceil(Math.log2(Math.max(2, size)));
  }

  note(answered: Answered<unknown>, targets: number): void {
    this.#calls++;
    if (answered.ok) this.#taken++;
    else {
      if (targets === this.#size) this.#whole = answered.error;
      if (targets === 1) this.#culprits++;
      this.#codes.add(answered.error.code);
    }
  }

  /** Every bad desktop found pays for the search for another. When all parts are refused alike, it is no desktop's fault. */
  mayGoOn(): boolean {
    if (this.#isRefusedAlike()) return false;
    return this.#calls <= Math.min(mostCalls - 1, this.#callsForOne * (this.#culprits + 1));
  }

  hasTaken(): boolean {
    return this.#taken > 0;
  }

  /** The error that other chunks would meet as well, for a reason that waiting does not mend. */
  refusedForGood(): WorkspaceError | undefined {
    const error = this.#whole;
    if (!error || error.retryable || error.applied !== 'no' || error.httpStatus === 413) return undefined;
    return !mayBeOneTargetsFault(error) || this.#isRefusedAlike() ? error : undefined;
  }

  #isRefusedAlike(): boolean {
    return this.#taken === 0 && this.#codes.size === 1 && this.#calls > this.#callsForOne;
  }
}
