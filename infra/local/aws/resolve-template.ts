import { intrinsics, type Scope } from './intrinsics.ts';
import { accountId, region } from './local-account.ts';
import type { Parameter, Stack } from './read-assembly.ts';

/** What a template points at outside its own text. Each throws an error that names what it cannot find. */
export type Lookups = {
  /** What `Ref` of a resource gives. */
  reference: (logicalId: string) => unknown;
  /** What `Fn::GetAtt` of a resource gives. */
  attribute: (logicalId: string, attribute: string) => unknown;
  /** The value another stack exports under this name. */
  importValue: (exportName: string) => unknown;
  /** The values given for this run, by parameter name; they replace defaults. */
  parameters: Record<string, string>;
};

export type Resolver = Pick<Scope, 'value' | 'condition'>;

/**
 * Evaluates the intrinsic functions in one stack's template.
 *
 * `value` resolves any JSON value; keys and list items that become `AWS::NoValue` are left out. An intrinsic function
 * that is not known, and a dynamic reference (`{{resolve:…}}`), is refused by name.
 */
export function createResolver({ name: stackName, template }: Stack, lookups: Lookups): Resolver {
  const pseudoParameters: Record<string, unknown> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
    'AWS::NoValue': undefined,
  };

  function parameter(name: string, { Type, Default, AllowedPattern }: Parameter): unknown {
    const given = lookups.parameters[name] ?? Default;
    if (given === undefined) throw new Error(`parameter ${name} has no default and was given no value`);
    const value = String(given);
    const isAllowed = AllowedPattern === undefined || new RegExp(`^(?:${AllowedPattern})$`).test(value);
    if (!isAllowed) throw new Error(`parameter ${name} must match ${AllowedPattern}`);
    return Type.includes('List') ? value.split(',') : value;
  }

  const scope: Scope = {
    ...lookups,
    value: (value) => resolve(value, scope),
    condition: (name) => {
      const expression = template.Conditions?.[name];
      if (expression === undefined) throw new Error(`there is no condition ${name}`);
      return Boolean(scope.value(expression));
    },
    ref: (name) => {
      if (name in pseudoParameters) return pseudoParameters[name];
      const declared = template.Parameters?.[name];
      return declared ? parameter(name, declared) : lookups.reference(name);
    },
    mapping: (map, topKey, secondKey) => {
      const found = template.Mappings?.[map]?.[topKey]?.[secondKey];
      if (found === undefined) throw new Error(`there is no mapping ${map}.${topKey}.${secondKey}`);
      return found;
    },
  };
  return scope;
}

function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string' && value.includes('{{resolve:')) throw new Error(`${value} is not understood`);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(scope.value).filter((item) => item !== undefined);
  const entries = Object.entries(value);
  const [[key, argument] = ['', undefined]] = entries;
  if (entries.length === 1 && intrinsics[key]) return intrinsics[key](argument, scope);
  if (key.startsWith('Fn::')) throw new Error(`${key} is not understood`);
  const resolved = entries.map(([name, item]) => [name, scope.value(item)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
}
