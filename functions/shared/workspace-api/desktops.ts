import * as z from 'zod';
import { DESKTOP_IDS_PER_LIST, FILTER_VALUES_PER_CALL, USER_NAMES_PER_CALL } from './assumptions.ts';
import type { Caller } from './call.ts';
import { commonOf, type DesktopDetailFilter, type DesktopFilter, detailOf } from './desktop-filters.ts';
import { type DesktopDetail, desktopDetail, type SimpleDesktop, simpleDesktop } from './desktop-schemas.ts';
import type { WorkspaceError } from './errors.ts';
import { chunkedByAll, defineListing, listPages, type PlacedPage, pagesFrom, possibleNames } from './list-pages.ts';
import { firstRead, type Reading } from './next-read.ts';
import { lazily, operation } from './operation.ts';
import { count, id, listOf, paging, upTo } from './wire.ts';

export type { DesktopDetailFilter, DesktopFilter } from './desktop-filters.ts';
export type { AttachedUser, DesktopDetail, SimpleDesktop } from './desktop-schemas.ts';

const commonQuery = () => ({
  computer_name: z.string().optional(),
  desktop_ip: z.string().optional(),
  pool_id: z.string().optional(),
  enterprise_project_id: z.string().optional(),
  desktop_type: z.string().optional(),
  subnet_id: z.string().optional(),
  status: z.enum(['ACTIVE', 'SHUTOFF', 'ERROR', 'HIBERNATED']).optional(),
  tag: z.string().optional(),
  desktop_id: z.array(id()).max(DESKTOP_IDS_PER_LIST).readonly().optional(),
  ...paging(),
});

const listDesktops = operation({
  name: 'ListDesktops',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktops',
  input: lazily(() =>
    z.strictObject({
      query: z.strictObject({
        ...commonQuery(),
        user_name: z.array(upTo(255)).max(FILTER_VALUES_PER_CALL).readonly().optional(),
        is_share_desktop: z.boolean().optional(),
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
        ...commonQuery(),
        user_names: z.array(upTo(255)).max(USER_NAMES_PER_CALL).readonly().optional(),
        computer_names: z.array(upTo(255)).max(FILTER_VALUES_PER_CALL).readonly().optional(),
        sort_field: z.enum(['created', 'computer_name']).optional(),
        sort_type: z.enum(['ASC', 'DESC']).optional(),
        user_attached: z.boolean().optional(),
        image_id: z.string().optional(),
        charge_mode: z.enum(['0', '1']).optional(),
        in_maintenance_mode: z.boolean().optional(),
        is_support_internet: z.boolean().optional(),
        availability_zone: z.string().optional(),
      }),
    }),
  ),
  answer: lazily(() => z.object({ total_count: count(), desktops: listOf(desktopDetail()) })),
});

const showDesktop = operation({
  name: 'ShowDesktopDetail',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktops/{desktop_id}',
  input: lazily(() => z.strictObject({ path: z.strictObject({ desktop_id: id() }) })),
  answer: lazily(() => z.object({ desktop: desktopDetail() })),
});

/** The reads of desktops. All throw WorkspaceError. */
export function desktopReads(caller: Caller) {
  return {
    /**
     * Desktops in short: who is assigned to what, and in which state. Pages of up to 1,000 as they come.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktops.html
     */
    listDesktops(filter: DesktopFilter = {}): AsyncGenerator<SimpleDesktop[]> {
      const { desktopIds, userNames, isShareDesktop, ...common } = filter;
      const queries = chunkedByAll(
        {
          user_name: [possibleNames(userNames), FILTER_VALUES_PER_CALL],
          desktop_id: [desktopIds, DESKTOP_IDS_PER_LIST],
        },
        { ...commonOf(common), is_share_desktop: isShareDesktop },
      );
      return listPages(caller, simpleListing, queries);
    },

    /**
     * Multi-user desktops in short, from a place on: a list that is too long for one run is gone on with in the next.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ListDesktops.html
     */
    listSharedDesktops: (from: Reading = firstRead): AsyncGenerator<PlacedPage<SimpleDesktop>> =>
      pagesFrom(caller, simpleListing, commonOf({ desktopType: 'SHARED' }), from),

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
      const { userNames, desktopIds, computerNames, ...rest } = filter;
      const queries = chunkedByAll(
        {
          user_names: [possibleNames(userNames), USER_NAMES_PER_CALL],
          computer_names: [computerNames, FILTER_VALUES_PER_CALL],
          desktop_id: [desktopIds, DESKTOP_IDS_PER_LIST],
        },
        detailOf(rest),
      );
      return listPages(caller, detailListing, queries);
    },

    /**
     * One desktop; undefined when there is none, which the service says in two ways: 404, and 200 with status DELETED.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ShowDesktopDetail.html
     */
    async showDesktop(desktopId: string): Promise<DesktopDetail | undefined> {
      const answered = await caller.call(showDesktop, { path: { desktop_id: desktopId } });
      if (answered.ok) return answered.value.desktop.status === 'DELETED' ? undefined : answered.value.desktop;
      if (saysGone(answered.error)) return undefined;
      throw answered.error;
    },
  };
}

/** Only a 404 in the service's own words: any web server says 404 where a wrong endpoint is set. */
function saysGone(error: WorkspaceError): boolean {
  return error.httpStatus === 404 && error.kind === 'not-found' && !error.code.startsWith('Http.');
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
