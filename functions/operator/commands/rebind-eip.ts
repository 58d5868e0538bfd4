import * as z from 'zod';
import { readEips } from '../../shared/desktops/read-eips.ts';
import { command } from '../command.ts';
import { clientOf, workspaceName } from '../workspace-name.ts';

/** Binds an EIP to a desktop again, verified by reading: the undo of an unbinding. */
export const rebindEip = command({
  input: z.strictObject({
    eipId: z.string().min(1).max(255),
    desktopId: z.string().min(1).max(255),
    workspace: workspaceName,
  }),
  async run(eip, { workspaces, eips, policy, clock, now, by }) {
    const workspace = clientOf(workspaces, eip.workspace);
    const [current] = await readEips(workspace, [eip.desktopId]);
    if (current?.eipId === eip.eipId)
      return { outcome: 'done', data: { ...eip, outcome: 'bound', reason: 'already-bound' } };
    if (current) return { outcome: 'failed', data: { ...eip, outcome: 'failed', reason: 'another-eip-bound' } };
    if (policy.mode === 'dry-run') return { outcome: 'done', data: { ...eip, outcome: 'would-bind' } };

    const result = await workspace.bindEip({ eipId: eip.eipId, desktopId: eip.desktopId });
    const after = await readEips(workspace, [eip.desktopId]);
    const bound = after.some(({ eipId }) => eipId === eip.eipId);
    const recordedAt = new Date(clock.now()).toISOString();
    const line = {
      ...eip,
      by,
      requestedAt: new Date(result.at).toISOString(),
      ...(result.requestId && { requestId: result.requestId }),
      ...(bound ? { outcome: 'bound' as const, verifiedAt: recordedAt } : { outcome: 'failed' as const }),
      ...(!bound && result.outcome === 'failed' && { reason: result.code, message: result.message }),
    };
    await eips.record([{ ...line, runId: new Date(now).toISOString(), recordedAt }]);
    return { outcome: bound ? 'done' : 'failed', data: line };
  },
});
