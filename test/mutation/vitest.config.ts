import { defineConfig } from 'vitest/config';

/** The tests that the domain is held to; what starts servers or processes would make each mutant wait for it. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/functions/shared/offboarding/**/*.test.ts', 'test/functions/operator/commands/*.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    testTimeout: 20_000,
  },
});
