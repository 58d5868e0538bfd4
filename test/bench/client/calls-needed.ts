import { createWorkspaceClient } from '../../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../../functions/shared/workspace-api/credentials/credentials.ts';
import { startWorkspaceSimulator } from '../../workspace-simulator/start-workspace-simulator.ts';
import { exactly, type Measurement } from '../support/measurement.ts';

/** The most user names and desktops the service takes in a call. */
const perCall = 100;

/** Calls to find, detach and unbind the EIPs of so many leavers' desktops, against the least there can be. */
export async function callsNeeded(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const count of [1, 100, 1_000, 10_000]) measurements.push(...(await callsFor(count)));
  return measurements;
}

async function callsFor(count: number): Promise<Measurement[]> {
  const simulator = await startWorkspaceSimulator({ budget: 'off' });
  const { url: endpoint, projectId, world, requests } = simulator;
  const budget = { readsPerMinute: 1e9, writesPerMinute: 1e9 };
  const client = createWorkspaceClient({ endpoint, projectId, credentials: staticCredentials(simulator), budget });
  const userNames = Array.from({ length: count }, (_, n) => `leaver${n}`);
  for (const userName of userNames) world.addEip({ desktopId: world.addDesktop({ users: [userName] }).id });

  const ids: string[] = [];
  for await (const page of client.listDesktopDetails({ userNames }))
    ids.push(...page.map((desktop) => desktop.desktop_id));
  await client.batchDetach(ids.map((desktopId) => ({ desktopId, users: 'all' })));
  await client.unbindEips(ids);

  const left = world.desktops.filter((desktop) => desktop.attachments.length > 0).length;
  const bound = world.eips.filter((eip) => eip.desktopId !== null).length;
  await simulator.close();
  const name = `${count.toLocaleString('en')} leavers' desktops`;
  return [
    exactly(`${name}: calls to find, detach and unbind`, requests.length, 'calls', 3 * Math.ceil(count / perCall)),
    exactly(`${name}: still attached or with an EIP`, left + bound, 'desktops', 0),
  ];
}
