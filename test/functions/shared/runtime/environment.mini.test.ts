import { afterEach, expect, it, vi } from 'vitest';
// The large zod is kept out of this file: it would bring the words that the small one lacks.
import * as z from 'zod/mini';
import { readEnvironment } from '../../../../functions/shared/runtime/environment.ts';

afterEach(() => vi.unstubAllEnvs());

it('problems are told in words where the schema is of the small zod', () => {
  vi.stubEnv('QUEUE_URL', undefined);

  const schema = z.object({ QUEUE_URL: z.url() });

  expect(() => readEnvironment(schema)).toThrow('QUEUE_URL: Invalid input: expected string, received undefined');
});
