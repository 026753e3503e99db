import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/paths.ts';
import { PASSWORD } from '../support/postgres.ts';
import { startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** `scripts/example`, without its set-up. */
async function runExample(...words: string[]) {
  using temporary = temporaryDirectory();
  const args = [path.join(ROOT, 'scripts/example.mjs'), ...words];
  await using example = startProcess(process.execPath, args, { env: { TMPDIR: temporary.path } });
  const ended = await example.ended;
  expect(readdirSync(temporary.path)).toEqual([]);
  expect(ended.stdout + ended.stderr).not.toContain(PASSWORD);
  return ended;
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;

const TABLES: readonly (readonly [example: string, table: string])[] = [
  ['node-postgres', 'pgmigrations'],
  ['dbmate', 'schema_migrations'],
  ['rails', 'applied_files'],
  ['atlas', 'applied_files'],
  ['atlas-before-app', 'applied_files'],
  ['prisma', 'applied_files'],
  ['flyway', 'applied_files'],
  ['migrator', 'applied_files'],
];

test.each(TABLES.filter(([name]) => name !== 'migrator' || hasCurl))(
  'scripts/example %s migrates its Postgres',
  async (name, table) => {
    const { exitCode, stderr } = await runExample(name);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/^tables now: .*customers.*/m);
    expect(stderr).toMatch(new RegExp(`^tables now: .*${table}`, 'm'));
  },
);

test('scripts/example passes further flags on, and ends with the code of the run', async () => {
  const { exitCode, stderr } = await runExample('dbmate', '--fault', 'image-pull');
  expect(exitCode, stderr).toBe(125);
  expect(stderr).toMatch(/^tables now: none$/m);
});

test.each([[], ['nothing-like-it']])('scripts/example %s: lists the examples', async (...words) => {
  const { exitCode, stderr } = await runExample(...words);
  expect(exitCode).toBe(64);
  expect(stderr).toContain('  dbmate ');
});
