import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createWorkspaceClient } from '../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../functions/shared/workspace-api/credentials/credentials.ts';
import { credentials } from '../../infra/local/aws/local-account.ts';
import { type LocalOptions, startLocal } from '../../infra/local/start-local.ts';
import type { LoggedRequest } from '../workspace-simulator/gateway/request-log.ts';
import type { WorkspaceSimulator } from '../workspace-simulator/start-workspace-simulator.ts';
import { createCaseAccess } from './case-access.ts';
import { createFunctionAccess } from './function-access.ts';
import { createHrSender } from './hr-sender.ts';
import { createOutcomeAccess } from './outcome-access.ts';
import { newEmployee, newPerson } from './people.ts';
import { createQueueAccess } from './queue-access.ts';
import { createSweepAccess } from './sweep-access.ts';

export type TestStack = Awaited<ReturnType<typeof startTestStack>>;

const far = { count: 100_000, percentFloor: 100_000 };

const testConfig = {
  // One cap for a whole file of tests; caps and what follows from them are tested elsewhere.
  // That nothing is found is believed at once; the clock that goes on meanwhile is tested elsewhere.
  policy: { mode: 'enforce', confirmEmptyAfterMinutes: 0, caps: far, savingsCaps: far },
  // A test makes more calls in a minute than a real account may; how the budget is kept is tested elsewhere.
  workspace: { budget: { writesPerMinute: 60_000, readsPerMinute: 60_000 } },
  // The nightly schedules are fired by hand; tests that run at that hour are not to have another.
  sweep: { enabled: false },
  reconcile: { enabled: false },
};

/**
 * The whole system on this machine with a Workspace simulator, and the hands and eyes that tests need.
 *
 * @param beside the simulator that `options.workspace` leads to, where the stack starts none of its own
 */
export async function startTestStack(options: LocalOptions = {}, beside?: WorkspaceSimulator) {
  const local = await startLocal({
    ...options,
    simulator: { budget: 'off', ...options.simulator },
    config: { ...testConfig, ...options.config },
  });
  const { description, stack } = local;
  const simulator = local.simulator ?? beside;
  if (!simulator) throw new TypeError('Which simulator is called?');
  const client = { endpoint: description.aws, region: description.region, credentials };
  const secretsManager = new SecretsManagerClient(client);
  const functions = createFunctionAccess(client, description, stack);
  const queues = createQueueAccess(client, description);
  const outcomes = createOutcomeAccess(client, description);
  const sweeps = createSweepAccess(client, description.table);

  return {
    stack,
    simulator,
    world: simulator.world,
    secrets: description.secrets,
    hr: createHrSender(description.api, description.secrets['standard-webhooks']),
    queues,
    outcomes,
    ...functions,
    ...createCaseAccess(functions.invoke),
    untilSwept: sweeps.untilSwept,
    ...workspaceAccess(simulator),
    person: newPerson,
    employee: () => newEmployee(simulator.world),
    /** Wakes a case by a message on the queue, as the waker does. */
    wake: (caseId: string) => queues.send('exits', [wakeUp(caseId)]),
    /** Wakes a case at a time of our choosing, past the queue, and waits for what comes of it. */
    wakeAt: (caseId: string, now = new Date().toISOString()) =>
      functions.deliver([wakeUp(caseId, now)], Date.parse(now)),
    /** Replaces a secret's value, by the name of its output. */
    putSecret: (output: string, value: unknown) =>
      secretsManager.send(
        new PutSecretValueCommand({ SecretId: stack.outputs[output] ?? output, SecretString: JSON.stringify(value) }),
      ),
    async close(): Promise<void> {
      for (const one of [functions, queues, outcomes, sweeps, secretsManager]) one.destroy();
      await local.close();
    },
  };
}

function wakeUp(caseId: string, now = new Date().toISOString()) {
  return { type: 'wake', caseId, now };
}

/** Workspace beside this product: what was asked of it, and a way in for somebody else. */
function workspaceAccess({ requests, url: endpoint, projectId, accessKey, secretKey }: WorkspaceSimulator) {
  const concerning = (desktopId: string) => requests.filter(({ desktopIds }) => desktopIds?.includes(desktopId));
  return {
    /** The console, a script: whoever uses Workspace without this product. */
    somebodyElse: createWorkspaceClient({
      endpoint,
      projectId,
      credentials: staticCredentials({ accessKey, secretKey }),
    }),
    /** The calls of an operation that named a desktop, oldest first. */
    callsFor: (desktopId: string, operation: string): LoggedRequest[] =>
      concerning(desktopId).filter((request) => request.operation === operation),
    /** The calls that were meant to change a desktop. */
    writesTo: (desktopId: string): LoggedRequest[] => concerning(desktopId).filter(({ method }) => method !== 'GET'),
  };
}
