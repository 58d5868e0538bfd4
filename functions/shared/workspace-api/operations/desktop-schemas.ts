import * as z from 'zod';
import { lazily } from '../call/operation.ts';
import { anything, count, flag, listOf, text } from '../call/wire.ts';

export const tag = lazily(() => z.object({ key: z.string(), value: text() }));

/** A user or group a desktop is assigned to. */
const attachedUser = lazily(() =>
  z.object({ user_id: text(), user_name: text(), domain: text(), user_group: text(), type: text() }),
);

export const simpleDesktop = lazily(() =>
  z.object({
    desktop_id: z.string(),
    computer_name: text(),
    user_name: text(),
    attach_user_infos: listOf(attachedUser()),
    status: text(),
    task_status: text(),
    connect_status: text(),
    desktop_type: text(),
    desktop_detail_type: text(),
    pool_id: text(),
    ip_address: text(),
    tags: listOf(tag()),
    enterprise_project_id: text(),
    bill_resource_id: text(),
  }),
);

export const desktopDetail = lazily(() =>
  z.object({
    desktop_id: z.string(),
    computer_name: text(),
    user_name: text(),
    user_list: listOf(z.string()),
    user_group_list: listOf(z.string()),
    attach_user_infos: listOf(attachedUser()),
    attach_state: text(),
    desktop_type: text(),
    pool_id: text(),
    status: text(),
    task_status: text(),
    login_status: text(),
    ip_address: text(),
    ip_addresses: listOf(z.string()),
    is_support_internet: flag(),
    internet_mode: text(),
    internet_mode_list: listOf(z.string()),
    is_attaching_eip: flag(),
    tags: listOf(tag()),
    enterprise_project_id: text(),
    order_id: text(),
    bill_resource_id: text(),
    is_freeze: anything(),
    isolated: anything(),
    domain: text(),
    in_maintenance_mode: flag(),
    process: count(),
    created: text(),
  }),
);

export type AttachedUser = z.infer<ReturnType<typeof attachedUser>>;
export type SimpleDesktop = z.infer<ReturnType<typeof simpleDesktop>>;
export type DesktopDetail = z.infer<ReturnType<typeof desktopDetail>>;
