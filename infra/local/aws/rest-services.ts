import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AsyncInvocations } from '../lambda/async-invocations.ts';
import type { FindFunction } from '../lambda/lambda-function.ts';
import type { Handler } from '../listen.ts';
import type { Schedule, Scheduler } from '../triggers/scheduler.ts';
import { notImplemented, sendJson } from './aws-service.ts';

/** Lambda's Invoke, RequestResponse and Event, by name or ARN. */
export function lambdaService(find: FindFunction, asynchronously: AsyncInvocations): Handler {
  return async (request, response) => {
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathOf(request)) ?? [];
    if (!name) throw notImplemented(`Lambda ${request.method} ${request.url}`);
    const target = find(name);
    const payload = (await text(request)) || '{}';
    if (request.headers['x-amz-invocation-type'] === 'Event') {
      void asynchronously.invoke(target, payload).catch(() => undefined);
      response.writeHead(202).end();
      return;
    }
    const result = await target.invoke(payload);
    const error = result.functionError && { 'x-amz-function-error': result.functionError };
    response.writeHead(200, { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST', ...error });
    response.end(result.payload);
  };
}

/** Scheduler's GetSchedule and ListSchedules. */
export function schedulerService(scheduler: Scheduler): Handler {
  return (request, response) => {
    const [path, name] = /^\/schedules(?:\/([^/]+))?$/.exec(pathOf(request)) ?? [];
    if (!path || request.method !== 'GET') throw notImplemented(`Scheduler ${request.method} ${request.url}`);
    if (name) sendJson(response, 200, { ...summarize(scheduler.find(name)), ...scheduler.find(name).properties });
    else sendJson(response, 200, { Schedules: scheduler.schedules.map(summarize) });
  };
}

function summarize({ arn, name, properties: { State, Target } }: Schedule) {
  return { Arn: arn, Name: name, GroupName: 'default', State, Target: { Arn: Target.Arn } };
}

function pathOf({ url = '' }: IncomingMessage): string {
  return decodeURIComponent(url.split('?')[0] ?? '');
}
