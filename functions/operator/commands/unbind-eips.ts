import * as z from 'zod';
import { readEips } from '../../shared/desktops/read-eips.ts';
import { unbindIdleEips } from '../../shared/desktops/unbind-idle-eips.ts';
import { desktopsPerMessage } from '../../shared/elastic-ips/idle-eips-message.ts';
import { command } from '../command.ts';

/** Unbinds the EIPs of named desktops, verified by reading; desktops somebody is attached to only by force. */
export const unbindEips = command({
  input: z.strictObject({
    desktopIds: z.array(z.string().min(1)).min(1).max(desktopsPerMessage),
    /** Also where somebody is attached. @default false */
    force: z.boolean().default(false),
  }),
  async run({ desktopIds, force }, { workspace, eips, policy, clock, now }) {
    const bound = await readEips(workspace, desktopIds);
    const dryRun = policy.mode === 'dry-run';
    const outcomes = await unbindIdleEips(bound, { workspace, clock, dryRun, evenIfInUse: force });
    const runId = new Date(now).toISOString();
    const recordedAt = new Date(clock.now()).toISOString();
    await eips.record(outcomes.map(({ retryable: _, ...outcome }) => ({ ...outcome, runId, recordedAt })));
    const withEip = new Set(bound.map((eip) => eip.desktopId));
    const without = desktopIds.filter((desktopId) => !withEip.has(desktopId));
    const failed = outcomes.some(({ outcome }) => outcome === 'failed');
    return {
      outcome: failed ? 'failed' : 'done',
      data: {
        runId,
        eips: [...outcomes, ...without.map((desktopId) => ({ desktopId, outcome: 'kept', reason: 'no-eip' }))],
      },
    };
  },
});
