import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { tryParseJson } from '../../functions/shared/runtime/try-parse-json.ts';
import { arnOf } from '../../infra/local/aws/local-account.ts';
import type { StackFile } from '../../infra/local/stack-file.ts';
import type { LocalStack } from '../../infra/local/start-stack.ts';
import { sqsEvent } from '../../infra/local/triggers/sqs-event.ts';
import { until } from './until.ts';

type LogEntry = Record<string, unknown>;

/** The functions and schedules of a stack by their names, over the Lambda API, and what the functions print. */
export function createFunctionAccess(
  config: LambdaClientConfig,
  { functions, schedules }: StackFile,
  stack: Pick<LocalStack, 'fire' | 'crash' | 'logs'>,
) {
  const lambda = new LambdaClient(config);

  /** Invokes a function directly. */
  async function invoke(name: string, payload: unknown): Promise<unknown> {
    const command = new InvokeCommand({ FunctionName: functions[name] ?? name, Payload: JSON.stringify(payload) });
    const answer = await lambda.send(command);
    const text = Buffer.from(answer.Payload ?? []).toString('utf8');
    if (answer.FunctionError) throw new Error(`${name} failed: ${text}`);
    return JSON.parse(text);
  }

  /** Hands `exits` messages to the worker as SQS does at a time of our choosing, and waits until it has done with them. */
  async function deliver(messages: unknown[], at = Date.now()): Promise<void> {
    const sentAt = String(at);
    const batch = messages.map((message) => ({
      MessageId: randomUUID(),
      Body: JSON.stringify(message),
      Attributes: { SentTimestamp: sentAt },
    }));
    const answer = await invoke('offboard', sqsEvent(batch, arnOf('sqs', 'exits')));
    const { batchItemFailures } = answer as { batchItemFailures: unknown[] };
    if (batchItemFailures.length > 0) throw new Error(`offboard wants ${batchItemFailures.length} messages again`);
  }

  /** Fires a schedule of the template, as EventBridge Scheduler does when it is due. */
  async function fire(name: string): Promise<unknown> {
    const { payload, functionError } = await stack.fire(schedules[name] ?? name);
    if (functionError) throw new Error(`${name} failed: ${JSON.stringify(payload)}`);
    return payload;
  }

  /** Every log line so far that has these fields. */
  function logged(fields: LogEntry): LogEntry[] {
    const entries = stack.logs.map(({ text }) => (tryParseJson(text) ?? {}) as LogEntry);
    return entries.filter((entry) => Object.entries(fields).every(([name, value]) => entry[name] === value));
  }

  /** Waits until there is a log line with these fields. */
  function untilLogged(fields: LogEntry): Promise<LogEntry[]> {
    return until(`a log line with ${JSON.stringify(fields)}`, () => {
      const found = logged(fields);
      return found.length > 0 ? { found } : { instead: `${stack.logs.length} other lines` };
    });
  }

  return {
    invoke,
    deliver,
    fire,
    logged,
    untilLogged,
    /** Kills a function's processes in the middle of what they do. */
    crash: (name: string) => stack.crash(functions[name] ?? name),
    destroy: () => lambda.destroy(),
  };
}
