import { placeholderCodes } from '../assumptions.ts';
import type { Call } from '../gateway/operation.ts';
import { serviceRefusal } from '../gateway/refusal.ts';
import { isBusy } from '../world/detach.ts';
import type { Desktop } from '../world/entities.ts';

export type Failure = { code: string; message: string };

/** An entry of `failed_operation_list`. */
export type FailedOperation = { desktop_id: string; desktop_name: string; error_code: string; error_msg: string };

function failedOperation(desktopId: string, { code, message }: Failure, desktop?: Desktop): FailedOperation {
  return { desktop_id: desktopId, desktop_name: desktop?.computerName ?? '', error_code: code, error_msg: message };
}

/**
 * Sorts the desktops of a batch into those to act on and those that failed, before anything is done to any.
 * Named twice is named once. Throws when the whole call is refused.
 */
export function targetsOf(
  call: Call,
  ids: readonly string[],
  operationName: string,
  whyNot: (desktop: Desktop) => Failure | undefined = () => undefined,
): { ready: Desktop[]; failed: FailedOperation[] } {
  const ready: Desktop[] = [];
  const failed: FailedOperation[] = [];
  for (const desktopId of new Set(ids)) {
    const desktop = call.world.desktops.get(desktopId);
    const failure = desktop
      ? (call.orderedFailure(desktopId) ?? busy(call, desktop, operationName) ?? whyNot(desktop))
      : unknown(call, desktopId);
    if (failure) failed.push(failedOperation(desktopId, failure, desktop));
    else if (desktop) ready.push(desktop);
  }
  return { ready, failed };
}

function unknown({ world }: Call, desktopId: string): Failure {
  const message = `The desktop ${desktopId} is not found.`;
  if (world.assumptions.unknownDesktop === 'refuse-call') throw serviceRefusal(404, 'WKS.0202', message);
  return { code: placeholderCodes.unknownDesktop, message };
}

function busy({ world }: Call, desktop: Desktop, operationName: string): Failure | undefined {
  const failure = busyFailure(desktop, operationName);
  if (!failure || world.assumptions.busyDesktop === 'failed-item') return failure;
  throw serviceRefusal(409, failure.code, failure.message);
}

export function busyFailure(desktop: Desktop, operationName: string): Failure | undefined {
  if (!isBusy(desktop)) return undefined;
  const message = `The current status of desktop ${desktop.id} denies the operation ${operationName}.`;
  return { code: 'WKS.00010032', message };
}
