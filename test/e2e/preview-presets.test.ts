import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PRESETS, previewCommandOf } from '../../src/core/preview/presets.ts';
import { plainLines } from '../../src/core/preview/preview.ts';
import { BARE_ENV, ROOT } from '../support/paths.ts';
import { startPostgres } from '../support/postgres.ts';
import { startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/*
 * The presets with the tools that are installed here, on a real Postgres: what they print may change with their versions. The
 * others were tried by hand; docs/preview.md says with which version.
 */

const DBMATE = '-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\n';
const KNEX = 'exports.up = (knex) => knex.raw("CREATE TABLE a (id int)"); exports.down = () => {};\n';
const KNEX_CONFIG = 'module.exports = { client: "pg", connection: process.env.DATABASE_URL };\n';

const TOOLS = [
  { tool: 'dbmate', command: 'dbmate --no-dump-schema --migrations-dir migrations up', file: '1_a.sql', text: DBMATE },
  { tool: 'knex', command: 'knex migrate:latest', file: '1_a.js', text: KNEX },
  { tool: 'node-pg-migrate', command: 'node-pg-migrate up', file: '1_a.sql', text: 'CREATE TABLE a (id int);\n' },
] as const;

const NAMES = { dbmate: '1_a.sql', knex: '1_a.js', 'node-pg-migrate': '1_a' };

describe.concurrent('a preset reads what its tool prints', () => {
  test.each(TOOLS)('$tool', async ({ tool, command, file, text }) => {
    using folder = temporaryDirectory();
    await using postgres = await startPostgres();
    const migrations = path.join(folder.path, 'migrations');
    mkdirSync(migrations);
    writeFileSync(path.join(folder.path, 'knexfile.js'), KNEX_CONFIG);
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder.path, 'node_modules'));
    const bin = path.join(ROOT, 'node_modules/.bin');
    const env = { ...BARE_ENV, PATH: `${bin}:${process.env['PATH']}`, DATABASE_URL: postgres.url };
    const run = async ([program = '', ...args]: readonly string[]) => {
      await using running = startProcess(program, args, { cwd: folder.path, env });
      const { exitCode, stdout, stderr } = await running.ended;
      return { exitCode, stdout, stderr, all: stdout + stderr };
    };
    const words = command.split(' ');
    const asking = previewCommandOf(words, PRESETS[tool]) ?? [];
    const ask = async () => {
      const { exitCode, all } = await run(asking);
      return PRESETS[tool].read(plainLines([all]), exitCode);
    };

    // With no file at all nothing is proven.
    expect(await ask()).not.toMatchObject({ provesNone: true });
    writeFileSync(path.join(migrations, file), text);
    expect(await ask()).toEqual({ names: [NAMES[tool]], provesNone: false });
    expect(await postgres.query("SELECT 1 FROM pg_class WHERE relname = 'a'")).toEqual([]);
    const { exitCode, all } = await run(words);
    expect(exitCode, all).toBe(0);
    expect(await postgres.query("SELECT 1 FROM pg_class WHERE relname = 'a'")).toHaveLength(1);
    expect(await ask()).toEqual(tool === 'dbmate' ? { names: [], provesNone: true } : { unknown: true });
  });
});
