import type { Operation } from '../gateway/operation.ts';
import { attachInstances, batchAttachInstances } from './attach-desktops.ts';
import { associateDesktopsEip, batchDisassociateDesktopsEip, listDesktopsEips } from './desktop-eips.ts';
import { listDesktopsConnectStatus, showDesktopNetwork } from './desktop-networks.ts';
import { batchDetachInstances, detachInstances } from './detach-desktops.ts';
import { listUserGroups, listUsersOfGroup, runActionsOnGroup } from './groups.ts';
import { createToken } from './iam.ts';
import { listSubJobs, showJob } from './jobs.ts';
import { listDesktops, listDesktopsDetail } from './list-desktops.ts';
import {
  changePoolUsers,
  listDesktopPools,
  listPoolDesktops,
  listPoolsByUsers,
  listPoolUsers,
  showDesktopPool,
} from './pools.ts';
import { deletePublicIp, listPublicIps } from './public-ips.ts';
import { batchLogoffDesktops, batchRunDesktops, setMaintenanceMode } from './run-desktops.ts';
import { listDesktopDetachInfo, showDesktopDetail } from './show-desktop.ts';
import { assumeAgencyWithOidc, decodeAuthorization } from './sts.ts';
import {
  batchAddDesktopsTags,
  batchChangeTags,
  batchDeleteDesktopsTags,
  createTag,
  deleteTag,
  showTagByDesktopId,
} from './tags.ts';
import { changeUserStatus, listUsers, showUserDetail, updateUserInfo } from './users.ts';

/** Every API the simulator has. */
export const allOperations: readonly Operation[] = [
  batchDetachInstances,
  detachInstances,
  batchDisassociateDesktopsEip,
  associateDesktopsEip,
  listDesktops,
  listDesktopsDetail,
  showDesktopDetail,
  listDesktopDetachInfo,
  listDesktopsEips,
  listUsers,
  showUserDetail,
  changeUserStatus,
  updateUserInfo,
  listUserGroups,
  listUsersOfGroup,
  runActionsOnGroup,
  listDesktopPools,
  showDesktopPool,
  listPoolDesktops,
  listPoolUsers,
  listPoolsByUsers,
  changePoolUsers,
  attachInstances,
  batchAttachInstances,
  batchRunDesktops,
  batchLogoffDesktops,
  setMaintenanceMode,
  listSubJobs,
  showJob,
  showDesktopNetwork,
  listDesktopsConnectStatus,
  showTagByDesktopId,
  createTag,
  batchChangeTags,
  deleteTag,
  batchAddDesktopsTags,
  batchDeleteDesktopsTags,
  listPublicIps,
  deletePublicIp,
  createToken,
  assumeAgencyWithOidc,
  decodeAuthorization,
];
