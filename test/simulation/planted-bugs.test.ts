import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** The script does not exit with 0 if a bug's place in the source is gone, or if a bug survives. */
test('the simulation finds every planted bug', async () => {
  const script = path.join(root, 'scripts/planted-bugs.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: root });
  expect(stdout.split('\n').filter((line) => line.includes(' runs  ')).length).toBeGreaterThanOrEqual(10);
});
