import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { PASSWORD } from '../support/postgres.ts';
import { processesWith, startProcess } from '../support/process.ts';
import { drawSession } from '../support/session-svg.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const DEMO = path.join(ROOT, 'scripts/demo.mjs');

/** The demo, with a directory of its own for temporary files. */
const startDemo = (temporary: string) => startProcess(process.execPath, [DEMO], { env: { TMPDIR: temporary } });

/** The same, with everything that it prints in one stream, in the order in which a terminal shows it. */
const startDemoInOneStream = (temporary: string) =>
  startProcess('sh', ['-c', 'exec "$0" "$1" 2>&1', process.execPath, DEMO], { env: { TMPDIR: temporary } });

/** The demo's own headings and what must be seen between them, in order. */
const STORY = [
  'Release 1',
  '[Build]',
  '[Run_Database_Migrations]',
  '$ npx ecs-migrate run --local --runner process --task-definition taskdef.json --env "DATABASE_URL=$DATABASE_URL"',
  'Migrations complete!',
  'exit code 0',
  '[Deploy] reached',
  '  customers (id, email, created_at)',
  '  orders (id, customer_id, total_cents, placed_at)',
  'Release 2',
  '[Build]',
  '[Run_Database_Migrations]',
  'error: column "currency" of relation "orders" contains null values',
  'exit code 1',
  '[Deploy] not reached',
  '  customers (id, email, created_at)',
  '  orders (id, customer_id, total_cents, placed_at)',
];

/** Fails while a file or a process of the demo is there. */
async function expectNothingLeft(temporary: string) {
  expect(readdirSync(temporary)).toEqual([]);
  // A process that was killed needs a moment to be gone.
  await until('the last process of the demo ends', () => processesWith(temporary).length === 0 || undefined);
}

describe('the demo', () => {
  test('deploys the first release, stops the second one, and leaves nothing behind', async () => {
    using temporary = temporaryDirectory();
    await using demo = startDemoInOneStream(temporary.path);
    const { exitCode, stdout } = await demo.ended;
    expect(exitCode, stdout).toBe(0);
    let from = 0;
    for (const line of STORY) {
      const at = stdout.indexOf(line, from);
      expect(at, `"${line}" is missing after:\n${stdout.slice(0, from)}`).not.toBe(-1);
      from = at + line.length;
    }
    expect(stdout).toContain('cause: column "currency" of relation "orders" contains null values (');
    expect(stdout).not.toContain('cause: the migration container exited');
    expect(stdout).not.toContain(PASSWORD);
    expect(stdout).not.toContain('\u001b');
    await expectNothingLeft(temporary.path);
    // The picture of the README. `npm run session` draws it again.
    await expect(drawSession(stdout)).toMatchFileSnapshot(path.join(ROOT, 'docs/session.svg'));
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends at %s, and nothing that it started outlives it', async (signal, code) => {
    using temporary = temporaryDirectory();
    await using demo = startDemo(temporary.path);
    await until('the task is launched', () => demo.stderr().includes('launched') || undefined);
    demo.child.kill(signal);
    expect(await demo.ended).toMatchObject({ exitCode: code });
    await expectNothingLeft(temporary.path);
  });
});
