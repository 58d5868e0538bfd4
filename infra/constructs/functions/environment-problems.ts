import { Stack } from 'aws-cdk-lib';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/** Lambda takes 4,096 bytes of names and values together, as JSON; what is left is for what a deployment adds. */
const mostBytes = 3_072;
/** What becomes of a reference when it is deployed: an ARN of a secret with a long name, or a queue's URL. */
const bytesOfReference = 150;

/** Why the environment of a function is too large to be deployed; empty if it is not. */
export function environmentProblems(name: string, lambda: LambdaFunction): string[] {
  const { environment } = lambda.node.defaultChild as CfnFunction;
  const bytes = renderedBytes(Stack.of(lambda).resolve(environment)?.variables ?? {});
  if (bytes <= mostBytes) return [];
  return [
    `The environment of ${name} would have about ${bytes} bytes, and ${mostBytes} are allowed: what it is configured for belongs into its configuration, and of resources names alone`,
  ];
}

/** As JSON, in which references are as long as what they are replaced by. */
function renderedBytes(variables: unknown): number {
  return Buffer.byteLength(JSON.stringify(deployed(variables)));
}

function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined]] = Object.entries(value);
  if (key === 'Fn::Join') return joined(inner as [string, unknown[]]);
  if (key === 'Ref' || key.startsWith('Fn::')) return 'x'.repeat(bytesOfReference);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, deployed(each)]));
}

function joined([separator, parts]: [string, unknown[]]): string {
  return parts.map(deployed).join(separator);
}
