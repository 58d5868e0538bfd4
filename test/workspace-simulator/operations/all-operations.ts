import type { Operation } from '../gateway/operation.ts';
import { associateDesktopsEip, batchDisassociateDesktopsEip, listDesktopsEips } from './desktop-eips.ts';
import { batchDetachInstances, detachInstances } from './detach-desktops.ts';
import { createToken } from './iam.ts';
import { listDesktops, listDesktopsDetail } from './list-desktops.ts';
import { listDesktopDetachInfo, showDesktopDetail } from './show-desktop.ts';
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
  createToken,
];
