import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainExit } from '../../../src/core/explain/explain-log.ts';
import { findCause } from '../../../src/core/log-causes/find-cause.ts';
import { ROOT } from '../../support/paths.ts';
import { OUTPUTS, readOutput, SILENT } from './outputs.ts';

test('there is an expectation for each output', () => {
  const files = readdirSync(path.join(ROOT, 'test/fixtures/tool-outputs')).map((file) => file.replace(/\.txt$/, ''));
  expect([...files, ...SILENT].toSorted()).toEqual(OUTPUTS.map(({ name }) => name).toSorted());
});

describe('what a real tool printed', () => {
  test.each(OUTPUTS)('$name', ({ name, expected, exitCode }) => {
    const found = findCause(readOutput(name), exitCode);
    expect(found && [found.row?.code ?? null, found.quote]).toEqual(expected ?? undefined);
  });

  test('the message stands in the log', () => {
    // Where a tool cuts a message into several lines, or says it in two, it is put together.
    const together = /^(?:doctrine|laravel-wrongpw|lq-nohost|alembicmy-fkdef|djangomy-fkdef|json)/;
    for (const { name, expected } of OUTPUTS.filter(({ name }) => !together.test(name))) {
      if (expected) expect(readOutput(name).join('\n'), name).toContain(expected[1]);
    }
  });

  test('nearly every failure is explained, and the line that decides is quoted', () => {
    const failures = OUTPUTS.filter(({ exitCode }) => exitCode !== 0);
    const unexplained = failures.filter(({ name, exitCode }) => {
      const log = { lines: readOutput(name).filter(Boolean), command: ['migrate', '--check'], findCause, mask: String };
      return explainExit(exitCode, log).causeCode === null;
    });
    expect(unexplained.length / failures.length).toBeLessThan(0.05);
  });
});
