import * as z from 'zod';
import type { Caller } from '../call/call.ts';
import { lazily, operation } from '../call/operation.ts';
import { id, listOf } from '../call/wire.ts';
import { tag } from './desktop-schemas.ts';

export type Tag = z.infer<ReturnType<typeof tag>>;

const showTagByDesktopId = operation({
  name: 'ShowTagByDesktopId',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktops/{desktop_id}/tags',
  input: lazily(() => z.strictObject({ path: z.strictObject({ desktop_id: id() }) })),
  answer: lazily(() => z.object({ tags: listOf(tag()) })),
});

export function tagReads(caller: Caller) {
  return {
    /**
     * The tags of a desktop.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/ShowTagByDesktopId.html
     */
    async listDesktopTags(desktopId: string): Promise<Tag[]> {
      const answer = await caller.read(showTagByDesktopId, { path: { desktop_id: desktopId } });
      return answer.tags ?? [];
    },
  };
}
