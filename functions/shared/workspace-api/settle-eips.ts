import type { Clock } from '../runtime/clock.ts';
import type { DesktopResult, WriteResult } from './desktop-result.ts';
import type { eipOperations } from './eips.ts';
import type { publicIpOperations } from './public-ips.ts';
import { settle, settleResult } from './settle.ts';

type Reads = Pick<ReturnType<typeof eipOperations>, 'listEips'> &
  Pick<ReturnType<typeof publicIpOperations>, 'listPublicIps'>;

/** Answers what became of writes to EIPs by reading: one call, however many desktops are in doubt. */
export function settleEips({ listEips, listPublicIps }: Reads, clock: Clock) {
  /** EIP ids by the desktop they are bound to, both in lower case: results of writes are told apart by that, too. */
  async function boundEips(): Promise<Map<string, Set<string>>> {
    const bound = new Map<string, Set<string>>();
    for await (const page of listEips({ state: 'bind' })) {
      for (const { attached_desktop_id: desktopId, id } of page) {
        const key = desktopId?.toLowerCase();
        if (key) bound.set(key, (bound.get(key) ?? new Set()).add(id.toLowerCase()));
      }
    }
    return bound;
  }

  return {
    /** For `unbindEips`. */
    settleUnbind: (results: readonly DesktopResult[]): Promise<readonly DesktopResult[]> =>
      settle(
        clock,
        results,
        ({ desktopId }) => desktopId,
        async () => {
          const bound = await boundEips();
          return (desktopId) => !bound.has(desktopId);
        },
      ),

    /** For `bindEip`. */
    settleBind: (result: DesktopResult, eipId: string): Promise<DesktopResult> =>
      settleResult(clock, result, async () => {
        const bound = await boundEips();
        return bound.get(result.desktopId.toLowerCase())?.has(eipId.toLowerCase()) ?? false;
      }),

    /** For `releasePublicIp`: done when the EIP is there no longer. */
    settleRelease: (result: WriteResult, publicIpId: string): Promise<WriteResult> =>
      settleResult(clock, result, async () => {
        for await (const page of listPublicIps({ ids: [publicIpId] })) {
          if (page.some(({ id }) => id.toLowerCase() === publicIpId.toLowerCase())) return false;
        }
        return true;
      }),
  };
}
