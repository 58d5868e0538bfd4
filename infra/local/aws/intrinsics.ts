/** What an intrinsic function may use: the rest of the template, and what the template points at. */
export type Scope = {
  /** Resolves a nested value. */
  value: (value: unknown) => unknown;
  /** Whether a named condition of the template holds. */
  condition: (name: string) => boolean;
  ref: (name: string) => unknown;
  attribute: (logicalId: string, attribute: string) => unknown;
  importValue: (exportName: string) => unknown;
  mapping: (map: string, topKey: string, secondKey: string) => unknown;
};

/** CloudFormation's intrinsic functions, by the key that calls them. Arguments arrive unresolved. */
export const intrinsics: Record<string, (argument: unknown, scope: Scope) => unknown> = {
  Ref: (name, scope) => scope.ref(String(name)),
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId = '', ...path] = typeof argument === 'string' ? argument.split('.') : list(argument).map(String);
    return scope.attribute(logicalId, path.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument);
    return list(scope.value(parts)).join(String(separator));
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = list(argument);
    return String(scope.value(text)).split(String(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument);
    const selected = list(scope.value(items))[Number(scope.value(index))];
    if (selected === undefined) throw new Error(`Fn::Select finds no item ${JSON.stringify(index)}`);
    return selected;
  },
  'Fn::Sub': (argument, scope) => {
    const [text, extra = {}] = typeof argument === 'string' ? [argument] : list(argument);
    return substitute(String(text), new Map(Object.entries(scope.value(extra) as object)), scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', topKey = '', secondKey = ''] = list(scope.value(argument)).map(String);
    return scope.mapping(map, topKey, secondKey);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(String(scope.value(argument))).toString('base64'),
  'Fn::ImportValue': (argument, scope) => scope.importValue(String(scope.value(argument))),
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = list(argument);
    return scope.value(scope.condition(String(condition)) ? whenTrue : whenFalse);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument).map((side) => String(scope.value(side)));
    return left === right;
  },
  'Fn::Not': (argument, scope) => !list(argument).every((part) => scope.value(part)),
  'Fn::And': (argument, scope) => list(argument).every((part) => scope.value(part)),
  'Fn::Or': (argument, scope) => list(argument).some((part) => scope.value(part)),
};

function substitute(text: string, extra: Map<string, unknown>, scope: Scope): string {
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (extra.has(name)) return String(extra.get(name));
    const [logicalId = '', ...path] = name.split('.');
    return String(path.length > 0 ? scope.attribute(logicalId, path.join('.')) : scope.ref(name));
  });
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`a list is needed here, not ${JSON.stringify(value)}`);
  return value;
}
