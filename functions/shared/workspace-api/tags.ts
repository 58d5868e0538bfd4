import * as z from 'zod';
import { TAGS_PER_CALL } from './assumptions.ts';
import { emptyOrBatchAnswer } from './batch-answer.ts';
import type { Caller } from './call.ts';
import { resultOf, type WriteResult } from './desktop-result.ts';
import { tag } from './desktop-schemas.ts';
import { lazily, operation } from './operation.ts';
import { id, listOf } from './wire.ts';

export type Tag = z.infer<ReturnType<typeof tag>>;

const showTagByDesktopId = operation({
  name: 'ShowTagByDesktopId',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktops/{desktop_id}/tags',
  input: lazily(() => z.strictObject({ path: z.strictObject({ desktop_id: id() }) })),
  answer: lazily(() => z.object({ tags: listOf(tag()) })),
});

const changeDesktopTags = operation({
  name: 'BatchChangeTags',
  kind: 'write',
  method: 'POST',
  path: '/v2/{project_id}/desktops/{desktop_id}/tags/action',
  input: lazily(() =>
    z.strictObject({
      path: z.strictObject({ desktop_id: id() }),
      body: z.strictObject({
        action: z.enum(['create', 'delete']),
        tags: z
          .array(
            z.strictObject({
              key: z
                .string()
                .min(1)
                .max(128)
                .refine((key) => !key.startsWith('_sys_'), 'keys that start with _sys_ are the system’s own'),
              value: z.string().max(43).optional(),
            }),
          )
          .min(1)
          .max(TAGS_PER_CALL),
      }),
    }),
  ),
  answer: emptyOrBatchAnswer,
});

export function tagOperations(caller: Caller) {
  const change = async (desktopId: string, action: 'create' | 'delete', tags: { key: string; value?: string }[]) =>
    resultOf(await caller.call(changeDesktopTags, { path: { desktop_id: desktopId }, body: { action, tags } }));

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

    /**
     * Sets tags; a key that is there gets the new value. Up to 20 a call, keys up to 128 characters, values up to 43.
     * Never throws for what the API says.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/BatchChangeTags.html
     */
    tagDesktop: (desktopId: string, tags: Readonly<Record<string, string>>): Promise<WriteResult> =>
      change(
        desktopId,
        'create',
        Object.entries(tags).map(([key, value]) => ({ key, value })),
      ),

    /**
     * Removes tags by key, up to 20 a call; one that is not there is removed already. Never throws for what the API says.
     *
     * @see https://support.huaweicloud.com/intl/en-us/api-workspace/BatchChangeTags.html
     */
    untagDesktop: (desktopId: string, keys: readonly string[]): Promise<WriteResult> =>
      change(
        desktopId,
        'delete',
        keys.map((key) => ({ key })),
      ),
  };
}
