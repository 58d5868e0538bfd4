import { table } from './text.ts';

export type ShownEip = {
  desktopId: string;
  eipId?: string;
  address?: string;
  outcome: string;
  reason?: string;
  message?: string;
};

/** What has become of EIPs, one line each. */
export function showEips(eips: readonly ShownEip[]): string {
  const rows = eips.map(({ address, eipId, desktopId, outcome, reason, message }) => [
    address ?? eipId,
    desktopId,
    outcome,
    [reason, message].filter((part) => part !== undefined).join(': '),
  ]);
  return table(['EIP', 'desktop', 'outcome', 'why'], rows);
}
