import type { Operation } from '../gateway/operation.ts';
import { desktopOr404 } from './body.ts';
import { tagList } from './desktop-body.ts';

export const showTagByDesktopId: Operation = {
  name: 'ShowTagByDesktopId',
  method: 'GET',
  path: '/v2/{project_id}/desktops/{desktop_id}/tags',
  kind: 'read',
  handle: ({ world, params }) => ({
    status: 200,
    body: { tags: tagList(desktopOr404(world, params['desktop_id'] ?? '')) },
  }),
};
