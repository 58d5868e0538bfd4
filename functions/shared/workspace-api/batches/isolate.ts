import { USER_OR_TENANT_MISSING } from '../assumptions.ts';
import type { Answered } from '../call/answered.ts';
import type { ErrorKind, WorkspaceError } from '../call/errors.ts';

/** Calls spent at most on one chunk, however many bad desktops are in it. */
const mostCalls = 128;

/**
 * Whether a refused write may be accepted for a part of its targets: a bad id, a busy desktop, a user that is gone, one desktop
 * of another enterprise project, a name that a firewall does not like; or a request that is too large.
 */
export function mayBeOneTargetsFault(error: WorkspaceError): boolean {
  const { httpStatus = 0, applied } = error;
  return applied === 'no' && httpStatus >= 400 && httpStatus < 500 && !isOfTheWholeCall(error);
}

/**
 * Whether a failure is certainly nobody's: a wrong key, throttling, no time left, an API or a tenant that does not exist. What comes
 * without the service's words (a web page, a missing permission by a policy for some desktops) may be about a single one.
 */
export function isOfTheWholeCall({ kind, code }: WorkspaceError): boolean {
  if (code === missingTenant || wholeCallCodes.has(code.replace(/^APIG\./, 'APIGW.'))) return true;
  if (code === USER_OR_TENANT_MISSING && kind === 'denied') return true;
  return wholeCallKinds.has(kind);
}

const wholeCallKinds: ReadonlySet<ErrorKind> = new Set([
  'unauthenticated',
  'throttled',
  'out-of-time',
  'no-credentials',
  'stopped',
  'not-sent',
]);

/** No such API, and accounts, users or regions that may not call it. */
const wholeCallCodes: ReadonlySet<string> = new Set([
  'APIGW.0101',
  'APIGW.0302',
  'APIGW.0306',
  'APIGW.0802',
  'WKS.00010099',
]);

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
    if (!error || error.retryable || error.applied !== 'no' || isTooLarge(error)) return undefined;
    return !mayBeOneTargetsFault(error) || this.#isRefusedAlike() ? error : undefined;
  }

  #isRefusedAlike(): boolean {
    return this.#taken === 0 && this.#codes.size === 1 && this.#calls > this.#callsForOne;
  }
}

/** For a part of the targets it may not be. */
function isTooLarge({ httpStatus = 0 }: WorkspaceError): boolean {
  return httpStatus === 413 || httpStatus === 414 || httpStatus === 431 || httpStatus === 494;
}
