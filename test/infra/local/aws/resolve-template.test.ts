import { describe, expect, test } from 'vitest';
import type { Stack } from '../../../../infra/local/aws/read-assembly.ts';

type Template = Stack['template'];

import { createResolver } from '../../../../infra/local/aws/resolve-template.ts';

function resolve(value: unknown, template: Partial<Template> = {}, parameters: Record<string, string> = {}): unknown {
  const resolver = createResolver(
    { name: 'Stack', template: { Resources: {}, ...template } },
    {
      parameters,
      reference: (id) => `ref:${id}`,
      attribute: (id, attribute) => `${id}!${attribute}`,
      importValue: (name) => `import:${name}`,
    },
  );
  return resolver.value(value);
}

describe('intrinsic functions', () => {
  test.each([
    [{ Ref: 'Queue' }, 'ref:Queue'],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ Ref: 'AWS::StackName' }, 'Stack'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue!Arn'],
    [{ 'Fn::GetAtt': 'Nested.Outputs.Name' }, 'Nested!Outputs.Name'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }, 1]] }, 'a-ref:B-1'],
    [{ 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', { Ref: 'X' }] }] }, 'X'],
    [{ 'Fn::Select': ['0', ['first']] }, 'first'],
    [
      { 'Fn::Sub': 'arn:${AWS::Partition}:${Queue.Arn}/${Queue}/${!Literal}' },
      'arn:aws:Queue!Arn/ref:Queue/${Literal}',
    ],
    [{ 'Fn::Sub': ['${Name} in ${AWS::Region}', { Name: { Ref: 'A' } }] }, 'ref:A in us-east-1'],
    [{ 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    [{ 'Fn::ImportValue': { 'Fn::Sub': '${AWS::StackName}:Export' } }, 'import:Stack:Export'],
    [{ plain: [1, true, null, { deep: { Ref: 'A' } }] }, { plain: [1, true, null, { deep: 'ref:A' }] }],
    [
      { kept: 1, dropped: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
      { kept: 1, list: [2] },
    ],
  ])('%j is %j', (value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  test('mappings are looked up by resolved keys', () => {
    const template = { Mappings: { Sizes: { 'us-east-1': { memory: 512 } } } };
    expect(resolve({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'memory'] }, template)).toBe(512);
    expect(() => resolve({ 'Fn::FindInMap': ['Sizes', 'elsewhere', 'memory'] }, template)).toThrow(
      'Sizes.elsewhere.memory',
    );
  });

  test('conditions choose, and may be built from each other', () => {
    const Conditions = {
      IsLocal: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      IsNot: { 'Fn::Not': [{ Condition: 'IsLocal' }] },
      Both: { 'Fn::And': [{ Condition: 'IsLocal' }, { Condition: 'IsNot' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsLocal' }, { Condition: 'IsNot' }] },
    };
    const choose = (name: string) => resolve({ 'Fn::If': [name, 'yes', 'no'] }, { Conditions });
    expect(Object.keys(Conditions).map(choose)).toEqual(['yes', 'no', 'no', 'yes']);
    expect(() => choose('Unheard')).toThrow('there is no condition Unheard');
  });
});

describe('parameters', () => {
  const Parameters = {
    Mode: { Type: 'String', Default: 'dry-run' },
    Project: { Type: 'String', AllowedPattern: '[0-9a-f]+' },
    Zones: { Type: 'CommaDelimitedList', Default: 'a,b' },
  };

  test('have the value given, else their default', () => {
    expect(resolve({ Ref: 'Mode' }, { Parameters })).toBe('dry-run');
    expect(resolve({ Ref: 'Mode' }, { Parameters }, { Mode: 'enforce' })).toBe('enforce');
    expect(resolve({ Ref: 'Zones' }, { Parameters })).toEqual(['a', 'b']);
  });

  test('must match their pattern', () => {
    expect(resolve({ Ref: 'Project' }, { Parameters }, { Project: 'c0ffee' })).toBe('c0ffee');
    expect(() => resolve({ Ref: 'Project' }, { Parameters }, { Project: 'c0ffee?' })).toThrow(
      'Project must match [0-9a-f]+',
    );
  });

  test('without either are refused by name', () => {
    expect(() => resolve({ Ref: 'Project' }, { Parameters })).toThrow('parameter Project has no default');
  });
});

describe('what is not understood is refused by name', () => {
  test.each([
    [{ 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }, 'Fn::Cidr is not understood'],
    [{ deep: [{ 'Fn::GetAZs': '' }] }, 'Fn::GetAZs is not understood'],
    ['{{resolve:ssm:/a/b}}', '{{resolve:ssm:/a/b}} is not understood'],
    [{ 'Fn::Select': [2, ['a']] }, 'Fn::Select finds no item 2'],
    [{ 'Fn::Join': ['-', 'text'] }, 'a list is needed here, not "text"'],
  ])('%j', (value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });
});
