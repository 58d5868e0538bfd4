import type { Clock } from '../runtime/clock.ts';
import type { WriteResult } from './desktop-result.ts';
import { settleResult } from './settle.ts';
import type { tagOperations } from './tags.ts';

/** Answers what became of changes of tags by looking at the desktop's tags: one call, if in doubt. */
export function settleTags(
  { listDesktopTags }: Pick<ReturnType<typeof tagOperations>, 'listDesktopTags'>,
  clock: Clock,
) {
  const settleBy = (result: WriteResult, desktopId: string, isSo: (tags: ReadonlyMap<string, string>) => boolean) =>
    settleResult(clock, result, async () => {
      const tags = await listDesktopTags(desktopId);
      return isSo(new Map(tags.map(({ key, value }) => [key, value ?? ''])));
    });

  return {
    /** For `tagDesktop`: done when all of the tags are there with these values. */
    settleTag: (result: WriteResult, desktopId: string, tags: Readonly<Record<string, string>>): Promise<WriteResult> =>
      settleBy(result, desktopId, (there) => Object.entries(tags).every(([key, value]) => there.get(key) === value)),

    /** For `untagDesktop`: done when none of the keys is there. */
    settleUntag: (result: WriteResult, desktopId: string, keys: readonly string[]): Promise<WriteResult> =>
      settleBy(result, desktopId, (there) => !keys.some((key) => there.has(key))),
  };
}
