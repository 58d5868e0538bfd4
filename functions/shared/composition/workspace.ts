import type { Context } from 'aws-lambda';
import * as z from 'zod';
import type { Workspaces } from '../desktops/workspace-reader.ts';
import type { Clock } from '../runtime/clock.ts';
import { createSecretsManager } from '../runtime/create-secrets-manager.ts';
import { jsonText } from '../runtime/json-text.ts';
import { logger } from '../runtime/logger.ts';
import { createSecretStore, type SecretStore } from '../runtime/secret-store.ts';
import { tryParseJson } from '../runtime/try-parse-json.ts';
import type { AboutToWrite, CallRecord } from '../workspace-api/call/call.ts';
import { createWorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { type CredentialSource, staticCredentials } from '../workspace-api/credentials/credentials.ts';

/** Further projects of the same company, each with a name of its own. */
const furtherProjects = z.array(
  z.strictObject({ name: z.string(), endpoint: z.url(), projectId: z.string().min(1), region: z.string().optional() }),
);

/** Where the Workspace API is, for a function that calls it. */
export const workspaceEnvironment = {
  WORKSPACE_ENDPOINT: z.url(),
  WORKSPACE_PROJECT_ID: z.string().min(1),
  WORKSPACE_SECRET_ID: z.string().min(1),
  /** Where further projects are: as configured, or, on this machine, where they have just been started. */
  WORKSPACE_FURTHER: z.union([z.literal('configured'), jsonText(furtherProjects)]),
};

/** How the Workspace API is called. */
export const workspaceConfiguration = z.strictObject({
  /** Named in the evidence. */
  region: z.string(),
  further: furtherProjects,
  budget: z.strictObject({ writesPerMinute: z.number(), readsPerMinute: z.number(), share: z.number() }),
});

export type WorkspaceSettings = {
  environment: z.infer<z.ZodObject<typeof workspaceEnvironment>>;
  configuration: { workspace: z.infer<typeof workspaceConfiguration> };
};

const accessKey = z.object({ accessKey: z.string().min(1), secretKey: z.string().min(1) });
/** One key for all projects of an account; a project elsewhere has a key of its own. */
const accessKeys = accessKey.extend({ further: z.record(z.string(), accessKey).default({}) });

/** What the first project is called, in records and in the configuration. */
export const mainWorkspace = 'main';

/** Kept back from the function's time, to save what was found and answer. */
const marginMs = 10_000;

/** The deadline of an invocation: when its last remote call must have been answered, epoch milliseconds. */
export function deadlineOf(context: Context, clock: Clock): number {
  return clock.now() + Math.max(0, context.getRemainingTimeInMillis() - marginMs);
}

/** When an invocation is over, one way or the other, epoch milliseconds. */
export function endOf(context: Context, clock: Clock): number {
  return clock.now() + context.getRemainingTimeInMillis();
}

export type Project = { name: string; endpoint: string; projectId: string; region?: string | undefined };

/** The projects of this company, the main one first. */
export function projectsOf({ environment, configuration: { workspace } }: WorkspaceSettings): Project[] {
  const { WORKSPACE_ENDPOINT: endpoint, WORKSPACE_PROJECT_ID: projectId, WORKSPACE_FURTHER } = environment;
  const further = WORKSPACE_FURTHER === 'configured' ? workspace.further : WORKSPACE_FURTHER;
  return [{ name: mainWorkspace, endpoint, projectId, region: workspace.region }, ...further];
}

export type WorkspaceOptions = {
  /** Asked immediately before every write: see the client's option. */
  beforeWrite?: ((write: AboutToWrite) => Promise<void>) | undefined;
};

/**
 * The Workspace clients of a function, by the names of their projects. They are made once, so that their budgets and
 * connections outlive an invocation; each invocation, one at a time, says until when they may be used.
 */
export function createWorkspaces(
  settings: WorkspaceSettings,
  clock: Clock,
  { beforeWrite }: WorkspaceOptions = {},
): (deadline: number) => Workspaces {
  let until = 0;
  const secrets = createSecretStore(createSecretsManager(), clock);
  const clients = new Map(
    projectsOf(settings).map(({ name, endpoint, projectId }) => [
      name,
      createWorkspaceClient({
        endpoint,
        projectId,
        credentials: fromSecret(secrets, settings.environment.WORKSPACE_SECRET_ID, name),
        budget: settings.configuration.workspace.budget,
        deadline: () => until,
        clock,
        onCall: (call) => logCall(name, call),
        ...(beforeWrite && { beforeWrite }),
      }),
    ]),
  );
  return (deadline) => {
    until = deadline;
    return clients;
  };
}

/**
 * The access key as Secrets Manager holds it; read again when Workspace has refused it, for it may have been replaced, and
 * when it cannot be used, for it may have been put right.
 */
function fromSecret(secrets: SecretStore, secretId: string, workspace: string): CredentialSource {
  let current: { text: string; source: CredentialSource } | undefined;
  async function credentialsBy(fetch: SecretStore['get']) {
    const text = await fetch(secretId);
    if (current?.text !== text) current = { text, source: staticCredentials(parseAccessKey(text, workspace)) };
    return current.source();
  }
  return (rejected) =>
    rejected ? credentialsBy(secrets.refresh) : credentialsBy(secrets.get).catch(() => credentialsBy(secrets.refresh));
}

function parseAccessKey(text: string, workspace: string): z.infer<typeof accessKey> {
  const keys = accessKeys.safeParse(tryParseJson(text));
  if (!keys.success) throw new Error('The Workspace secret must hold {"accessKey":"…","secretKey":"…"}');
  const { further, ...main } = keys.data;
  return further[workspace] ?? main;
}

function logCall(workspace: string, { operation, attempt, ms, status, requestId, outcome }: CallRecord): void {
  logger.info('Workspace call', { workspace, operation, attempt, ms, status, requestId, outcome });
}
