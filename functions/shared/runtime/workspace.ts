import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import type { CallRecord } from '../workspace-api/call.ts';
import { createWorkspaceClient, type WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { type CredentialSource, staticCredentials } from '../workspace-api/credentials.ts';
import type { Clock } from './clock.ts';
import { jsonText } from './json-text.ts';
import { logger } from './logger.ts';
import { createSecretStore, type SecretStore } from './secret-store.ts';
import { tryParseJson } from './try-parse-json.ts';

/** What a function that calls Workspace needs to know. */
export const workspaceEnvironment = {
  WORKSPACE_ENDPOINT: z.url(),
  WORKSPACE_PROJECT_ID: z.string().min(1),
  WORKSPACE_SECRET_ID: z.string().min(1),
  WORKSPACE_BUDGET: jsonText(
    z.strictObject({ writesPerMinute: z.number(), readsPerMinute: z.number(), share: z.number() }),
  ),
};

type WorkspaceEnvironment = z.infer<z.ZodObject<typeof workspaceEnvironment>>;

const accessKey = z.object({ accessKey: z.string().min(1), secretKey: z.string().min(1) });

/** Kept back from the function's time, to save what was found and answer. */
const marginMs = 10_000;

/** The deadline of an invocation: when its last remote call must have been answered, epoch milliseconds. */
export function deadlineOf(context: Context, clock: Clock): number {
  return clock.now() + Math.max(0, context.getRemainingTimeInMillis() - marginMs);
}

/**
 * The Workspace client of this environment. It is made once, so that its budget and its connections outlive an
 * invocation; each invocation, one at a time, says until when it may be used.
 */
export function createWorkspace(
  environment: WorkspaceEnvironment,
  clock: Clock,
): (deadline: number) => WorkspaceClient {
  let until = 0;
  const secrets = createSecretStore(new SecretsManagerClient(), clock);
  const client = createWorkspaceClient({
    endpoint: environment.WORKSPACE_ENDPOINT,
    projectId: environment.WORKSPACE_PROJECT_ID,
    credentials: fromSecret(secrets, environment.WORKSPACE_SECRET_ID),
    budget: environment.WORKSPACE_BUDGET,
    deadline: () => until,
    clock,
    onCall: logCall,
  });
  return (deadline) => {
    until = deadline;
    return client;
  };
}

/**
 * The access key as Secrets Manager holds it; read again when Workspace has refused it, for it may have been replaced, and
 * when it cannot be used, for it may have been put right.
 */
function fromSecret(secrets: SecretStore, secretId: string): CredentialSource {
  let current: { text: string; source: CredentialSource } | undefined;
  async function credentialsBy(fetch: SecretStore['get']) {
    const text = await fetch(secretId);
    if (current?.text !== text) current = { text, source: staticCredentials(parseAccessKey(text)) };
    return current.source();
  }
  return (rejected) =>
    rejected ? credentialsBy(secrets.refresh) : credentialsBy(secrets.get).catch(() => credentialsBy(secrets.refresh));
}

function parseAccessKey(text: string): z.infer<typeof accessKey> {
  const key = accessKey.safeParse(tryParseJson(text));
  if (!key.success) throw new Error('The Workspace secret must hold {"accessKey":"…","secretKey":"…"}');
  return key.data;
}

function logCall({ operation, attempt, ms, status, requestId, outcome }: CallRecord): void {
  logger.info('Workspace call', { operation, attempt, ms, status, requestId, outcome });
}
