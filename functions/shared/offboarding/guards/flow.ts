/** What takes something away for reasons of its own, and is counted and stopped by itself: people's exits, and the nightly saving. */
export const flows = ['exits', 'savings'] as const;
export type Flow = (typeof flows)[number];
