import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { NO_POSTGRES, type RealPostgres, startRealPostgres } from '../support/real-postgres.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const named = (name: string) => (NO_POSTGRES === undefined ? name : `${name} (skipped: ${NO_POSTGRES})`);

const onPostgres = NO_POSTGRES === undefined ? describe.concurrent : describe.skip;

/** Each test starts a server and several processes: on a busy machine that takes its time. */

const ORDERS = 'CREATE TABLE orders (id int PRIMARY KEY, cents int); INSERT INTO orders VALUES (1, 5), (2, 7)';

/** A migration on a real Postgres, and a session that holds a lock on its table until it is released. */
async function aLockedTable(run: (pg: RealPostgres, folder: string) => string, files: Record<string, string> = {}) {
  const postgres = await startRealPostgres();
  await postgres.query(ORDERS);
  const source = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(source.path, name), text);
  const variables = { ...postgres.env, DATABASE_URL: `${postgres.url}?sslmode=disable` };
  const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
  const script = run(postgres, source.path);
  const world = await aMigration([], { run: script, with: { environment } });
  const holder = await postgres.connect();
  await holder.query('BEGIN; UPDATE orders SET cents = cents');
  return {
    postgres,
    world,
    release: () => holder.query('COMMIT'),
    async [Symbol.asyncDispose]() {
      await holder.end();
      await world[Symbol.asyncDispose]();
      await postgres[Symbol.asyncDispose]();
      source[Symbol.dispose]();
    },
  };
}

const safe = (retries = 3, wait = '300ms') => [
  '--retries',
  String(retries),
  '--retry-safe',
  'transactional',
  '--retry-wait',
  wait,
];
const LOCKED = ['--lock-timeout', '300ms'];

const ADD_COLUMN = { '1_note.sql': '-- migrate:up\nALTER TABLE orders ADD COLUMN note text;\n-- migrate:down\n' };
const dbmate = (_: RealPostgres, folder: string) => `dbmate --no-dump-schema --migrations-dir ${folder} up`;

const attempts = async (world: MigrationWorld) =>
  (await world.tasks()).map(({ overrides }) => {
    const environment = overrides?.containerOverrides?.[0]?.environment ?? [];
    const mark = (name: string) => environment.find((one) => one.name === `ECS_MIGRATE_RUN_${name}`)?.value;
    return { identity: mark('IDENTITY'), attempt: Number(mark('ATTEMPT')) };
  });

