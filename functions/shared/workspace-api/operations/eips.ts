import * as z from 'zod';
import { DESKTOPS_PER_CALL } from '../assumptions.ts';
import { emptyOrBatchAnswer, resultOf, resultsOf } from '../batches/batch-answer.ts';
import type { DesktopResult } from '../batches/desktop-result.ts';
import { writeToDesktopsById } from '../batches/write-to-desktops.ts';
import type { Caller } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { count, id, listOf, paging, text } from '../call/wire.ts';
import { defineListing, listPages } from '../lists/list-pages.ts';

const eip = lazily(() =>
  z.object({
    id: z.string(),
    address: text(),
    /** Mbit/s */
    bandwidth_size: count(),
    eip_charge_mode: text(),
    create_time: text(),
    attached_desktop_id: text(),
    attached_desktop_name: text(),
    enterprise_project_id: text(),
  }),
);

/** An EIP as Workspace knows it: bound to a desktop or not. Billing is known to the EIP service alone. */
export type Eip = z.infer<ReturnType<typeof eip>>;

const listDesktopsEips = operation({
  name: 'ListDesktopsEips',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/eips',
  input: lazily(() =>
    z.strictObject({
      query: z.strictObject({
        state: z.enum(['bind', 'unbind']).optional(),
        desktop_id: id().optional(),
        ...paging(),
      }),
    }),
  ),
  answer: lazily(() => z.object({ total_count: count(), eips: listOf(eip()) })),
});

// Without a limit the service answers with all records, which makes it one call.
const eipListing = defineListing({
  operation: listDesktopsEips,
  itemsOf: (answer) => answer.eips,
  totalOf: (answer) => answer.total_count,
  idOf: (one) => one.id,
});

const batchDisassociateDesktopsEip = operation({
  name: 'BatchDisassociateDesktopsEip',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/eips/unbinding',
  input: lazily(() =>
    z.strictObject({ body: z.strictObject({ desktop_ids: z.array(id()).min(1).max(DESKTOPS_PER_CALL) }) }),
  ),
  answer: emptyOrBatchAnswer,
});

const associateDesktopsEip = operation({
  name: 'AssociateDesktopsEip',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/eips/binding',
  givesBack: true,
  input: lazily(() => z.strictObject({ body: z.strictObject({ eip_id: id(), desktop_id: id() }) })),
  answer: emptyOrBatchAnswer,
});

type EipFilter = {
  state?: 'bind' | 'unbind';
  desktopId?: string;
};

export function eipOperations(caller: Caller) {
  return {
    /**
     * EIPs of desktops and free ones.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktopsEips.html
     */
    listEips: ({ state, desktopId }: EipFilter = {}): AsyncGenerator<Eip[]> =>
      listPages(caller, eipListing, [{ state, desktop_id: desktopId }]),

    /**
     * Unbinds the EIPs of desktops: ids of desktops, not of EIPs. Any number, up to 100 a call. The service answers
     * without a word about single desktops, so `done` means the call was taken: verify by listing. Never throws for
     * what the API says. An unbound pay-per-use EIP goes on costing.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/BatchDisassociateDesktopsEip.html
     */
    unbindEips(desktopIds: readonly string[]): Promise<DesktopResult[]> {
      return writeToDesktopsById(caller, batchDisassociateDesktopsEip, desktopIds, (desktop_ids) => ({
        body: { desktop_ids },
      }));
    },

    /**
     * Binds an EIP to a desktop. Never throws for what the API says.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/AssociateDesktopsEip.html
     */
    async bindEip({ eipId, desktopId }: { eipId: string; desktopId: string }): Promise<DesktopResult> {
      const body = { eip_id: eipId, desktop_id: desktopId };
      const answered = await caller.call(associateDesktopsEip, { body });
      const [result] = answered.ok ? resultsOf([desktopId], answered) : [];
      return { desktopId, ...(result ?? resultOf(answered)) };
    },
  };
}
