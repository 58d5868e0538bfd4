import type { Query } from './encode.ts';

export type CommonFilter = {
  /** Any number; an empty array finds nothing. */
  desktopIds?: readonly string[];
  computerName?: string;
  desktopIp?: string;
  poolId?: string;
  enterpriseProjectId?: string;
  desktopType?: 'DEDICATED' | 'SHARED' | 'POOLED';
  subnetId?: string;
  status?: 'ACTIVE' | 'SHUTOFF' | 'ERROR' | 'HIBERNATED';
  tag?: string;
};

export type DesktopFilter = CommonFilter & {
  /** Any number, matched as parts of names; an empty array finds nothing. */
  userNames?: readonly string[];
  isShareDesktop?: boolean;
};

export type DesktopDetailFilter = CommonFilter & {
  /** Any number; an empty array finds nothing. Whether letter case counts is not documented: compare what is found. */
  userNames?: readonly string[];
  /** Any number; an empty array finds nothing. */
  computerNames?: readonly string[];
  userAttached?: boolean;
  imageId?: string;
  /** `0` yearly/monthly, `1` pay-per-use. */
  chargeMode?: '0' | '1';
  inMaintenanceMode?: boolean;
  isSupportInternet?: boolean;
  availabilityZone?: string;
  sortField?: 'created' | 'computer_name';
  sortType?: 'ASC' | 'DESC';
};

export function commonOf(filter: Omit<CommonFilter, 'desktopIds'>): Query {
  return {
    computer_name: filter.computerName,
    desktop_ip: filter.desktopIp,
    pool_id: filter.poolId,
    enterprise_project_id: filter.enterpriseProjectId,
    desktop_type: filter.desktopType,
    subnet_id: filter.subnetId,
    status: filter.status,
    tag: filter.tag,
  };
}

export function detailOf(filter: Omit<DesktopDetailFilter, 'userNames' | 'desktopIds' | 'computerNames'>): Query {
  return {
    ...commonOf(filter),
    user_attached: filter.userAttached,
    image_id: filter.imageId,
    charge_mode: filter.chargeMode,
    in_maintenance_mode: filter.inMaintenanceMode,
    is_support_internet: filter.isSupportInternet,
    availability_zone: filter.availabilityZone,
    sort_field: filter.sortField,
    sort_type: filter.sortType,
  };
}
