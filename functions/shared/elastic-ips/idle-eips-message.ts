import * as z from 'zod';

/** The most desktops one unbinding call takes, and so one message. */
export const desktopsPerMessage = 100;

/** What the `idle-eips` queue carries: one chunk of what a sweep found idle. */
export const idleEipsMessage = z.strictObject({
  /** The sweep it belongs to: the sweep's one reading of the clock, ISO 8601 UTC. */
  runId: z.iso.datetime({ offset: true }),
  /** The project of the desktops, by its name in the configuration. @default 'main' */
  workspace: z.string().min(1).default('main'),
  eips: z
    .array(z.strictObject({ eipId: z.string().min(1), address: z.string().optional(), desktopId: z.string().min(1) }))
    .min(1)
    .max(desktopsPerMessage),
});

export type IdleEipsMessage = z.infer<typeof idleEipsMessage>;
