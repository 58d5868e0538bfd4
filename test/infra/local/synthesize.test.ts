import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { synthesize } from '../../../infra/local/synthesize.ts';
import { synthesizeFixture } from './fixture-stack.ts';

const madeAt = (folder: string) => statSync(join(folder, 'manifest.json')).mtimeMs;

test('what has not changed is not synthesized again', async () => {
  const folder = await synthesizeFixture();
  const made = madeAt(folder);
  expect(await synthesizeFixture()).toBe(folder);
  expect(madeAt(folder)).toBe(made);
});

test('a failing app fails with its own words, without stack and minified source', async () => {
  const app = 'test/infra/local/fixture/failing-app.ts';
  await expect(synthesize({ mode: 'impossible' }, { app, inputs: [app] })).rejects.toThrow(
    new RegExp(`^${app} failed:\\nError: "impossible" is no mode$`),
  );
});
