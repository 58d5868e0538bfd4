import Table from 'cli-table3';
import { namesInWords } from '../../../functions/shared/offboarding/identity/attached-user.ts';
import type { WorkspaceSimulator } from '../../../test/workspace-simulator/start-workspace-simulator.ts';
import type { Played } from './play-samples.ts';
import type { SampleWorld } from './sample-world.ts';

/** Without colours: what is shown is also read from files. */
const plain = { head: [], border: [] };

/** What was done, to whom, and why something was not: as a table. */
export function report({ leaver, unknown, sweep }: Played, sample: SampleWorld): string {
  const table = new Table({
    head: ['who', 'desktop', 'access', 'public IP', 'why', 'webhook → verified'],
    style: plain,
  });
  for (const line of leaver.lines) {
    const stays =
      line.others.length > 0
        ? `${namesInWords(line.others, line.attachment.userName)} keep it`
        : `case ${leaver.case.status}`;
    table.push([
      line.attachment.userName,
      line.computerName ?? line.desktopId,
      line.access,
      line.eip ? `${line.eip.address} ${line.publicIp}` : 'none',
      stays,
      line.elapsedMs === undefined ? '' : `${(line.elapsedMs / 1000).toFixed(1)} s`,
    ]);
  }
  const held = unknown.case;
  table.push([held.person.userName ?? '', '', `case ${held.status}`, '', held.reason ?? '', '']);
  for (const line of sweep.lines) {
    table.push([
      'nobody',
      nameOf(line.desktopId, sample),
      '',
      `${line.address} ${line.outcome}`,
      'nobody attached',
      '',
    ]);
  }
  for (const [reason, count] of Object.entries(sweep.summary.kept)) {
    table.push(['', `${count} desktop(s)`, 'untouched', 'kept', reason, '']);
  }
  return table.toString();
}

/** How many calls of each operation the simulator has seen. */
export function callCounts({ requests }: WorkspaceSimulator): string {
  const counts = new Map<string, number>();
  for (const { operation } of requests) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return `${requests.length} Workspace calls: ${[...counts].map(([name, count]) => `${count} ${name}`).join(', ')}`;
}

/** Every effect that the samples should have and have not, in words; none when all is well. */
export function missingEffects(played: Played, { world }: WorkspaceSimulator, sample: SampleWorld): string[] {
  const unbound = (eip: { id: string }) => world.eip(eip.id)?.desktopId === null;
  const expected: [what: string, seen: boolean][] = [
    ['leaver1 is off the own desktop', !world.attachedTo(sample.own.id).includes('leaver1')],
    ['leaver1 is off the shared desktop', !world.attachedTo(sample.shared.id).includes('leaver1')],
    ['colleague1 keeps the shared desktop', world.attachedTo(sample.shared.id).includes('colleague1')],
    ["colleague1's other desktop is untouched", world.attachedTo(sample.inUse.id).includes('colleague1')],
    ["the EIP of leaver1's desktop is unbound", unbound(sample.eipOfOwn)],
    ['the EIP of the desktop without users is unbound', unbound(sample.idleEip)],
    ["colleague1's EIP stays bound", !unbound(sample.eipInUse)],
    ["leaver1's case is closed", played.leaver.case.status === 'closed'],
    ['there is a ledger line for both desktops', played.leaver.lines.length === 2],
    ['the unknown leaver is held', played.unknown.case.status === 'held'],
  ];
  return expected.filter(([, seen]) => !seen).map(([what]) => what);
}

function nameOf(desktopId: string, { idle }: SampleWorld): string {
  return desktopId === idle.id ? idle.computerName : desktopId;
}
