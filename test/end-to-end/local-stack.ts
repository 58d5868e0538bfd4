import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { EipLine } from '../../functions/shared/elastic-ips/eip-line.ts';
import { createEipLedger } from '../../functions/shared/ledger/eip-ledger.ts';
import type { LedgerLine } from '../../functions/shared/offboarding/ledger-line.ts';
import type { OffboardingCase } from '../../functions/shared/offboarding/offboarding-case.ts';
import { tryParseJson } from '../../functions/shared/runtime/try-parse-json.ts';
import { credentials } from '../../infra/local/local-account.ts';
import { type LocalOptions, startLocal } from '../../infra/local/start-local.ts';
import type { LoggedRequest } from '../workspace-simulator/gateway/request-log.ts';
import type { WorkspaceSimulator } from '../workspace-simulator/start-workspace-simulator.ts';
import { createHrSender } from './hr-sender.ts';
import { createQueueAccess } from './queue-access.ts';
import { until } from './until.ts';

export type OperatorAnswer = {
  outcome: string;
  data?: unknown;
  error?: { code: string; message: string; details: unknown };
};
export type CaseAndLines = { case: OffboardingCase; lines: LedgerLine[] };
export type TestPerson = { id: string; userName: string; email: string };
export type TestStack = Awaited<ReturnType<typeof startTestStack>>;

/** A test makes more calls in a minute than a real account may; how the budget is kept is tested elsewhere. */
const noBudget = { workspace: { budget: { writesPerMinute: 60_000, readsPerMinute: 60_000 } } };

let people = 0;

/**
 * The whole system on this machine with a Workspace simulator, and the hands and eyes that tests need.
 *
 * @param beside the simulator that `options.workspace` leads to, where the stack starts none of its own
 */
export async function startTestStack(options: LocalOptions = {}, beside?: WorkspaceSimulator) {
  const local = await startLocal({
    ...options,
    simulator: { budget: 'off', ...options.simulator },
    config: { ...noBudget, ...options.config },
  });
  const { description, stack } = local;
  const simulator = local.simulator ?? beside;
  if (!simulator) throw new TypeError('Which simulator is called?');
  const client = { endpoint: description.aws, region: description.region, credentials };
  const lambda = new LambdaClient(client);
  const secretsManager = new SecretsManagerClient(client);
  const dynamodb = new DynamoDBClient(client);
  const eipLedger = createEipLedger(DynamoDBDocumentClient.from(dynamodb), description.table);
  const hr = createHrSender(description.api, description.secrets['standard-webhooks'] ?? '');
  const queues = createQueueAccess(client, description);

  /** Through Lambda's own API, as `npm run operator` and the console do it. */
  async function invoke(name: string, payload: unknown): Promise<unknown> {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: description.functions[name] ?? name, Payload: JSON.stringify(payload) }),
    );
    const text = Buffer.from(answer.Payload ?? []).toString('utf8');
    if (answer.FunctionError) throw new Error(`${name} failed: ${text}`);
    return JSON.parse(text);
  }

  const operator = async (command: string, input: unknown = {}) =>
    (await invoke('operator', { command, by: 'the tests', input })) as OperatorAnswer;

  let reading: Promise<unknown> = Promise.resolve();
  /** What the operator is shown of a case. One look at a time: tests that wait side by side need one environment. */
  async function status(caseId: string): Promise<CaseAndLines | undefined> {
    const look = reading.then(() => operator('status', { caseId }));
    reading = look.catch(() => undefined);
    const { outcome, data } = await look;
    return outcome === 'done' ? (data as CaseAndLines) : undefined;
  }

  /** Waits until a case has reached a status and, if given, `isSo` holds. */
  function untilCase(
    caseId: string,
    wanted: OffboardingCase['status'],
    isSo: (one: OffboardingCase) => boolean = () => true,
  ): Promise<CaseAndLines> {
    return until(`case ${caseId} to be ${wanted}`, async () => {
      const seen = await status(caseId);
      return seen?.case.status === wanted && isSo(seen.case) ? { found: seen } : { instead: seen?.case };
    });
  }

  /** Waits until the functions have printed a line with these fields, and gives all that they have. */
  function untilLogged(fields: Record<string, unknown>): Promise<Record<string, unknown>[]> {
    return until(`a log line with ${JSON.stringify(fields)}`, () => {
      const found = logged(fields);
      return found.length > 0 ? { found } : { instead: `${stack.logs.length} other lines` };
    });
  }

  function logged(fields: Record<string, unknown>): Record<string, unknown>[] {
    const entries = stack.logs.map(({ text }) => (tryParseJson(text) ?? {}) as Record<string, unknown>);
    return entries.filter((entry) => Object.entries(fields).every(([name, value]) => entry[name] === value));
  }

  /** Waits until a sweep has recorded so many EIPs. */
  function untilSwept(runId: string, count: number): Promise<EipLine[]> {
    return until(`${count} lines of the sweep ${runId}`, async () => {
      const lines = await eipLedger.lines(runId);
      return lines.length >= count ? { found: lines } : { instead: lines };
    });
  }

  async function fire(schedule: string): Promise<unknown> {
    const { payload, functionError } = await stack.fire(description.schedules[schedule] ?? schedule);
    if (functionError) throw new Error(`${schedule} failed: ${JSON.stringify(payload)}`);
    return payload;
  }

  return {
    ...description,
    local,
    stack,
    simulator,
    world: simulator.world,
    hr,
    queues,
    invoke,
    operator,
    status,
    untilCase,
    untilLogged,
    untilSwept,
    logged,
    /** Fires a schedule of the template, as EventBridge Scheduler does when it is due. */
    fire,
    /** Wakes a case as the waker does, at a time of our choosing. */
    wake: (caseId: string, now = new Date().toISOString()) => queues.send('exits', [{ type: 'wake', caseId, now }]),
    /** Kills a function's processes in the middle of what they do. */
    crash: (name: string) => stack.crash(description.functions[name] ?? name),
    /** Replaces a secret's value, by the name of its output. */
    putSecret: (output: string, value: unknown) =>
      secretsManager.send(
        new PutSecretValueCommand({ SecretId: stack.outputs[output] ?? output, SecretString: JSON.stringify(value) }),
      ),
    /** Somebody nobody has met yet. */
    person,
    /** The same with a Workspace user of that name. */
    employee(): TestPerson {
      const one = person();
      simulator.world.addUser({ userName: one.userName, email: one.email });
      return one;
    },
    /** The calls of an operation that named the desktop, oldest first. */
    callsFor: (desktopId: string, operation?: string): LoggedRequest[] =>
      simulator.requests.filter(
        (request) =>
          request.desktopIds?.includes(desktopId) && (operation === undefined || request.operation === operation),
      ),
    /** The calls that were meant to change this desktop. */
    writesTo: (desktopId: string): LoggedRequest[] =>
      simulator.requests.filter(({ method, desktopIds }) => method !== 'GET' && desktopIds?.includes(desktopId)),
    async close(): Promise<void> {
      for (const one of [lambda, secretsManager, dynamodb, queues]) one.destroy();
      await local.close();
    },
  };
}

/** Names nobody else has and nothing else looks like, so that the logs can be searched for them. */
function person(): TestPerson {
  people += 1;
  const userName = `pat.doe-${people}`;
  return { id: `E-${people}-of-staff`, userName, email: `${userName}@example.com` };
}
