import * as z from 'zod';
import { FILTER_VALUES_PER_CALL } from '../assumptions.ts';
import { emptyOrBatchAnswer, resultOf } from '../batches/batch-answer.ts';
import type { WriteResult } from '../batches/desktop-result.ts';
import type { Caller } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { count, id, listOf, paging, text } from '../call/wire.ts';
import { chunkedByAll } from '../lists/filter-values.ts';
import { defineListing, listPages } from '../lists/list-pages.ts';

const publicIp = lazily(() =>
  z.object({
    id: z.string(),
    public_ip_address: text(),
    /** ACTIVE is bound, DOWN is not; also FREEZED, ERROR, PENDING_… */
    status: text(),
    created_at: text(),
    enterprise_project_id: text(),
    /** Non-empty: yearly/monthly, which cannot be released, only unsubscribed. */
    billing_info: text(),
    associate_instance_type: text(),
    associate_instance_id: text(),
    bandwidth: z
      .object({
        id: text(),
        /** Mbit/s */
        size: count(),
        /** PER: its own. WHOLE: shared, and billed until the bandwidth itself is deleted. */
        share_type: text(),
        charge_mode: text(),
        billing_info: text(),
      })
      .nullish(),
    tags: z.array(z.unknown()).nullish(),
  }),
);

/** An EIP as the EIP service knows it, with what it costs by. */
export type PublicIp = z.infer<ReturnType<typeof publicIp>>;

// Tags, which may protect an EIP, come only to those who name the fields they want.
const fields = [
  'id',
  'public_ip_address',
  'status',
  'created_at',
  'enterprise_project_id',
  'billing_info',
  'associate_instance_type',
  'associate_instance_id',
  'bandwidth',
  'tags',
];

const listPublicIps = operation({
  name: 'ListPublicips',
  kind: 'read',
  service: 'eip',
  method: 'GET',
  path: '/v3/{project_id}/eip/publicips',
  input: lazily(() =>
    z.strictObject({
      query: z.strictObject({
        fields: z.array(z.string()).readonly(),
        id: z.array(id()).max(FILTER_VALUES_PER_CALL).readonly().optional(),
        status: z.array(z.string()).max(FILTER_VALUES_PER_CALL).readonly().optional(),
        billing_mode: z.enum(['YEARLY_MONTHLY', 'PAY_PER_USE']).optional(),
        enterprise_project_id: z.string().optional(),
        ...paging(),
      }),
    }),
  ),
  answer: lazily(() => z.object({ total_count: count(), publicips: listOf(publicIp()) })),
});

const deletePublicip = operation({
  name: 'DeletePublicip',
  kind: 'write',
  service: 'eip',
  method: 'DELETE',
  path: '/v1/{project_id}/publicips/{publicip_id}',
  input: lazily(() => z.strictObject({ path: z.strictObject({ publicip_id: id() }) })),
  answer: emptyOrBatchAnswer,
});

const publicIpListing = defineListing({
  operation: listPublicIps,
  pageSize: 2000,
  itemsOf: (answer) => answer.publicips,
  totalOf: (answer) => answer.total_count,
  idOf: (one) => one.id,
});

export type PublicIpFilter = {
  /** Any number; an empty array finds nothing. */
  ids?: readonly string[];
  /** An empty array finds nothing. */
  status?: readonly string[];
  billingMode?: 'YEARLY_MONTHLY' | 'PAY_PER_USE';
  enterpriseProjectId?: string;
};

export function publicIpOperations(caller: Caller) {
  return {
    /**
     * The project's EIPs, desktops' and others', with billing and tags. Pages of up to 2,000.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-eip/ListPublicipsV3.html
     */
    listPublicIps(filter: PublicIpFilter = {}): AsyncGenerator<PublicIp[]> {
      const queries = chunkedByAll(
        { id: [filter.ids, FILTER_VALUES_PER_CALL], status: [filter.status, FILTER_VALUES_PER_CALL] },
        { fields, billing_mode: filter.billingMode, enterprise_project_id: filter.enterpriseProjectId },
      );
      return listPages(caller, publicIpListing, queries);
    },

    /**
     * Gives an EIP back: it stops costing and its address is lost. Refused while it is bound, and for yearly/monthly
     * ones, which must be unsubscribed. Never throws for what the API says.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-eip/eip_api_0005.html
     */
    releasePublicIp: async (publicIpId: string): Promise<WriteResult> =>
      resultOf(await caller.call(deletePublicip, { path: { publicip_id: publicIpId } })),
  };
}
