import type { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsEndpoint } from '../aws/aws-endpoint.ts';
import type { Resource, Resources } from '../aws/describe-resources.ts';
import { queueUrlOf } from '../aws/local-account.ts';
import { messageSender } from '../aws/queues.ts';
import { lambdaService, schedulerService } from '../aws/rest-services.ts';
import type { Closer } from '../aws/start-data.ts';
import { AsyncInvocations, type AsyncPolicy } from '../lambda/async-invocations.ts';
import type { FindFunction } from '../lambda/lambda-function.ts';
import { QueuePoller } from './queue-poller.ts';
import { Scheduler } from './scheduler.ts';

/** Starts what invokes functions, but for the HTTP API: event source mappings, schedules and Lambda's own API. */
export function startTriggers(
  resources: Resources,
  endpoint: AwsEndpoint,
  sqs: SQSClient,
  find: FindFunction,
): { scheduler: Scheduler; closers: Closer[] } {
  const send = messageSender(sqs, endpoint.url);
  const asynchronously = new AsyncInvocations(send, asyncPolicies(resources));
  const deliver = async (arn: string, input: string) => {
    if (arn.startsWith('arn:aws:lambda:')) return asynchronously.invoke(find(arn), input);
    await send(arn, input);
    return { payload: 'null' };
  };
  const scheduler = new Scheduler(resources.ofType('AWS::Scheduler::Schedule'), deliver, send);
  endpoint.serve(['lambda'], lambdaService(find, asynchronously));
  endpoint.serve(['scheduler'], schedulerService(scheduler));
  const pollers = resources
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.Enabled)
    .map((mapping) => startPoller(mapping, endpoint, sqs, find));
  return {
    scheduler,
    closers: [() => scheduler.close(), () => asynchronously.close(), ...pollers.map((poller) => () => poller.close())],
  };
}

function startPoller(
  { properties }: Resource<'AWS::Lambda::EventSourceMapping'>,
  { url }: AwsEndpoint,
  sqs: SQSClient,
  find: FindFunction,
): QueuePoller {
  return new QueuePoller({
    sqs,
    queueArn: properties.EventSourceArn,
    queueUrl: queueUrlOf(properties.EventSourceArn, url),
    target: find(properties.FunctionName),
    batchSize: properties.BatchSize,
    windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
    concurrency: properties.ScalingConfig.MaximumConcurrency,
    reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  });
}

function asyncPolicies(resources: Resources): Map<string, AsyncPolicy> {
  return new Map(
    resources.ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => {
      const { FunctionName, MaximumRetryAttempts: retryAttempts, DestinationConfig } = properties;
      return [FunctionName, { retryAttempts, destination: DestinationConfig?.OnFailure?.Destination }];
    }),
  );
}
