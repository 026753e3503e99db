import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const shared = { env: { TZ: 'UTC', NO_COLOR: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' } };
/** For a test that never ends, not for a slow one: a machine of CI may be twenty times slower than this one. */
const NEVER_ENDS = { testTimeout: 900_000, hookTimeout: 900_000 };

const endToEnd = { ...shared, ...NEVER_ENDS, globalSetup: 'test/support/build-once.ts', maxConcurrency: 4 };

// More files at once than there are cores: tests end to end, and of podman, wait most of the time.
const WORKERS = 5;

/** They measure memory, or seconds: a neighbour on the same cores would be measured too. */
const ALONE = ['no-delay', 'streams', 'lock-experiment'].map((name) => `test/e2e/${name}.test.ts`);

/** Whole runs over a simulated AWS: of no unit, and longer than all of these. */
const PLAYED = ['simulation', 'schedules'].map((name) => `test/${name}/**/*.test.ts`);

export default defineConfig({
  define: { __VERSION__: JSON.stringify('0.0.0-test'), __ISSUES__: JSON.stringify('https://issues.test') },
  test: {
    sequence: { sequencer: LongestFirst },
    // To load the SDK anew for each file would cost more than many files do: a file cleans up what it changes of its process.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...PLAYED],
          maxWorkers: WORKERS,
          ...NEVER_ENDS,
        },
      },
      {
        extends: true,
        test: { ...shared, ...NEVER_ENDS, name: 'simulation', include: PLAYED, maxWorkers: WORKERS },
      },
      {
        extends: true,
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: WORKERS,
        },
      },
      {
        extends: true,
        test: { ...endToEnd, name: 'e2e-alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
