import type { DesktopRecord } from '../case/offboarding-case.ts';
import { type AttachedUser, toKeep } from '../identity/attached-user.ts';

/** How a record says that the EIP of its desktop stays, and for whom. */
export function keptEip(
  eipReason: string,
  others: readonly AttachedUser[] = [],
): Pick<DesktopRecord, 'unbind' | 'eipReason' | 'eipKeptFor'> {
  const isInUse = eipReason === 'still-in-use-by-others';
  return { unbind: 'kept', eipReason, eipKeptFor: isInUse ? toKeep(others) : undefined };
}
