import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { readEnvironment } from '../../../../functions/shared/runtime/environment.ts';
import { jsonText } from '../../../../functions/shared/runtime/json-text.ts';

const schema = z.object({
  TABLE: z.string().min(1),
  QUEUE_URL: z.url(),
  SECRETS: jsonText(z.record(z.string(), z.string())),
});

afterEach(() => vi.unstubAllEnvs());

describe('reading the environment', () => {
  it('gives what the schema asks for, and no more, for good', () => {
    setEnvironment({ TABLE: 'ledger', QUEUE_URL: 'https://sqs.example/q', SECRETS: '{"lark":"arn"}', OTHER: 'x' });

    const environment = readEnvironment(schema);

    expect(environment).toMatchObject({ TABLE: 'ledger', SECRETS: { lark: 'arn' } });
    expect(environment).not.toHaveProperty('OTHER');
    expect(Object.isFrozen(environment)).toBe(true);
  });

  it('lists every problem at once, by the variable’s name', () => {
    setEnvironment({ QUEUE_URL: 'not a url', SECRETS: '{"lark":1}' });

    expect(() => readEnvironment(schema)).toThrow(expect.objectContaining({ name: 'SettingsError' }));
    expect(() => readEnvironment(schema)).toThrow(/TABLE: .*QUEUE_URL: .*SECRETS\.lark: /);
  });

  it('says so of text that is no JSON, without repeating it', () => {
    setEnvironment({ TABLE: 'ledger', QUEUE_URL: 'https://sqs.example/q', SECRETS: '{"secret-value' });

    expect(() => readEnvironment(schema)).toThrow(/SECRETS: Invalid input: expected record, received undefined/);
    expect(() => readEnvironment(schema)).not.toThrow(/secret-value/);
  });

  it('never repeats a value', () => {
    setEnvironment({ QUEUE_URL: 'hunter2', SECRETS: '"hunter2"' });

    expect(() => readEnvironment(schema)).toThrow(/QUEUE_URL/);
    expect(() => readEnvironment(schema)).not.toThrow(/hunter2/);
  });
});

function setEnvironment(values: Record<string, string>): void {
  for (const name of ['TABLE', 'QUEUE_URL', 'SECRETS', 'OTHER']) vi.stubEnv(name, values[name]);
}
