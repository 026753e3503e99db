import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvents } from '../support/check-events.ts';
import { aMigration, type MigrationWorld } from '../support/migration.ts';
import { ROOT } from '../support/paths.ts';
import { PASSWORD, type Postgres, startPostgres } from '../support/postgres.ts';

const OUTPUTS = path.join(ROOT, 'test/fixtures/tool-outputs');
const EXPECTED: Record<string, [code: string | null, line: string] | null> = JSON.parse(
  readFileSync(`${OUTPUTS}.json`, 'utf8'),
);

let world: MigrationWorld;
beforeAll(async () => {
  world = await aMigration();
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** Runs a shell line as the migration, with a lock of its own; answers its warnings and its result. */
async function runLine(name: string, line: string, ...flags: string[]) {
  const { stdout, exitCode } = await world.run(
    name,
    '--lock',
    name.replaceAll(/\W/g, '-'),
    '--output',
    'json',
    ...flags,
    '--',
    'sh',
    '-c',
    line,
  );
  const events = readEvents(stdout);
  const warnings = events.filter(({ type }) => type === 'warning').map(({ code }) => code);
  const result: Record<string, unknown> = events.at(-1) ?? {};
  return { exitCode, warnings, result };
}

const replay = (name: string) => {
  const exitCode = Number(name.slice(name.lastIndexOf('.') + 1));
  return runLine(name, `cat ${OUTPUTS}/${name}.txt; exit ${exitCode}`);
};

describe.concurrent('what a real tool printed, from the container to the result', () => {
  test.each([
    'ar-notnull.1',
    'npgm-nodb.1',
    'typeorm-killed.1',
    'knex-readonly.1',
    'django-intx.1',
    'alembic-heads.255',
    'lq-changed.1',
    'spring-notnull.1',
    'dbmatemy-fk.2',
    'misc-sqlecho.1',
    'psql-notice2.3',
  ])('%s', async (name) => {
    const { exitCode, result } = await replay(name);
    const [causeCode, causeLine] = EXPECTED[name] ?? [];
    expect(result).toMatchObject({ outcome: 'failed', containerExitCode: exitCode, causeCode, causeLine });
    expect(String(result['cause']).startsWith(`${causeLine} (`)).toBe(true);
    expect(`.${exitCode}`).toBe(path.extname(name));
  });

  test.each([
    ['drizzle-notnull.1', 'tool-hides-error'],
    ['misc-notice.139', 'crashed'],
    ['lq-lock.124', 'ended-by-timeout'],
  ])('%s, which does not name its error: %s', async (name, causeCode) => {
    expect((await replay(name)).result).toMatchObject({ outcome: 'failed', causeCode });
  });

  test('a command that only looks, and says nothing', async () => {
    const { result } = await runLine('check', 'exit 1 # manage.py migrate --check');
    expect(result).toMatchObject({ causeCode: 'pending-migrations', causeLine: null });
  });

  test.each([
    ['prisma-missingfile.0', ['no-migrations-found']],
    ['drizzle-push.0', ['question-not-answered']],
    ['psql-noonerrorstop.0', ['errors-in-log']],
    ['lq-toollockwait.0', []],
  ])('%s: a zero stays one, with the warnings %j', async (name, codes) => {
    const { exitCode, warnings, result } = await replay(name);
    expect({ exitCode, warnings }).toEqual({ exitCode: 0, warnings: codes });
    expect(result).toMatchObject({ outcome: 'succeeded', causeCode: null });
  });

  test('what is quoted is masked, and is the message of the failure in JUnit', async () => {
    const file = path.join(world.folder, 'report.xml');
    const line = 'echo "Error: the token hunter22-open is void"; exit 1';
    const { result } = await runLine('masked', line, '--env', 'API_TOKEN=hunter22-open', '--report', file);
    expect(result).toMatchObject({ causeLine: 'the token *** is void' });
    const junit = readFileSync(file, 'utf8');
    expect(junit).toMatch(/<failure message="the token \*\*\* is void /);
    expect(junit + JSON.stringify(result)).not.toContain('hunter22');
  });
});

const PSQL = '/usr/bin/psql';

describe('real tools on a real Postgres', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.query('CREATE TABLE orders (id int PRIMARY KEY, total int)');
    await postgres.query('INSERT INTO orders VALUES (1, 10)');
  });
  afterAll(() => postgres?.[Symbol.asyncDispose]());

  /** A folder with one migration for knex. */
  function knex(name: string, sql: string): string {
    const folder = path.join(world.folder, name);
    mkdirSync(path.join(folder, 'migrations'), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const config = { client: 'pg', connection: postgres.url, migrations: { tableName: `knex_${name}` } };
    writeFileSync(path.join(folder, 'knexfile.js'), `module.exports = ${JSON.stringify(config)};`);
    const up = `exports.up = (knex) => knex.raw(${JSON.stringify(sql)});\nexports.down = async () => {};\n`;
    writeFileSync(path.join(folder, 'migrations/001_b.js'), up);
    return `cd ${folder} && ${process.execPath} node_modules/knex/bin/cli.js migrate:latest`;
  }

  test.each([
    [
      'notnull',
      'alter table orders add column cur text not null',
      'not-null',
      'column "cur" of relation "orders" contains null values',
    ],
    ['echo', "insert into orders select length('connection refused') / 0", 'bad-arithmetic', 'division by zero'],
    [
      'intx',
      'create index concurrently i on orders (total)',
      'not-in-transaction',
      'CREATE INDEX CONCURRENTLY cannot run inside a transaction block',
    ],
  ])('knex: %s', async (name, sql, causeCode, causeLine) => {
    const { result, exitCode } = await runLine(`knex-${name}`, knex(name, sql));
    expect(result).toMatchObject({ outcome: 'failed', containerExitCode: 1, causeCode, causeLine });
    expect(exitCode).toBe(1);
    expect(JSON.stringify(result)).not.toContain(PASSWORD);
  });

  test.skipIf(!existsSync(PSQL))('psql goes on after an error, and says 0', async () => {
    const statements = 'alter table ordrs add column z int; select 1';
    const line = (...flags: string[]) => `echo '${statements}' | ${[PSQL, '-X', ...flags].join(' ')} '${postgres.url}'`;
    const carelessly = await runLine('psql', line());
    expect(carelessly).toMatchObject({ exitCode: 0, warnings: ['errors-in-log'], result: { outcome: 'succeeded' } });
    const strictly = await runLine('psql-strict', line('-v', 'ON_ERROR_STOP=1'));
    expect(strictly).toMatchObject({
      exitCode: 3,
      warnings: [],
      result: { outcome: 'failed', causeCode: 'missing-object', causeLine: 'relation "ordrs" does not exist' },
    });
  });
});
