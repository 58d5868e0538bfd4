import { App, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import { environmentProblems } from '../../../../infra/constructs/functions/environment-problems.ts';

function problemsOf(environment: Record<string, string>, queues = 0): string[] {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Stack');
  const lambda = new LambdaFunction(stack, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {}'),
    environment,
  });
  for (const number of Array.from({ length: queues }, (_, nth) => nth)) {
    const { queueArn, queueUrl } = new Queue(stack, `Queue${number}`);
    lambda.addEnvironment(`QUEUE_${number}`, JSON.stringify({ queueArn, queueUrl }));
  }
  return environmentProblems('offboard', lambda);
}

test.each<[what: string, environment: Record<string, string>, queues: number]>([
  ['nothing', {}, 0],
  ['a value of nearly 3 KB', { POLICY: 'x'.repeat(3_050) }, 0],
  ['the names of eight resources', {}, 8],
])('an environment of %s can be deployed', (_, environment, queues) => {
  expect(problemsOf(environment, queues)).toEqual([]);
});

test.each<[what: string, environment: Record<string, string>, queues: number]>([
  ['a value of more than 3 KB', { POLICY: 'x'.repeat(3_072) }, 0],
  ['less, which has quotes that are escaped', { POLICY: '"'.repeat(1_600) }, 0],
  ['less, in letters of several bytes', { POLICY: '字'.repeat(1_100) }, 0],
  ['many references, which are short until they are deployed', {}, 12],
])('an environment of %s is refused, with what to do', (_, environment, queues) => {
  expect(problemsOf(environment, queues)).toEqual([
    expect.stringMatching(/^The environment of offboard would have about \d+ bytes, and 3072 are allowed: /),
  ]);
});
