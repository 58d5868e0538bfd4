/** An answer that says no, in one of the two shapes the real thing uses. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly shape: 'gateway' | 'service';
  /** Further fields of the body. */
  readonly more: Readonly<Record<string, unknown>>;
  /** For the answer's Retry-After header. */
  retryAfterSeconds: number | undefined;

  constructor(shape: Refusal['shape'], status: number, code: string, message: string, more: Refusal['more'] = {}) {
    super(message);
    this.shape = shape;
    this.status = status;
    this.code = code;
    this.more = more;
  }
}

/** Refused before the service saw it: no such API, not authenticated, throttled. */
export const gatewayRefusal = (status: number, code: string, message: string): Refusal =>
  new Refusal('gateway', status, code, message);

/** Refused by the service itself. */
export const serviceRefusal = (status: number, code: string, message: string, more?: Refusal['more']): Refusal =>
  new Refusal('service', status, code, message, more);

/** The request itself is wrong: 400 WKS.0001. That this code stands for every kind of bad request is assumed. */
export const badRequest = (message: string, detail?: string): Refusal =>
  serviceRefusal(400, 'WKS.0001', message, detail === undefined ? {} : { error_detail: detail });

/** The body as sent. The gateway's ends with a line break and has the request id in it. */
export function refusalBody(refusal: Refusal, requestId: string): string {
  const { code, message, more } = refusal;
  if (refusal.shape === 'service') return JSON.stringify({ error_code: code, error_msg: message, ...more });
  return `${JSON.stringify({ error_msg: message, error_code: code, request_id: requestId })}\n`;
}
