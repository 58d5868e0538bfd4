import type { Reception } from '../../../../functions/shared/intake/reception.ts';
import type { Opened } from '../../../../functions/shared/intake/source.ts';

/** What a request comes to that a source has opened, or that it has not. */
export function readOpened(opened: Opened | undefined): Reception | undefined {
  if (!opened) return undefined;
  return 'greeting' in opened ? opened.greeting : opened.read();
}
