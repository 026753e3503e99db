import { defineConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';

/** Only what tests the decisions: each mutant is run against those of it that reach the mutant. */
export default defineConfig({
  define: shared.define ?? {},
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [
      'test/core/verdict/*.test.ts',
      'test/core/ecs/task.test.ts',
      'test/core/run/*.test.ts',
      'test/core/{fleet,hook,preview,retry}/*.test.ts',
      'test/mutants/*.test.ts',
    ],
    env: { TZ: 'UTC', NO_COLOR: '1' },
    isolate: true,
  },
});
