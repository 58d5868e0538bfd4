import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { parseConfig } from '../../infra/config.ts';
import { configSchema, configSchemaFile } from '../../infra/config-schema.ts';

type Schema = {
  description?: string;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | false;
};

type Option = Schema & { path: string };

const options = optionsOf(configSchema(), '');
const leaves = options.filter(({ properties = {} }) => Object.keys(properties).length === 0);
const leafExamples = leaves.flatMap(exampleOf);

describe('the published schema of the configuration', () => {
  test('is up to date: `npm run schema` writes it', () => {
    expect(JSON.parse(readFileSync(configSchemaFile, 'utf8'))).toEqual(configSchema());
  });

  test('has every option, those of sources, partners and projects too', () => {
    expect(options.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'workspace.further.*.projectId',
        'policy.reconcile.drift',
        'policy.sources.*.graceHours',
        'hr.sources.lark.oldestMinutes',
        'hr.partnerBuses.okta.suspendIsExit',
        'reconcile.schedule',
      ]),
    );
  });

  test('says of every option what it does', () => {
    expect(options.filter(({ description = '' }) => description.length < 5).map(({ path }) => path)).toEqual([]);
  });

  test('has an example of every option', () => {
    expect(leaves.filter(({ examples = [] }) => examples.length === 0).map(({ path }) => path)).toEqual([]);
  });

  test.each(leafExamples)('$path may be $example', ({ path, example }) => {
    const config = parseConfig(configWith(path, example));
    expect(valueAt(config, path)).toMatchObject([example]);
  });

  test('is found by an editor that opens cdk.json', () => {
    const file = join(import.meta.dirname, '../..', cdkJson.$schema);
    const { properties } = JSON.parse(readFileSync(file, 'utf8'));
    expect(properties.context.properties.offboarding).toEqual({ $ref: 'config.schema.json' });
  });
});

function exampleOf({ path, examples = [] }: Option): { path: string; example: unknown }[] {
  return examples.map((example) => ({ path, example }));
}

/** Every option at every depth; `*` stands for a name of the user's choice. */
function optionsOf({ properties = {}, additionalProperties }: Schema, path: string): Option[] {
  const named = Object.entries(properties).flatMap(([name, schema]) => {
    const own = path === '' ? name : `${path}.${name}`;
    return [{ ...schema, path: own }, ...optionsOf(schema, own)];
  });
  return [...named, ...(additionalProperties ? optionsOf(additionalProperties, `${path}.*`) : [])];
}

/** A configuration with one option set; what stands under a name of one's choice is as in its example. */
function configWith(path: string, value: unknown): unknown {
  const [record = '', inRecord] = path.split('.*.');
  if (inRecord === undefined) return nested(record.split('.'), value);
  const [example] = options.find((option) => option.path === record)?.examples ?? [];
  const [[name, entry] = ['', {}]] = Object.entries(example as Record<string, object>);
  return nested(record.split('.'), { [name]: { ...entry, [inRecord]: value } });
}

function nested([name = '', ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  const beside = name === 'partnerBuses' && rest.length > 1 ? busOf(rest[0] ?? '') : {};
  const inner = rest.length > 0 ? nested(rest, value) : value;
  return { [name]: merged(beside, inner) };
}

/** The options of a partner come with its bus. */
function busOf(partner: string): Record<string, object> {
  const [bus] = options.find(({ path }) => path === `hr.partnerBuses.${partner}.bus`)?.examples ?? [];
  return { [partner]: { bus } };
}

function merged(beside: Record<string, object>, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, own]) => [
    name,
    name in beside ? { ...beside[name], ...own } : own,
  ]);
  return Object.fromEntries(entries);
}

/** What a configuration has at a path, with every name where the path has `*`. */
function valueAt(config: unknown, path: string): unknown[] {
  return path.split('.').reduce<unknown[]>(
    (values, name) =>
      values.flatMap((value) => {
        const all = value as Record<string, unknown>;
        return name === '*' ? Object.values(all) : [all[name]];
      }),
    [config],
  );
}
