import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const shared = { env: { TZ: 'UTC', NO_COLOR: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' } };
const endToEnd = {
  ...shared,
  globalSetup: 'test/support/build-once.ts',
  maxConcurrency: 4,
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

// Tests end to end wait for processes most of the time: more files than there are cores.
const WORKERS = 4;

/** They measure time or memory, or start containers of podman: a neighbour on the same cores would be measured too. */
const ALONE = ['build', 'containers', 'lambda-call-time', 'no-delay', 'streams'].map(
  (name) => `test/e2e/${name}.test.ts`,
);

// Files of one group run beside each other; the groups, one after another.
export default defineConfig({
  define: { __VERSION__: JSON.stringify('0.0.0-test'), __ISSUES__: JSON.stringify('https://issues.test') },
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          maxWorkers: WORKERS,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { ...endToEnd, name: 'e2e-alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
