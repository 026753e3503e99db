import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { EXAMPLE, ROOT } from '../support/paths.ts';
import { podmanForTests } from '../support/podman.ts';
import { startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import {
  freePort,
  MASTER_PASSWORD,
  missingPostgres,
  startTlsPostgres,
  type TlsPostgres,
} from '../support/tls-postgres.ts';
import { until } from '../support/until.ts';

/*
 * The application of the pipeline in terraform/examples/blue-green, with the task definitions that this renders (its own test
 * compares them with examples/node-postgres/pipeline), on a real Postgres that is as strict as RDS.
 */

const podman = podmanForTests();
afterAll(podman.dispose);
const title = missingPostgres ? `(skipped: ${missingPostgres})` : '';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds-AbCdEf';

/** The words after `--` of the command in docs/first-apply.md that runs this program. */
function firstApply(program: string): string[] {
  const page = readFileSync(path.join(ROOT, 'docs/first-apply.md'), 'utf8');
  const words = new RegExp(`^npx ecs-migrate run .* -- (?:\\\\\n *)?(${program} .*)$`, 'm').exec(page)?.[1] ?? '';
  return execFileSync('sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
}

/** The rendered migration; podman may have no init of its own. */
function withoutInit(file: string) {
  const definition = JSON.parse(readFileSync(file, 'utf8'));
  for (const { linuxParameters } of definition.containerDefinitions) delete linuxParameters.initProcessEnabled;
  writeFileSync(file, JSON.stringify(definition));
}

/** The source, with packages as `npm ci` would put them there, and the secret that RDS makes. */
function aSource(postgres: TlsPostgres) {
  const folder = temporaryDirectory();
  cpSync(EXAMPLE, folder.path, { recursive: true, filter: (file) => !file.includes('node_modules') });
  const secret = JSON.stringify({ username: 'migrator', password: MASTER_PASSWORD });
  writeFileSync(path.join(folder.path, 'secrets.json'), JSON.stringify({ [SECRET]: secret }));
  copyFileSync(postgres.authority, path.join(folder.path, 'authority.pem'));
  return folder;
}

/** The rendered migration, on this Postgres instead of that of RDS. */
async function migrate(cwd: string, postgres: TlsPostgres, env: Record<string, string>, ...args: string[]) {
  const { PGHOST = '', PGPORT = '', PGDATABASE = '' } = postgres.env;
  const there = Object.entries({ PGHOST, PGPORT, PGDATABASE }).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ]);
  const flags = ['--task-definition', 'pipeline/migrate.json', '--secrets', 'secrets.json', '--subnets', 'subnet-1'];
  return await runCli(['run', '--local', ...flags, '--log-quiet', '300ms', ...there, ...args], { cwd, env });
}

const rendered = (name: string) =>
  JSON.parse(readFileSync(path.join(EXAMPLE, 'pipeline', `${name}.json`), 'utf8')).containerDefinitions[0];

const environmentOf = (container: { environment: { name: string; value: string }[] }): Record<string, string> =>
  Object.fromEntries(container.environment.map(({ name, value }) => [name, value]));

