/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  // One is a style sheet in a string.
  mutate: ['functions/shared/offboarding/**/*.ts', '!functions/shared/offboarding/evidence/evidence-style.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // Schemas and tables are made once, at import: each change to one would run every test, which takes hours in all.
  ignoreStatic: true,
  concurrency: 2,
  ignorePatterns: ['cdk.out', '.local'],
  // There is none of that name, on purpose: Stryker would rewrite ours with an API that TypeScript 7 does not have.
  tsconfigFile: 'no-tsconfig',
  tempDirName: '.stryker',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: '.stryker/report.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 90, low: 80, break: null },
};
