import type { Operation } from '../gateway/operation.ts';
import { batchAttachInstances } from './attach-desktops.ts';
import { associateDesktopsEip, batchDisassociateDesktopsEip, listDesktopsEips } from './desktop-eips.ts';
import { batchDetachInstances, detachInstances } from './detach-desktops.ts';
import { listUserGroups, runActionsOnGroup } from './groups.ts';
import { createToken } from './iam.ts';
import { listDesktops, listDesktopsDetail } from './list-desktops.ts';
import { changePoolUsers, listDesktopPools, listPoolsByUsers, listPoolUsers } from './pools.ts';
import { deletePublicIp, listPublicIps } from './public-ips.ts';
import { batchLogoffDesktops, batchRunDesktops } from './run-desktops.ts';
import { assumeAgencyWithOidc } from './sts.ts';
import { showTagByDesktopId } from './tags.ts';
import { changeUserStatus, listUsers, showUserDetail } from './users.ts';

/** Every API the simulator has. */
export const allOperations: readonly Operation[] = [
  batchDetachInstances,
  detachInstances,
  batchDisassociateDesktopsEip,
  associateDesktopsEip,
  listDesktops,
  listDesktopsDetail,
  listDesktopsEips,
  listUsers,
  showUserDetail,
  changeUserStatus,
  listUserGroups,
  runActionsOnGroup,
  listDesktopPools,
  listPoolUsers,
  listPoolsByUsers,
  changePoolUsers,
  batchAttachInstances,
  batchRunDesktops,
  batchLogoffDesktops,
  showTagByDesktopId,
  listPublicIps,
  deletePublicIp,
  createToken,
  assumeAgencyWithOidc,
];
