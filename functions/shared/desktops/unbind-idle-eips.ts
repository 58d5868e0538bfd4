import type { EipLine } from '../elastic-ips/eip-line.ts';
import { type DesktopEip, whyKept } from '../elastic-ips/idle-eips.ts';
import type { Policy } from '../offboarding/case/policy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DesktopResult } from '../workspace-api/batches/desktop-result.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { readEips } from './read-eips.ts';
import { readHolders } from './read-holders.ts';

export type UnbindOptions = {
  /** The project of the desktops. */
  workspace: { name: string; client: WorkspaceClient };
  clock: Clock;
  policy: Pick<Policy, 'mode' | 'protect'>;
  /** Asks the guards whether so many may be unbound now. */
  admit: (eips: number) => Promise<'go' | 'cap' | 'quarantined'>;
  /** Also where somebody is attached: a person has asked for it by hand. @default false */
  evenIfInUse?: boolean;
};

export type UnbindOutcome = Omit<EipLine, 'runId' | 'recordedAt'> & { retryable?: boolean };

/**
 * Unbinds the EIPs that are still idle, judged anew right before the write, and reads again to see them gone. The API
 * answers the unbinding of a hundred desktops with one empty 200, so only that reading is proof.
 *
 * @returns one outcome for every EIP, in their order
 */
export async function unbindIdleEips(eips: readonly DesktopEip[], options: UnbindOptions): Promise<UnbindOutcome[]> {
  const { clock, policy } = options;
  const { name, client: workspace } = options.workspace;
  const desktopIds = eips.map((eip) => eip.desktopId);
  const bound = await boundByDesktop(workspace, desktopIds);
  const holders = await readHolders(workspace, desktopIds);
  const reasonToKeep = (eip: DesktopEip): string | undefined => {
    const current = bound.get(eip.desktopId);
    if (!current) return 'already-unbound';
    if (current !== eip.eipId) return 'another-eip-now';
    const reason = whyKept(holders.get(eip.desktopId), policy);
    return reason === 'in-use' && options.evenIfInUse ? undefined : reason;
  };
  const judged = eips.map((eip) => ({ eip, reason: reasonToKeep(eip) }));
  const idle = judged.filter(({ reason }) => reason === undefined).map(({ eip }) => eip);
  const isDryRun = policy.mode === 'dry-run';
  const verdict = isDryRun || idle.length === 0 ? 'go' : await options.admit(idle.length);
  const mayWrite = !isDryRun && verdict === 'go';
  const written = mayWrite ? await unbindAndVerify(workspace, clock, idle) : undefined;
  return judged.map(({ eip: { desktopId, eipId, address }, reason = verdict === 'go' ? undefined : verdict }) => {
    const eip = { workspace: name, desktopId, eipId, ...(address !== undefined && { address }) };
    if (reason !== undefined) return { ...eip, outcome: 'kept', reason };
    return written ? outcomeOf(eip, written) : { ...eip, outcome: 'would-unbind' };
  });
}

type Written = { results: ReadonlyMap<string, DesktopResult>; after: ReadonlyMap<string, string>; verifiedAt: string };

/** Between the readings that look whether an EIP is gone; after them the message comes again later. */
const pausesMs = [1_000, 2_000, 4_000];

async function unbindAndVerify(
  workspace: WorkspaceClient,
  clock: Clock,
  idle: readonly DesktopEip[],
): Promise<Written> {
  const ids = idle.map((eip) => eip.desktopId);
  const results = new Map<string, DesktopResult>();
  for (const result of await workspace.unbindEips(ids)) results.set(result.desktopId, result);
  let after = await boundByDesktop(workspace, ids);
  // Lists lag: what was taken and still shows is read again before it is said to be there.
  const isTaken = ({ desktopId }: DesktopEip) => results.get(desktopId)?.outcome !== 'failed';
  const isBound = (eip: DesktopEip) => after.get(eip.desktopId) === eip.eipId;
  for (const pauseMs of pausesMs) {
    if (!idle.some((eip) => isTaken(eip) && isBound(eip))) break;
    await clock.sleep(pauseMs);
    after = await boundByDesktop(workspace, ids);
  }
  return { results, after, verifiedAt: new Date(clock.now()).toISOString() };
}

/** The reading decides: an EIP that is gone is unbound, whatever the answer was, and one still there is not. */
function outcomeOf(eip: DesktopEip & { workspace: string }, { results, after, verifiedAt }: Written): UnbindOutcome {
  const result = results.get(eip.desktopId);
  const asked = result && {
    requestedAt: new Date(result.at).toISOString(),
    ...(result.requestId && { requestId: result.requestId }),
  };
  if (after.get(eip.desktopId) !== eip.eipId) return { ...eip, ...asked, outcome: 'unbound', verifiedAt };
  if (result?.outcome === 'failed') {
    return {
      ...eip,
      ...asked,
      outcome: 'failed',
      reason: result.code,
      message: result.message,
      retryable: result.retryable,
    };
  }
  return {
    ...eip,
    ...asked,
    outcome: 'failed',
    reason: 'still-bound',
    message: 'A fresh reading still shows it bound',
    retryable: true,
  };
}

async function boundByDesktop(workspace: WorkspaceClient, desktopIds: readonly string[]): Promise<Map<string, string>> {
  const eips = await readEips(workspace, desktopIds);
  return new Map(eips.map((eip) => [eip.desktopId, eip.eipId]));
}
