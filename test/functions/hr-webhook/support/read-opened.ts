import type { Opened, Reception } from '../../../../functions/hr-webhook/source.ts';

/** What a request comes to that a source has opened, or that it has not. */
export function readOpened(opened: Opened | undefined): Reception | undefined {
  if (!opened) return undefined;
  return 'greeting' in opened ? opened.greeting : opened.read();
}
