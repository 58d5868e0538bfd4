import * as z from 'zod';
import { ignoredTypes } from './ignored-types.ts';
import { arnOf } from './local-account.ts';
import type { Stack } from './read-assembly.ts';
import { createResolver } from './resolve-template.ts';
import { type ResourceType, resourceTypes, type Site } from './resource-types.ts';

type TypeName = keyof typeof resourceTypes;

/** A resource with its properties resolved. `ref` is what `Ref` gives: a name, a secret's ARN, a queue's URL. */
export type Resource<T extends TypeName> = {
  name: string;
  ref: string;
  arn: string;
  properties: z.infer<z.ZodObject<(typeof resourceTypes)[T]['properties']>>;
};

export type Resources = {
  ofType: <T extends TypeName>(type: T) => Resource<T>[];
  /** Every stack's outputs by logical id, without those that CDK adds to pass values between stacks. */
  outputs: Record<string, string>;
};

type Identity = { name: string; ref: string; attributes: Record<string, string> };

/**
 * Resolves every resource and output of the stacks.
 * @throws {Error} naming the resource when its type, one of its properties or a value in it is not understood
 */
export function describeResources(stacks: Stack[], site: Site, parameters: Record<string, string>): Resources {
  refuseUnknownTypes(stacks);
  const importValue = (name: string): unknown => {
    const value = described.map(({ exported }) => exported(name)).find((candidate) => candidate !== undefined);
    if (value === undefined) throw new Error(`no stack exports ${name}`);
    return value;
  };
  const described = stacks.map((stack) => describeStack(stack, site, parameters, importValue));
  const resources = described.flatMap((stack) => stack.resources());
  return {
    ofType: (type) => resources.filter((resource) => resource.type === type) as never,
    outputs: Object.assign({}, ...described.map((stack) => stack.outputs())),
  };
}

function describeStack(
  stack: Stack,
  site: Site,
  parameters: Record<string, string>,
  importValue: (name: string) => unknown,
) {
  const { Resources: resources, Outputs: outputs = {} } = stack.template;

  function identify(id: string): Identity {
    const resource = resources[id];
    if (!resource) throw new Error(`there is no resource or parameter ${id}`);
    const generated = physicalName(stack.name, id);
    const type = typeOf(resource.Type);
    if (!type) return { name: generated, ref: generated, attributes: attributesOfIgnored(resource.Type, generated) };
    const name = (resolver.value(resource.Properties?.[type.name ?? '']) as string | undefined) ?? generated;
    return { name, ...type.identify(name, site) };
  }

  const resolver = createResolver(stack, {
    parameters,
    importValue,
    reference: (id) => identify(id).ref,
    attribute: (id, attribute) => {
      const value = identify(id).attributes[attribute];
      if (value === undefined) throw new Error(`attribute ${attribute} of ${id} is not understood`);
      return value;
    },
  });
  const applies = ({ Condition }: { Condition?: string }) => Condition === undefined || resolver.condition(Condition);

  return {
    resources: () =>
      Object.entries(resources)
        .filter(([, resource]) => typeOf(resource.Type) && applies(resource))
        .map(([id, { Type: type, Properties }]) =>
          inContext(`${stack.name}/${id} (${type})`, () => {
            const { name, ref, attributes } = identify(id);
            const properties = parseProperties(resourceTypes[type as TypeName], Properties, resolver.value);
            return { type, name, ref, arn: attributes.Arn ?? ref, properties };
          }),
        ),
    outputs: () =>
      Object.fromEntries(
        Object.entries(outputs)
          .filter(([id, output]) => !id.startsWith('ExportsOutput') && applies(output))
          .map(([id, { Value }]) => [id, inContext(`${stack.name}/${id}`, () => String(resolver.value(Value)))]),
      ),
    exported: (name: string) => {
      const output = Object.values(outputs).find(({ Export }) => Export && resolver.value(Export.Name) === name);
      return output && resolver.value(output.Value);
    },
  };
}

function parseProperties(type: ResourceType, given: object = {}, resolve: (value: unknown) => unknown): unknown {
  const skipped = new Set([type.name, ...type.ignored]);
  const read = Object.entries(given).filter(([name]) => !skipped.has(name));
  return z.strictObject(type.properties).parse(resolve(Object.fromEntries(read)));
}

/**
 * At most 64 characters, which a function's name may have; a logical id ends in eight that tell it from the others. One
 * dash, because CDK takes the first two parts of a secret's name that CloudFormation generated.
 */
function physicalName(stack: string, id: string): string {
  return `${stack.replaceAll('-', '')}-${id.slice(0, -8)}`.slice(0, 56) + id.slice(-8);
}

function typeOf(type: string): ResourceType | undefined {
  return type in resourceTypes ? resourceTypes[type as TypeName] : undefined;
}

/** Roles and log groups are passed about by ARN although nothing local looks at them. */
function attributesOfIgnored(type: string, name: string): Record<string, string> {
  if (type === 'AWS::IAM::Role') return { Arn: arnOf('iam', `role/${name}`) };
  return type === 'AWS::Logs::LogGroup' ? { Arn: arnOf('logs', `log-group:${name}:*`) } : {};
}

function inContext<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`The local runner cannot read ${what}: ${problem}`, { cause: error });
  }
}

function refuseUnknownTypes(stacks: Stack[]): void {
  const unknown = stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => !typeOf(Type) && !ignoredTypes.has(Type))
      .map(([id, { Type }]) => `${name}/${id} (${Type})`),
  );
  if (unknown.length > 0) throw new Error(`The local runner does not know what to do with ${unknown.join(', ')}.`);
}
