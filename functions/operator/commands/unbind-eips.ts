import * as z from 'zod';
import { readEips } from '../../shared/desktops/read-eips.ts';
import { unbindIdleEips } from '../../shared/desktops/unbind-idle-eips.ts';
import { desktopsPerMessage } from '../../shared/elastic-ips/idle-eips-message.ts';
import { command } from '../command.ts';
import { clientOf, workspaceName } from '../workspace-name.ts';

/** Unbinds the EIPs of named desktops, verified by reading; desktops somebody is attached to only by force. */
export const unbindEips = command({
  input: z.strictObject({
    desktopIds: z.array(z.string().min(1)).min(1).max(desktopsPerMessage),
    /** Also where somebody is attached. @default false */
    force: z.boolean().default(false),
    workspace: workspaceName,
  }),
  async run({ desktopIds, force, workspace: name }, { workspaces, guards, eips, policy, clock, now, by }) {
    const client = clientOf(workspaces, name);
    const bound = await readEips(client, desktopIds);
    const runId = new Date(now).toISOString();
    const outcomes = await unbindIdleEips(bound, {
      workspace: { name, client },
      clock,
      policy,
      admit: (count) => guards.savings.admit(count, workspaces, runId),
      evenIfInUse: force,
    });
    const recordedAt = new Date(clock.now()).toISOString();
    await eips.record(outcomes.map(({ retryable: _, ...outcome }) => ({ ...outcome, by, runId, recordedAt })));
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
