import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'vitest';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { parseConfig } from '../../../infra/config.ts';
import type { HandlerFunction } from '../../../infra/constructs/functions/handler-function.ts';
import { OffboardingDataStack } from '../../../infra/stacks/offboarding-data-stack.ts';
import { OffboardingStack } from '../../../infra/stacks/offboarding-stack.ts';

/**
 * Both stacks, synthesized in this process. Neither bundled nor validated, which would take three times as long: the
 * tests of the app do both.
 */
export function createStacks(offboarding: unknown = {}) {
  const app = new App({
    context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: false,
  });
  const config = parseConfig(offboarding);
  const dataStack = new OffboardingDataStack(app, 'OffboardingData', { config });
  const { ledger, evidence, workspaceSecret, hrSecrets, scimSecret } = dataStack;
  const parts = { config, ledger, evidence, workspaceSecret, hrSecrets, scimSecret };
  const stack = new OffboardingStack(app, 'Offboarding', parts);
  /** What is in the bundle of a function, by its id in the stack. */
  const configurationOf = (id: string): unknown =>
    JSON.parse(JSON.stringify((stack.node.findChild(id) as HandlerFunction).configuration));
  return {
    dataStack,
    data: Template.fromStack(dataStack),
    offboarding: Template.fromStack(stack),
    configurationOf,
  };
}

/** The properties of the resources of a type, by logical id without the hash that CDK appends. */
export function resourcesOf<Properties>(template: Template, type: string): Record<string, Properties> {
  const resources = Object.entries(template.findResources(type));
  return Object.fromEntries(resources.map(([id, resource]) => [id.slice(0, -8), resource['Properties']]));
}

/** What a template says where it means the name of a resource. */
export function ref(id: string) {
  return { Ref: expect.stringMatching(new RegExp(`^${id}[0-9A-F]{8}$`)) };
}

/** What a template says where it means the ARN of a resource. */
export function arn(id: string) {
  return { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}[0-9A-F]{8}$`)), 'Arn'] };
}