describe.skipIf(missingPostgres)(`on a Postgres that takes no connection without TLS ${title}`, () => {
  test('what the pipeline renders migrates it, and the application serves it as a user that cannot change a table', async () => {
    await using postgres = await startTlsPostgres();
    using folder = aSource(postgres);
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder.path, 'node_modules'));

    // What was wrong: a client that nobody told of TLS, and one that does not know the authority.
    const plain = await migrate(folder.path, postgres, {}, '--env', 'PGSSLMODE=disable');
    expect(plain.exitCode, plain.stderr).toBe(1);
    expect(plain.told).toMatchObject({ ending: 'failed', causeCode: 'tls-required' });
    const stranger = await migrate(folder.path, postgres, {});
    expect(stranger.told).toMatchObject({ ending: 'failed', causeCode: 'certificate-not-trusted' });

    const authority = ['--env', 'NODE_EXTRA_CA_CERTS=authority.pem'];
    const run = await migrate(folder.path, postgres, {}, ...authority);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toContain('Migrations complete!');
    expect(run.stdout + run.stderr).not.toContain(MASTER_PASSWORD);

    // On RDS IAM signs it in: here it has a password.
    postgres.query(
      "ALTER ROLE shop_app PASSWORD 'apps-own'; INSERT INTO customers (email) VALUES ('grace@example.com')",
    );
    const port = String(await freePort());
    const app = {
      ...environmentOf(rendered('app')),
      ...postgres.env,
      PGUSER: 'shop_app',
      PGPASSWORD: 'apps-own',
      PORT: port,
    };
    expect(environmentOf(rendered('app'))).toMatchObject({ PGUSER: 'shop_app', PGSSLMODE: 'verify-full' });
    expect(rendered('app').secrets).toBeUndefined();
    await using server = startProcess(process.execPath, ['server.mjs'], {
      cwd: folder.path,
      env: { ...app, NODE_EXTRA_CA_CERTS: 'authority.pem' },
    });
    await until('the application listens', () => {
      if (server.child.exitCode !== null) throw new Error(server.stderr());
      return server.stdout().includes('listening');
    });
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).json()).toEqual({ customers: 1, orders: 0 });
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ exitCode: 0 });

    // The line of docs/first-apply.md that puts an order into the database.
    const order = await migrate(folder.path, postgres, {}, ...authority, '--', ...firstApply('node'));
    expect(order.exitCode, order.stdout + order.stderr).toBe(0);
    expect(postgres.query('SELECT count(*) FROM orders')).toBe('2');

    const right = (name: string) => postgres.query(`SELECT has_table_privilege('shop_app', 'orders', '${name}')`);
    expect([right('INSERT'), right('TRUNCATE')]).toEqual(['t', 'f']);
    expect(postgres.query("SELECT has_schema_privilege('shop_app', 'public', 'CREATE')")).toBe('f');
    postgres.query('CREATE TABLE later (id int)');
    expect(postgres.query("SELECT has_table_privilege('shop_app', 'later', 'SELECT')")).toBe('t');
  });

  test('for a client that takes a URL, one is made of the parts, whatever the password holds', async () => {
    await using postgres = await startTlsPostgres();
    using folder = aSource(postgres);
    cpSync(path.join(ROOT, 'test/fixtures/dbmate/release-1'), path.join(folder.path, 'dbmate'), { recursive: true });
    const file = path.join(folder.path, 'pipeline/migrate.json');
    const definition = JSON.parse(readFileSync(file, 'utf8'));
    const script = readFileSync(path.join(ROOT, 'terraform/modules/migration-task/database-url.sh'), 'utf8');
    definition.containerDefinitions[0].entryPoint = ['sh', '-c', script, 'sh'];
    const dbmate = ['dbmate', '--no-dump-schema', '--migrations-dir', 'dbmate', 'up'];
    definition.containerDefinitions[0].command = dbmate;
    writeFileSync(file, JSON.stringify(definition));

    const run = await migrate(folder.path, postgres, {}, '--env', 'PGSSLROOTCERT=authority.pem');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(postgres.query('SELECT count(*) FROM schema_migrations')).toBe('1');
  });

  test.skipIf(podman.missing)(
    podman.title('built by its Dockerfile, it migrates on a read-only root, not as root'),
    async () => {
      await using postgres = await startTlsPostgres();
      using folder = aSource(postgres);
      baseImage(folder.path);
      withoutInit(path.join(folder.path, 'pipeline/migrate.json'));
      const args = [
        '--build-arg',
        'NODE=localhost/node:stand-in',
        '--build-arg',
        'AUTHORITIES=authority.pem',
        '--network',
        'none',
      ];
      const run = (...words: string[]) =>
        execFileSync('podman', words, { cwd: folder.path, env: podman.env, encoding: 'utf8', stdio: 'pipe' });
      run('build', ...args, '--tag', 'localhost/shop:1', '.');

      const env = { ...podman.env, ECS_MIGRATE_RUNNER: 'podman', ECS_MIGRATE_LOCAL_NETWORK: 'host' };
      const migrated = await migrate(folder.path, postgres, env, '--image', 'localhost/shop:1');
      expect(migrated.exitCode, migrated.stderr).toBe(0);
      expect(migrated.stdout).toContain('Migrations complete!');
      expect(postgres.query('SELECT count(*) FROM pgmigrations')).toBe('4');
      // As docs/first-apply.md has it, with what it says that one sees.
      const looked = await migrate(
        folder.path,
        postgres,
        env,
        '--image',
        'localhost/shop:1',
        '--',
        ...firstApply('sh'),
      );
      expect(looked.stdout.split('\n')[0]).toBe('1000');
      expect(looked.stdout).toMatch(/^tmpfs +65536 /m);
      expect(looked.stdout).toContain('Read-only file system');
      expect(looked.exitCode).toBe(1);
      // What is not for the image is not in it.
      const inside = run('run', '--rm', '--network', 'none', 'localhost/shop:1', 'sh', '-c', 'ls; id -u').split('\n');
      expect(inside).toEqual(expect.arrayContaining(['1000', 'migrations', 'node_modules', 'server.mjs']));
      expect(inside).not.toContain('migrations-broken');
    },
  );
});