onPostgres('a locked table on a real Postgres', () => {
  test(named('is tried again until the lock is free: one identity, one case in the report'), async () => {
    await using table = await aLockedTable(dbmate, ADD_COLUMN);
    using out = temporaryDirectory();
    const report = path.join(out.path, 'report.xml');
    const args = ['--output', 'json', '--report', report, ...LOCKED, ...safe()];
    await using run = table.world.start('1', ...args);
    await until('an attempt has failed', () => run.stdout().includes('"type":"attempt"'));
    await table.release();
    const ended = await run.ended;
    expect(ended.exitCode, ended.stderr + ended.stdout).toBe(0);
    const events = ended.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const failed = events.filter(({ type }) => type === 'attempt');
    expect(failed[0]).toMatchObject({
      attempt: 1,
      of: 4,
      retryOn: 'lock',
      causeCode: 'lock-timeout',
      containerExitCode: 2,
    });
    const made = await attempts(table.world);
    expect(made.map(({ attempt }) => attempt).toSorted()).toEqual(made.map((_, i) => i + 1));
    expect(made).toHaveLength(failed.length + 1);
    expect(new Set(made.map(({ identity }) => identity)).size).toBe(1);
    const xml = readFileSync(report, 'utf8');
    expect(xml.match(/<testcase/g)).toHaveLength(1);
    expect(xml).toContain('<property name="attempt.1"');
    expect(xml).toContain(`<property name="attempts" value="${made.length}"`);
  });

  test(named('ends with the code of the container when no attempt is left'), async () => {
    await using table = await aLockedTable(dbmate, ADD_COLUMN);
    const ended = await table.world.run('1', ...LOCKED, ...safe(1));
    expect(ended).toMatchObject({ exitCode: 2, told: { outcome: 'failed', causeCode: 'lock-timeout' } });
    expect(ended.told?.warnings).toContain('not-retried');
    expect(await table.world.tasks()).toHaveLength(2);
  });

  test(named('a run that was killed resumes its count'), async () => {
    await using table = await aLockedTable(dbmate, ADD_COLUMN);
    const flags = [...LOCKED, ...safe(2)];
    {
      await using first = table.world.start('1', ...flags);
      await until('the second attempt', () => first.stderr().match(/launched arn/g)?.length === 2);
      first.child.kill('SIGKILL');
      await first.ended;
    }
    const again = await table.world.run('1', ...flags);
    expect(again).toMatchObject({ exitCode: 2, told: { outcome: 'failed' } });
    expect(again.told?.warnings).toContain('not-retried');
    expect((await attempts(table.world)).map(({ attempt }) => attempt).toSorted()).toEqual([1, 2, 3]);
  });

  test(named('another migration in between ends the attempts with 75'), async () => {
    await using table = await aLockedTable(dbmate, ADD_COLUMN);
    await using run = table.world.start('1', ...LOCKED, ...safe(3, '4s'));
    await until('an attempt has failed', () => run.stderr().includes('attempt 1 of 4'));
    await table.world.runForeign();
    const ended = await run.ended;
    expect(ended).toMatchObject({ exitCode: 75, told: { outcome: 'try-later', ending: 'not-tried-again' } });
    expect(await table.world.tasks()).toHaveLength(2);
  });

  test(named('an interrupt while it waits ends the run, and launches nothing more'), async () => {
    await using table = await aLockedTable(dbmate, ADD_COLUMN);
    await using run = table.world.start('1', ...LOCKED, ...safe(3, '1m'));
    await until('an attempt has failed', () => run.stderr().includes('attempt 1 of 4'));
    run.child.kill('SIGTERM');
    expect(await run.ended).toMatchObject({
      exitCode: 143,
      told: { outcome: 'interrupted', ending: 'not-tried-again' },
    });
    expect(await table.world.tasks()).toHaveLength(1);
  });

  test(named('all attempts together are within --timeout'), async () => {
    await using table = await aLockedTable(dbmate, ADD_COLUMN);
    const ended = await table.world.run('1', ...LOCKED, ...safe(20, '1s'), '--timeout', '6s');
    // On a slow machine, the last attempt is stopped (124), or there is no time left to launch it (75).
    expect([2, 75, 124]).toContain(ended.exitCode);
    const times = (await table.world.tasks()).map(({ createdAt }) => createdAt?.getTime() ?? 0);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(6_000);
  });
});

onPostgres('a migration that another attempt would harm', () => {
  const RAISE = { 'raise.sql': 'UPDATE orders SET cents = cents * 100;\nALTER TABLE orders ADD COLUMN note text;\n' };
  const psql = ({ bin }: RealPostgres, folder: string) => `${bin}/psql -X -v ON_ERROR_STOP=1 -f ${folder}/raise.sql`;

  test.each([
    ['without a word on safety', psql, ['--retries', '3'], 'retry-never'],
    ['even if it is said to be safe', psql, safe(), 'retry-never'],
    [
      'in a script',
      (pg: RealPostgres, folder: string) => `eval '${psql(pg, folder)}'`,
      ['--retries', '3'],
      'retry-not-safe',
    ],
  ])(named('amounts that would be multiplied again: refused %s'), async (_, run, flags, code) => {
    await using table = await aLockedTable(run, RAISE);
    const ended = await table.world.run('1', ...LOCKED, ...flags);
    expect(ended).toMatchObject({ exitCode: 64, told: { outcome: 'invalid', reasons: [code] } });
    expect(await table.world.tasks()).toEqual([]);
    expect(await table.postgres.query('SELECT cents FROM orders ORDER BY id')).toEqual([{ cents: 5 }, { cents: 7 }]);
  });

  const CONCURRENTLY =
    'exports.up = (pgm) => { pgm.noTransaction(); pgm.sql("CREATE INDEX CONCURRENTLY IF NOT EXISTS by_cents ON orders (cents)"); };';
  const nodePgMigrate = (_: RealPostgres, folder: string) => `node-pg-migrate up --migrations-dir ${folder}`;

  test(named('an INVALID index that IF NOT EXISTS would accept: not tried again'), async () => {
    await using table = await aLockedTable(nodePgMigrate, { '1700000000000_index.cjs': CONCURRENTLY });
    const ended = await table.world.run('1', ...LOCKED, ...safe());
    expect(ended).toMatchObject({ exitCode: 1, told: { outcome: 'failed', causeCode: 'lock-timeout' } });
    expect(ended.told?.warnings).toContain('not-retried');
    expect(ended.stderr).toContain('CONCURRENTLY');
    expect(await table.world.tasks()).toHaveLength(1);
    const [index] = await table.postgres.query(
      "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_cents'::regclass",
    );
    expect(index).toEqual({ indisvalid: false });
  });

  test(named('CONCURRENTLY in the command itself: refused'), async () => {
    const run = ({ bin }: RealPostgres) =>
      `${bin}/psql -1 -c 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON orders (cents)'`;
    await using table = await aLockedTable(run);
    expect(await table.world.run('1', ...safe())).toMatchObject({ exitCode: 64, told: { reasons: ['retry-never'] } });
  });
});

