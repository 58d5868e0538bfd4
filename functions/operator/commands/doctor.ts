import * as z from 'zod';
import { asNamesake } from '../../shared/desktops/namesakes.ts';
import { readEverybody } from '../../shared/desktops/read-attachments.ts';
import { flows } from '../../shared/offboarding/guards/flow.ts';
import { WorkspaceError } from '../../shared/workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../../shared/workspace-api/create-workspace-client.ts';
import { approvalFindings } from '../approval-findings.ts';
import { type CommandContext, command } from '../command.ts';
import type { Finding } from '../finding.ts';
import { identityFinding } from '../identity-finding.ts';

/** Looks at everything that this function can reach, one after the other, and says what to do where something is wrong. */
export const doctor = command({
  input: z.strictObject({}),
  async run(_, context) {
    const findings = [
      policyMode(context),
      ...(await workspaces(context)),
      ...(await identities(context)),
      await ledger(context),
      ...(await quarantines(context)),
      ...(await queues(context)),
      ...(await approvalFindings(context)),
    ];
    return { outcome: findings.some(({ state }) => state === 'wrong') ? 'failed' : 'done', data: { findings } };
  },
});

function policyMode({ policy }: CommandContext): Finding {
  const others = Object.entries(policy.sources).filter(([, { mode }]) => mode !== undefined && mode !== policy.mode);
  const but = others.map(([source, { mode }]) => `; ${mode} for ${source}`).join('');
  if (policy.mode === 'enforce') return { check: 'policy', state: 'ok', found: `enforce${but}` };
  const found = `dry-run: nothing is written to Workspace${but}. To act, set policy.mode to enforce and deploy`;
  return { check: 'policy', state: 'note', found };
}

async function workspaces({ workspaces: clients, projects }: CommandContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, endpoint, projectId } of projects) {
    const client = clients.get(name);
    const where = `project ${projectId} at ${endpoint}`;
    if (client) findings.push(await looked(`workspace ${name}`, async () => `${await read(client)}, ${where}`));
  }
  return findings;
}

/** Each kind of reading once, as each has a permission of its own. */
async function read(client: WorkspaceClient): Promise<string> {
  const desktops = await client.countDesktops();
  await client.listUsers().next();
  await client.listEips({ state: 'bind' }).next();
  return `${desktops} desktops`;
}

/** Whom the rules cannot identify. What cannot be read is said by the check of the project. */
async function identities({ workspaces: clients, policy }: CommandContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, client] of clients) {
    try {
      const users = (await readEverybody(client)).map((user) => ({ workspace: name, ...asNamesake(user) }));
      findings.push({ check: `identity ${name}`, ...identityFinding(users, policy) });
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
    }
  }
  return findings;
}

function ledger({ cases, pages }: CommandContext): Promise<Finding> {
  return looked('ledger', async () => {
    await cases.load(['case-of-nobody']);
    await pages.page('held', undefined, 1);
    return 'readable';
  });
}

function quarantines({ guards }: CommandContext): Promise<Finding[]> {
  return Promise.all(
    flows.map(async (flow) => {
      const { quarantine: stop } = await guards[flow].state();
      const check = `quarantine ${flow}`;
      if (!stop) return { check, state: 'ok', found: 'not stopped' };
      const since = `stopped since ${stop.since} by ${stop.by}: ${stop.reason}`;
      return { check, state: 'note', found: `${since}. To go on: quarantine clear --only ${flow}` };
    }),
  );
}

function queues({ depths }: CommandContext): Promise<Finding[]> {
  return Promise.all(
    Object.entries(depths).map(([name, depth]) =>
      looked(`queue ${name}`, async () => {
        const { waiting, inWork } = await depth();
        return `about ${waiting} waiting, ${inWork} in work`;
      }),
    ),
  );
}

/** An error says in its own words what to do. */
async function looked(check: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check, state: 'ok', found: await look() };
  } catch (error) {
    const { message, name } = error instanceof Error ? error : { message: String(error), name: 'Error' };
    const code = error instanceof Error && 'code' in error ? String(error.code) : name;
    return { check, state: 'wrong', found: `${code}: ${message}` };
  }
}
