import { placeholderCodes } from '../assumptions.ts';
import { encodeAuthorizationMessage } from './authorization-message.ts';
import type { Fault } from './faults.ts';
import { type Outcome, refuse } from './outcome.ts';
import { gatewayRefusal, type Refusal, serviceRefusal } from './refusal.ts';
import { throttled } from './throttle.ts';

/** What a fault answers in place of doing anything; undefined when the call is to go ahead. */
export function outcomeInstead(fault: Fault | undefined, requestId: string): Outcome | undefined {
  if (fault?.kind === 'reset-before') return { reset: true, status: 0, headers: {}, body: '' };
  if (fault?.kind === '502-html') return badGateway('<html><head><title>502 Bad Gateway</title></head></html>\n');
  if (fault?.kind === '502-empty') return badGateway('');
  if (fault?.kind === '429') return refuse(throttled(100, fault.ms), requestId);
  if (fault?.kind === '403') return refuse(denied(fault), requestId);
  if (fault?.kind === '409') return refuse(conflict(fault), requestId);
  if (fault?.kind === '500') return refuse(internalError, requestId);
  if (fault?.kind === 'refusal') return refuse(chosen(fault), requestId);
  return undefined;
}

/** What a fault makes of the answer to a call that went ahead. */
export function outcomeAfter(fault: Fault | undefined, outcome: Outcome, requestId: string): Outcome {
  if (fault?.kind === 'reset-after') return { ...outcome, reset: true };
  if (fault?.kind === '500-after') return refuse(internalError, requestId);
  if (fault?.kind === 'slow-after') return { ...outcome, delayMs: fault.ms ?? 1000 };
  if (fault?.kind === 'malformed-json') return halfOf(outcome);
  return outcome;
}

/** Half of nothing is the beginning of something; a 204 cannot have a body at all. */
function halfOf({ status, body, ...outcome }: Outcome): Outcome {
  return { ...outcome, status: status === 204 ? 200 : status, body: body.slice(0, -1) || '{"failed_operation_' };
}

const internalError = serviceRefusal(500, 'WKS.00000003', 'Internal service error.');

function badGateway(body: string): Outcome {
  return { status: 502, headers: body === '' ? {} : { 'content-type': 'text/html' }, body, errorCode: '' };
}

function conflict({ message = 'The status of the instance denies the operation.' }: Fault): Refusal {
  return serviceRefusal(409, 'WKS.00010032', message);
}

function denied({ operation, code = placeholderCodes.denied, message = 'No operation permissions.' }: Fault): Refusal {
  const reason = JSON.stringify({ allowed: false, operation, reason: 'no identity policy allows the action' });
  return serviceRefusal(403, code, message, { encoded_authorization_message: encodeAuthorizationMessage(reason) });
}

/** Codes that begin as the gateway's do come in the gateway's shape. */
function chosen({ status = 400, code = 'WKS.0001', message = 'Refused on request.' }: Fault): Refusal {
  const make = code.startsWith('APIG') ? gatewayRefusal : serviceRefusal;
  return make(status, code, message);
}