/**
 * What stands in for the image of Node, which cannot be had everywhere: this machine's Node with its libraries, a shell, and
 * instead of npm a script that puts the packages of this repository where `npm ci` would.
 */
function baseImage(folder: string) {
  const root = path.join(folder, '.base');
  const put = (from: string, to: string) => {
    mkdirSync(path.join(root, path.dirname(to)), { recursive: true });
    cpSync(from, path.join(root, to), { recursive: true, dereference: true });
  };
  put(process.execPath, 'usr/bin/node');
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g);
  for (const [, file = ''] of libraries) put(file, file);
  put('/bin/busybox', 'bin/busybox');
  for (const name of ['sh', 'env', 'ls', 'id', 'cp', 'mkdir', 'touch', 'df', 'tail'])
    symlinkSync('busybox', path.join(root, 'bin', name));
  symlinkSync('/bin/env', path.join(root, 'usr/bin/env'));
  mkdirSync(path.join(root, 'tmp'));
  chmodSync(path.join(root, 'tmp'), 0o1777);
  const { packages } = JSON.parse(readFileSync(path.join(EXAMPLE, 'package-lock.json'), 'utf8'));
  for (const name of Object.keys(packages).filter((name) => name !== '' && existsSync(path.join(ROOT, name)))) {
    put(path.join(ROOT, name), path.join('packages', name));
  }
  mkdirSync(path.join(root, 'packages/node_modules/.bin'), { recursive: true });
  symlinkSync(
    '../node-pg-migrate/bin/node-pg-migrate.js',
    path.join(root, 'packages/node_modules/.bin/node-pg-migrate'),
  );
  writeFileSync(
    path.join(root, 'usr/bin/npm'),
    '#!/bin/sh\n[ "$*" = "ci --omit=dev" ] && exec cp -a /packages/node_modules .\n',
    {
      mode: 0o755,
    },
  );
  execFileSync(
    'sh',
    ['-c', `tar -C .base -c . | podman import --change 'ENV PATH=/usr/bin:/bin' - localhost/node:stand-in`],
    {
      cwd: folder,
      env: podman.env,
      stdio: 'pipe',
    },
  );
  execFileSync('rm', ['-rf', root]);
}

const SCRIPT = readFileSync(path.join(ROOT, 'terraform/modules/migration-task/database-url.sh'), 'utf8');
const SHELLS = [['sh'], ['busybox', 'sh']].filter(([name]) => existsSync(`/bin/${name}`));

test.each(SHELLS)(
  '%s %s makes a URL in which every byte of user, password and database is itself',
  async (...shell) => {
    const [command = '', ...words] = shell.filter((word) => word !== undefined);
    const print = (env: Record<string, string>) =>
      startProcess(command, [...words, '-c', SCRIPT, 'sh', 'printenv', 'DATABASE_URL'], { env }).ended;
    const env = { PGHOST: 'db', PGDATABASE: 'a b', PGUSER: 'ü@', PGPASSWORD: MASTER_PASSWORD };
    const { stdout, exitCode } = await print(env);
    const url = new URL(stdout.trimEnd());
    expect([url.username, url.password, url.pathname].map(decodeURIComponent)).toEqual(['ü@', MASTER_PASSWORD, '/a b']);
    expect([url.host, url.search, exitCode]).toEqual(['db:5432', '', 0]);
    expect((await print({ ...env, PGPASSWORD: '' })).exitCode).toBe(64);
  },
);

test('without a password the application signs in with a token of IAM for its own user', async () => {
  const { passwordFor } = await import(path.join(EXAMPLE, 'password.mjs'));
  const before = { ...process.env };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
  try {
    const password = passwordFor({ PGHOST: 'db.internal', PGUSER: 'shop_app', AWS_REGION: 'eu-west-1' });
    const token = await password();
    expect(token).toMatch(/^db\.internal:5432\/\?Action=connect&DBUser=shop_app&X-Amz-Algorithm=AWS4-HMAC-SHA256&/);
    expect(token).not.toContain('secret');
  } finally {
    process.env = before;
  }
});
