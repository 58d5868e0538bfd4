import type { Attachment, Desktop } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { isoSeconds } from './iso-seconds.ts';

/** A desktop as `GET /desktops` lists it. */
export function simpleDesktop({ assumptions }: World, desktop: Desktop) {
  return {
    desktop_id: desktop.id,
    computer_name: desktop.computerName,
    user_name: firstUser(desktop),
    attach_user_infos: desktop.attachments.map((attachment) => {
      const { user_id, type, ...info } = attachUserInfo(attachment);
      const shown = type === 'GROUP' ? assumptions.attachedGroupType : type;
      return { ...(assumptions.attachmentsShowIds && { user_id }), ...info, type: shown };
    }),
    ip_address: desktop.ipAddress,
    status: desktop.status,
    task_status: desktop.taskStatus,
    connect_status: loginStatus(desktop),
    desktop_type: desktop.desktopType,
    desktop_detail_type: desktop.desktopType,
    pool_id: desktop.poolId,
    tags: tagList(desktop),
    enterprise_project_id: desktop.enterpriseProjectId,
    bill_resource_id: desktop.id,
  };
}

/** A desktop as `GET /desktops/detail` lists it. No EIP in it: see `GET /eips`. */
export function desktopDetail(world: World, desktop: Desktop) {
  const internetModes = [...(desktop.hasNat ? ['NAT'] : []), ...(world.eipOf(desktop.id) ? ['EIP'] : [])];
  const namesOf = (type: Attachment['type']) =>
    desktop.attachments.filter((attachment) => attachment.type === type).map(({ userName }) => userName);
  const { osType, chargeMode } = desktop;
  return {
    ...simpleDesktop(world, desktop),
    user_list: namesOf('USER'),
    user_group_list: namesOf('GROUP'),
    attach_state: desktop.attachState,
    addresses: { 'vpc-default': [address(desktop)] },
    ip_addresses: [desktop.ipAddress],
    created: isoSeconds(desktop.createdAt),
    login_status: loginStatus(desktop),
    charge_mode: chargeMode,
    metadata: { metering: 'true' },
    os_type: osType,
    is_support_internet: internetModes.length > 0,
    internet_mode: internetModes.length === 2 ? 'BOTH' : (internetModes[0] ?? null),
    internet_mode_list: internetModes,
    is_attaching_eip: desktop.isAttachingEip,
    order_id: null,
    is_freeze: false,
    isolated: false,
    domain: desktop.attachments[0]?.domain ?? '',
    in_maintenance_mode: desktop.inMaintenanceMode,
    process: null,
  };
}

function attachUserInfo({ userId, userName, userGroup, domain, type }: Attachment) {
  return { user_id: userId, user_name: userName, user_group: userGroup, domain, type };
}

export const tagList = ({ tags }: Desktop) => Object.entries(tags).map(([key, value]) => ({ key, value }));

function loginStatus({ loggedIn, status }: Desktop): string {
  if (loggedIn !== null) return 'CONNECTED';
  return status === 'ACTIVE' ? 'REGISTERED' : 'UNREGISTER';
}

const firstUser = ({ attachments }: Desktop): string => attachments.find(({ type }) => type === 'USER')?.userName ?? '';

function address({ ipAddress, ordinal }: Desktop) {
  const mac = ordinal.toString(16).padStart(6, '0').match(/../g) ?? [];
  return {
    addr: ipAddress,
    version: '4',
    'OS-EXT-IPS-MAC:mac_addr': ['fa:16:3e', ...mac].join(':'),
    'OS-EXT-IPS:type': 'fixed',
  };
}