onPostgres('--lock-timeout', () => {
  const show = ({ bin }: RealPostgres) => `${bin}/psql -XAt -c 'SHOW lock_timeout' -c 'SHOW work_mem'`;

  async function shown(options: string[], environment: { name: string; value: string }[] = []) {
    await using postgres = await startRealPostgres();
    const variables = Object.entries(postgres.env).map(([name, value]) => ({ name, value }));
    const run = show(postgres);
    await using world = await aMigration([], { run, with: { environment: [...variables, ...environment] } });
    return await world.run('1', ...options);
  }

  test(named('reaches the database, beside what PGOPTIONS has'), async () => {
    const given = [{ name: 'PGOPTIONS', value: '-c work_mem=7MB -c lock_timeout=9s' }];
    expect(await shown(['--lock-timeout', '1500ms'], given)).toMatchObject({ exitCode: 0, stdout: '1500ms\n7MB\n' });
    expect(await shown(['--lock-timeout', '2s', '--env', 'PGOPTIONS=-c work_mem=8MB'], given)).toMatchObject({
      stdout: '2s\n8MB\n',
    });
  });
});

describe('what the plan sees of the lock time-out', () => {
  const plan = async (container: object, ...flags: string[]) => {
    await using world = await aMigration([], { run: 'dbmate up', with: container });
    const [, ...args] = world.args('--lock-timeout', '5s', ...flags);
    const { runCli } = await import('../support/cli.ts');
    return await runCli(['plan', ...args], { env: world.engine.env });
  };
  const open = (name: string, value: string) => ({ environment: [{ name, value }] });

  test('PGOPTIONS as a secret: refused', async () => {
    const secrets = [{ name: 'PGOPTIONS', valueFrom: 'arn:aws:ssm:us-east-1:000000000000:parameter/options' }];
    expect((await plan({ secrets })).told).toMatchObject({ outcome: 'invalid', reasons: ['lock-timeout-secret'] });
  });

  test.each([
    [open('PGHOST', 'shop.proxy-abc123.eu-west-1.rds.amazonaws.com')],
    [open('DATABASE_URL', 'postgres://app@shop.proxy-abc123.eu-west-1.rds.amazonaws.com/shop')],
    [open('DATABASE_URL', 'jdbc:postgresql://db/shop')],
    [open('DATABASE_URL', 'postgresql+asyncpg://db/shop')],
    [open('DATABASE_URL', 'pgx://db/shop')],
    [open('DATABASE_URL', 'postgres://db/shop?options=-c%20statement_timeout%3D1')],
    [open('DB_HOST', 'pgbouncer.internal')],
    [{ command: ['flyway', 'migrate'] }],
  ])('%j: warned of', async (container) => {
    const { told, exitCode } = await plan(container);
    expect(exitCode).toBe(0);
    expect(told?.findings).toContain('warning lock-timeout-unheeded');
  });

  test('nothing that speaks against it: no warning', async () => {
    for (const scheme of ['postgres', 'pgx5']) {
      const { told } = await plan(open('DATABASE_URL', `${scheme}://db.internal:5432/shop`));
      expect(told?.findings, scheme).not.toContain('warning lock-timeout-unheeded');
    }
  });
});
