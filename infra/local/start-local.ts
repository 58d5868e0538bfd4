import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from '../../functions/hr-webhook/sources.ts';
import {
  startWorkspaceSimulator,
  type WorkspaceSimulator,
  type WorkspaceSimulatorOptions,
} from '../../test/workspace-simulator/start-workspace-simulator.ts';
import { parseConfig } from '../config.ts';
import { pascalCase } from '../pascal-case.ts';
import { region } from './aws/local-account.ts';
import { developmentSecrets, type HrSecrets } from './development-secrets.ts';
import { describeStack, localFolder, type StackFile } from './stack-file.ts';
import { type LocalStack, type LogLine, startStack } from './start-stack.ts';
import { synthesize } from './synthesize.ts';

/** A Workspace API that is there already. */
export type GivenWorkspace = { endpoint: string; projectId: string; accessKey: string; secretKey: string };

export type LocalOptions = {
  /** The HTTP API's port. @default a free one */
  port?: number;
  /** Call this Workspace API. @default a simulator of our own */
  workspace?: GivenWorkspace;
  /** Further projects beside it, by their names. @default none */
  further?: Record<string, GivenWorkspace>;
  simulator?: WorkspaceSimulatorOptions;
  /** Laid over the context key `offboarding` of cdk.json, option by option at the top level. */
  config?: Record<string, unknown>;
  /** Where identities of callers are proven. @default nowhere: nothing here is AWS */
  sts?: string;
  onLog?: (line: LogLine) => void;
  /** Told of each step before it begins. */
  onProgress?: (step: string) => void;
};

export type Local = {
  stack: LocalStack;
  /** Absent where a given Workspace API is called. */
  simulator?: WorkspaceSimulator;
  description: StackFile;
  close(): Promise<void>;
};

const cdkJson = join(import.meta.dirname, '../../cdk.json');

/**
 * The whole system on this machine: the product's own template and bundles, and a Workspace API to act on. Unlike a new
 * deployment it enforces, since there is nothing here that a dry run would protect, and every HR system's door is open.
 */
export async function startLocal(options: LocalOptions = {}): Promise<Local> {
  const { onProgress = () => {}, further = {} } = options;
  const secrets = developmentSecrets(join(localFolder, 'secrets.json'));
  onProgress('Bundling the functions and synthesizing the CDK app');
  const offboarding = offboardingConfig(options.config);
  const assembly = await synthesize({ offboarding });
  const simulator = options.workspace ? undefined : await startSimulator();
  const workspace = options.workspace ?? given(simulator);
  onProgress('Starting queues, table, secrets, schedules and functions from the template');
  try {
    const stack = await startStack({
      assembly,
      ...(options.port !== undefined && { port: options.port }),
      ...(options.onLog && { onLog: options.onLog }),
      parameters: { WorkspaceProjectId: workspace.projectId },
      environment: {
        WORKSPACE_ENDPOINT: workspace.endpoint,
        WORKSPACE_FURTHER: JSON.stringify(listed(further)),
        STS_ENDPOINT: options.sts ?? 'none',
        OPERATOR_COMMAND: 'npm run operator --',
      },
      secrets: {
        SecretWorkspace: JSON.stringify({ ...keyOf(workspace), further: keysOf(further) }),
        ...hrSecretValues(secrets.hr, offboarding),
      },
    });
    return {
      stack,
      ...(simulator && { simulator }),
      description: describeStack(stack, { workspace: workspace.endpoint, region, secrets: secrets.hr }),
      async close() {
        await stack.close();
        await simulator?.close();
      },
    };
  } catch (error) {
    await simulator?.close();
    throw error;
  }

  function startSimulator(): Promise<WorkspaceSimulator> {
    onProgress('Starting the Workspace simulator');
    return startWorkspaceSimulator({ ...secrets.workspace, ...options.simulator });
  }
}

function given(simulator: WorkspaceSimulator | undefined): GivenWorkspace {
  if (!simulator) throw new TypeError('There is neither a given Workspace API nor a simulator');
  const { url, projectId, accessKey, secretKey } = simulator;
  return { endpoint: url, projectId, accessKey, secretKey };
}

/** What goes into the secrets of the doors that are open, by the outputs that name them. */
function hrSecretValues(secrets: HrSecrets, offboarding: unknown): Record<string, string> {
  const { hr } = parseConfig(offboarding);
  const doors = Object.keys(hr.sources).map((name) => [`SecretHr${pascalCase(name)}`, name]);
  const named = [...doors, ...(hr.scim ? [['SecretScim', 'scim']] : [])];
  return Object.fromEntries(
    named.map(([output = '', name = '']) => [output, JSON.stringify({ current: secrets[name] })]),
  );
}

/** Projects as the functions are told of them. */
function listed(further: Record<string, GivenWorkspace>) {
  return Object.entries(further).map(([name, { endpoint, projectId }]) => ({ name, endpoint, projectId }));
}

function keysOf(further: Record<string, GivenWorkspace>) {
  return Object.fromEntries(Object.entries(further).map(([name, workspace]) => [name, keyOf(workspace)]));
}

function keyOf({ accessKey, secretKey }: GivenWorkspace) {
  return { accessKey, secretKey };
}

function offboardingConfig(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const { context } = JSON.parse(readFileSync(cdkJson, 'utf8')) as {
    context: { offboarding: { hr?: { sources?: object }; policy?: object } };
  };
  const configured = context.offboarding;
  const everySource = Object.fromEntries([...sources.keys()].map((name) => [name, {}]));
  const hr = { scim: {}, ...configured.hr, sources: { ...everySource, ...configured.hr?.sources } };
  return { ...configured, hr, policy: { ...configured.policy, mode: 'enforce' }, ...overrides };
}
