import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A mutant is dead with the first test that fails: what takes long, as properties and whole commands do, comes last. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rankOf(a).localeCompare(rankOf(b)));
  }
}

function rankOf({ moduleId }: TestSpecification): string {
  const isSlow = /\.properties\.|standing-notice|html\.test|\/operator\//.test(moduleId);
  return `${isSlow ? 1 : 0} ${moduleId}`;
}

/** The tests that the domain is held to; what starts servers or processes would make each mutant wait for it. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/functions/shared/offboarding/**/*.test.ts', 'test/functions/operator/commands/*.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    sequence: { sequencer: QuickFirst },
    // They share nothing that changes, and need not load the domain anew each.
    isolate: false,
    testTimeout: 20_000,
  },
});
