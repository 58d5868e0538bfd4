import { defineConfig } from 'vitest/config';

const system = ['test/end-to-end/**/*.test.ts', 'test/infra/**/*.test.ts', 'test/simulation/**/*.test.ts'];

export default defineConfig({
  test: {
    // The end-to-end tests mostly wait: two files at a time even where Vitest would take one.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['test/**/*.test.ts'],
          exclude: system,
          // Files of one worker share modules, which are evaluated once: without that they take more than twice as long.
          isolate: false,
        },
      },
      // What starts processes takes its time where others do too.
      { extends: true, test: { name: 'system', include: system, testTimeout: 60_000, hookTimeout: 180_000 } },
    ],
  },
});
