import type * as z from 'zod/mini';
import type { Settled } from '../shared/intake/reception.ts';

/** A company whose events AWS brings to an event bus of ours: the bus takes that partner's events alone. */
export type Partner<Options extends z.ZodMiniObject = z.ZodMiniObject> = {
  /** As its events are called when they come by webhook, so that one event has one effect whichever way it comes. */
  name: string;
  /** What the names of its event sources begin with. */
  sourcePrefix: string;
  /** What of `detail` a rule matches, so that a sign-in does not start a function. */
  detailPattern: Readonly<Record<string, unknown>>;
  /** What a deployment may set for it: `hr.partnerBuses.{name}` in the configuration. */
  options: Options;
  /** What one event's `detail` says of somebody's exit. */
  read(detail: unknown, options: z.output<Options>): Settled;
};
