import { existsSync } from 'node:fs';
import { AwsError } from '../aws/aws-service.ts';
import type { Resource, Resources } from '../aws/describe-resources.ts';
import { nameInArn } from '../aws/local-account.ts';
import type { FunctionSpec } from './function-spec.ts';
import { type FindFunction, LambdaFunction } from './lambda-function.ts';

export type FunctionsOptions = {
  /** The folders of the bundles, by asset hash. */
  assets: Map<string, string>;
  /** The local AWS endpoint. */
  aws: string;
  /** Replaces variables that a function has. */
  environment: Record<string, string>;
  onLog: (functionName: string, text: string) => void;
};

/** Prepares the functions; their processes start with their first invocation. */
export function startFunctions(
  resources: Resources,
  options: FunctionsOptions,
): { find: FindFunction; close: () => Promise<unknown> } {
  const functions = new Map(
    resources.ofType('AWS::Lambda::Function').map((resource) => {
      const spec = functionSpec(resource, options);
      return [spec.name, new LambdaFunction(spec, options.aws, (text) => options.onLog(spec.name, text))];
    }),
  );
  const find: FindFunction = (nameOrArn) => {
    const found = functions.get(nameInArn(nameOrArn));
    if (!found) throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    return found;
  };
  return { find, close: () => Promise.all([...functions.values()].map((item) => item.close())) };
}

function functionSpec(
  { name, arn, properties }: Resource<'AWS::Lambda::Function'>,
  { assets, environment }: FunctionsOptions,
): FunctionSpec {
  const codeFolder = assets.get(properties.Code.S3Key.replace(/\.zip$/, '')) ?? '';
  if (!existsSync(codeFolder))
    throw new Error(`The code of ${name} (${properties.Code.S3Key}) is not in the assembly.`);
  const variables = Object.entries(properties.Environment.Variables);
  return {
    name,
    arn,
    codeFolder,
    handler: properties.Handler,
    timeoutMs: properties.Timeout * 1000,
    memoryMb: properties.MemorySize,
    logFormat: properties.LoggingConfig.LogFormat,
    logLevel: properties.LoggingConfig.ApplicationLogLevel,
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    variables: Object.fromEntries(variables.map(([key, value]) => [key, environment[key] ?? value])),
  };
}
