import * as z from 'zod';
import { asNamesake } from '../../shared/desktops/namesakes.ts';
import { readEverybody } from '../../shared/desktops/read-attachments.ts';
import { flows } from '../../shared/offboarding/flow.ts';
import type { WorkspaceClient } from '../../shared/workspace-api/create-workspace-client.ts';
import { WorkspaceError } from '../../shared/workspace-api/errors.ts';
import { type CommandContext, command } from '../command.ts';
import { identityFinding } from '../identity-finding.ts';

/** One thing that was looked at. */
export type Finding = {
  /** What, such as `workspace main` or `queue exits`. */
  check: string;
  /** `note` works as it is set up, which may not be what somebody expects. */
  state: 'ok' | 'note' | 'wrong';
  /** What was found, and what to do about it. */
  found: string;
};

/** Looks at everything that this function can reach, one after the other, and says what to do where something is wrong. */
export const doctor = command({
  input: z.strictObject({}),
  async run(_, context) {
    const findings = [
      policyMode(context),
      approvals(context),
      ...(await workspaces(context)),
      ...(await identities(context)),
      await ledger(context),
      ...(await quarantines(context)),
      ...(await queues(context)),
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

/** Whether those who approve can be told apart, by whoever runs this. */
function approvals({ policy: { approval }, caller }: CommandContext): Finding {
  const check = 'approvals';
  if (approval.people < 2)
    return { check, state: 'ok', found: 'one person approves, whoever may invoke this function' };
  if (caller.person !== undefined)
    return { check, state: 'ok', found: `two people approve; you count as ${caller.person}` };
  if (approval.unproven) {
    return {
      check,
      state: 'note',
      found: 'two people approve by what they say of themselves (policy.approval.unproven)',
    };
  }
  const why = caller.principal
    ? `your identity ${caller.principal} names no person: use IAM Identity Center or an IAM user, or name its role in policy.approval.personalRoles`
    : 'nothing proves who you are: call through the command line with --stack, or set policy.approval.unproven on a local stack';
  return { check, state: 'wrong', found: `two people must approve, and your approval would not count, for ${why}` };
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
