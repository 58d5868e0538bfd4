import { reservationFeePerHour } from '../assumptions.ts';
import type { Eip } from './entities.ts';

/** How long an EIP was bound and unbound so far, and what keeping it unbound has cost. */
export type EipAccount = { boundMs: number; reservedMs: number; reservationFeeUsd: number };

export const isBound = (eip: Eip): boolean => eip.desktopId !== null || eip.otherInstance !== null;

/** Nothing runs up after release; a yearly/monthly EIP never pays for reservation. */
export function eipAccount(eip: Eip, now: number): EipAccount {
  const running = (eip.releasedAt ?? now) - eip.meter.since;
  const boundMs = eip.meter.boundMs + (isBound(eip) ? running : 0);
  const reservedMs = eip.meter.reservedMs + (isBound(eip) ? 0 : running);
  const feePerHour = eip.billingMode === 'PAY_PER_USE' ? reservationFeePerHour : 0;
  return { boundMs, reservedMs, reservationFeeUsd: (reservedMs / 3_600_000) * feePerHour };
}
