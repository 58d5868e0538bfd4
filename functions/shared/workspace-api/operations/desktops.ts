import * as z from 'zod';
import { DESKTOP_IDS_PER_LIST, USER_NAME_LENGTH, USER_NAMES_PER_CALL } from '../assumptions.ts';
import { type Caller, callingOnce } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { count, id, listOf, paging, upTo } from '../call/wire.ts';
import { chunkedBy, possibleNames } from '../lists/filter-values.ts';
import { defineListing, type ListOptions, listPages, type PlacedPage, pagesFrom } from '../lists/list-pages.ts';
import { firstRead, type Reading } from '../lists/next-read.ts';
import { type DesktopDetail, desktopDetail, type SimpleDesktop, simpleDesktop } from './desktop-schemas.ts';

export type { AttachedUser, DesktopDetail, SimpleDesktop } from './desktop-schemas.ts';

const listDesktops = operation({
  name: 'ListDesktops',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktops',
  input: lazily(() =>
    z.strictObject({
      query: z.strictObject({
        desktop_id: z.array(id()).max(DESKTOP_IDS_PER_LIST).readonly().optional(),
        desktop_type: z.literal('SHARED').optional(),
        ...paging(),
      }),
    }),
  ),
  answer: lazily(() => z.object({ total_count: count(), desktops: listOf(simpleDesktop()) })),
});

const listDesktopsDetail = operation({
  name: 'ListDesktopsDetail',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktops/detail',
  input: lazily(() =>
    z.strictObject({
      query: z.strictObject({
        user_names: z.array(upTo(USER_NAME_LENGTH)).max(USER_NAMES_PER_CALL).readonly().optional(),
        user_attached: z.boolean().optional(),
        ...paging(),
      }),
    }),
  ),
  answer: lazily(() => z.object({ total_count: count(), desktops: listOf(desktopDetail()) })),
});

export type DesktopDetailFilter = {
  /** Any number; none finds nothing. Whether letter case counts is not documented: compare what is found. */
  userNames?: readonly string[];
  /** Whether anybody is attached. */
  userAttached?: boolean;
} & ListOptions;

/** The reads of desktops. All throw WorkspaceError. */
export function desktopReads(caller: Caller) {
  return {
    /**
     * Desktops in short: who is assigned to what, and in which state. All of them, or those of any number of ids: no ids
     * find nothing. Pages of up to 1,000 as they come.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktops.html
     */
    listDesktops(filter: { desktopIds?: readonly string[] } & ListOptions = {}): AsyncGenerator<SimpleDesktop[]> {
      const queries = chunkedBy('desktop_id', filter.desktopIds, DESKTOP_IDS_PER_LIST, {});
      return listPages(filter.once ? callingOnce(caller) : caller, simpleListing, queries);
    },

    /**
     * Multi-user desktops in short, from a place on: a list that is too long for one run is gone on with in the next.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktops.html
     */
    listSharedDesktops: (from: Reading = firstRead): AsyncGenerator<PlacedPage<SimpleDesktop>> =>
      pagesFrom(caller, simpleListing, { desktop_type: 'SHARED' }, from),

    /** How many desktops there are: one call, whatever their number. 0 where the service does not say, which a cap takes as few. */
    async countDesktops(): Promise<number> {
      const answered = await caller.call(listDesktops, { query: { limit: 1, offset: 0 } });
      if (!answered.ok) throw answered.error;
      return answered.value.total_count ?? 0;
    },

    /**
     * Desktops in full, EIPs excepted (`listEips` has those). Pages of up to 500 as they come.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktopsDetail.html
     */
    listDesktopDetails(filter: DesktopDetailFilter = {}): AsyncGenerator<DesktopDetail[]> {
      const query = { user_attached: filter.userAttached };
      const queries = chunkedBy('user_names', possibleNames(filter.userNames), USER_NAMES_PER_CALL, query);
      return listPages(filter.once ? callingOnce(caller) : caller, detailListing, queries);
    },
  };
}

const simpleListing = defineListing({
  operation: listDesktops,
  pageSize: 1000,
  itemsOf: (answer) => answer.desktops,
  totalOf: (answer) => answer.total_count,
  idOf: (desktop) => desktop.desktop_id,
});

const detailListing = defineListing({
  operation: listDesktopsDetail,
  pageSize: 500,
  itemsOf: (answer) => answer.desktops,
  totalOf: (answer) => answer.total_count,
  idOf: (desktop) => desktop.desktop_id,
});
