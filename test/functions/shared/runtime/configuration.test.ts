import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { policy } from '../../../../functions/shared/offboarding/case/policy.ts';
import { readConfiguration } from '../../../../functions/shared/runtime/configuration.ts';
import { writeConfiguration } from '../../support/write-configuration.ts';

const schema = z.strictObject({ policy, keepDays: z.int() });

afterEach(() => vi.unstubAllEnvs());

describe('the configuration of a function', () => {
  it('is read from its bundle, however long it is, and is there for good', () => {
    const users = Array.from({ length: 5_000 }, (_, number) => `somebody.of.that.name.${number}`);
    writeConfiguration({ policy: { protect: { users } }, keepDays: 30 });

    const configuration = readConfiguration(schema);

    expect(configuration).toMatchObject({ policy: { mode: 'dry-run', protect: { users } }, keepDays: 30 });
    expect(Object.isFrozen(configuration)).toBe(true);
  });

  it('that is wrong is an error with all problems, and no values', () => {
    writeConfiguration({ policy: { mode: 'hunter2', modus: 1 } });

    expect(() => readConfiguration(schema)).toThrow(
      /^configuration\.json of this function is wrong: .*policy\.mode: .*modus.*keepDays: /,
    );
    expect(() => readConfiguration(schema)).not.toThrow(/hunter2/);
  });

  it('that is no JSON is an error that repeats nothing', () => {
    writeConfiguration('{"hunter2');

    expect(() => readConfiguration(schema)).toThrow(/configuration\.json of this function is wrong/);
    expect(() => readConfiguration(schema)).not.toThrow(/hunter2/);
  });
});
