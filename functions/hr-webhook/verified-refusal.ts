import { HttpError } from '../shared/runtime/http-error.ts';

/** What a live secret vouches for, and which. */
export type Verified = { content: Uint8Array; beside?: Readonly<Record<string, string>>; keyId: string };

/** A request that is refused as it was to be, although its sender is believed: nobody will send it otherwise. */
export class VerifiedRefusal extends HttpError {
  readonly verified: Verified;
  /** Whether each of its entries was judged by itself. */
  readonly isPartial: boolean;

  constructor(refusal: HttpError, verified: Verified, { isPartial = false } = {}) {
    const { status, code, message, details, headers, cause } = refusal;
    super(status, code, message, { details, headers, cause });
    this.verified = verified;
    this.isPartial = isPartial;
  }
}
