import * as z from 'zod';
import type { Call, Operation } from '../gateway/operation.ts';
import type { Desktop } from '../world/entities.ts';
import { desktopOr404, id, parse } from './body.ts';
import { tagList } from './desktop-body.ts';

const key = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => !text.startsWith('_sys_'), 'must not start with _sys_');
const tag = z.object({ key, value: z.string().max(43).default('') });
const tags = z.array(tag).min(1).max(20);
const keys = z.array(z.object({ key })).min(1).max(20);

const ofDesktop = (call: Call): Desktop => desktopOr404(call.world, call.params['desktop_id'] ?? '');

export const showTagByDesktopId: Operation = {
  name: 'ShowTagByDesktopId',
  method: 'GET',
  path: '/v2/{project_id}/desktops/{desktop_id}/tags',
  kind: 'read',
  handle: (call) => ({ status: 200, body: { tags: tagList(ofDesktop(call)) } }),
};

export const createTag: Operation = {
  name: 'CreateTag',
  method: 'POST',
  path: '/v2/{project_id}/desktops/{desktop_id}/tags',
  kind: 'write',
  handle(call) {
    put(call, ofDesktop(call), [parse(call, z.object({ tag })).tag]);
    return { status: 204 };
  },
};

const actionBody = z.discriminatedUnion('action', [
  z.object({ action: z.literal('create'), tags }),
  z.object({ action: z.literal('delete'), tags: keys }),
]);

export const batchChangeTags: Operation = {
  name: 'BatchChangeTags',
  method: 'POST',
  path: '/v2/{project_id}/desktops/{desktop_id}/tags/action',
  kind: 'write',
  handle(call) {
    const body = parse(call, actionBody);
    if (body.action === 'create') put(call, ofDesktop(call), body.tags);
    else drop(call, ofDesktop(call), body.tags);
    return { status: 204 };
  },
};

export const deleteTag: Operation = {
  name: 'DeleteTag',
  method: 'DELETE',
  path: '/v2/{project_id}/desktops/{desktop_id}/tags/{key}',
  kind: 'write',
  handle(call) {
    drop(call, ofDesktop(call), [{ key: call.params['key'] ?? '' }]);
    return { status: 204 };
  },
};

/** Desktops that do not exist are passed over in silence, as documented. */
function eachKnown<T extends { desktop_id: string }>(
  call: Call,
  infos: readonly T[],
  act: (desktop: Desktop, info: T) => void,
) {
  for (const info of infos) {
    const desktop = call.world.desktops.get(info.desktop_id);
    if (desktop) act(desktop, info);
  }
}

const addBody = z.object({
  desktops: z
    .array(z.object({ desktop_id: id, tags }))
    .min(1)
    .max(100),
});

export const batchAddDesktopsTags: Operation = {
  name: 'BatchAddDesktopsTags',
  method: 'POST',
  path: '/v2/{project_id}/desktops/batch-tags',
  kind: 'write',
  handle(call) {
    eachKnown(call, parse(call, addBody).desktops, (desktop, info) => put(call, desktop, info.tags));
    return { status: 204 };
  },
};

const removeBody = z.object({
  desktops: z
    .array(z.object({ desktop_id: id, tags: keys }))
    .min(1)
    .max(100),
});

export const batchDeleteDesktopsTags: Operation = {
  name: 'BatchDeleteDesktopsTags',
  method: 'DELETE',
  path: '/v2/{project_id}/desktops/batch-tags',
  kind: 'write',
  handle(call) {
    eachKnown(call, parse(call, removeBody).desktops, (desktop, info) => drop(call, desktop, info.tags));
    return { status: 204 };
  },
};

function put({ world }: Call, desktop: Desktop, added: readonly { key: string; value: string }[]): void {
  world.change(desktop, { tags: { ...desktop.tags, ...Object.fromEntries(added.map((one) => [one.key, one.value])) } });
}

function drop({ world }: Call, desktop: Desktop, removed: readonly { key: string }[]): void {
  const gone = new Set(removed.map((one) => one.key));
  world.change(desktop, { tags: Object.fromEntries(Object.entries(desktop.tags).filter(([name]) => !gone.has(name))) });
}
