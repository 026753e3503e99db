// A pipeline of three stages, played twice. A release whose migration succeeds is deployed; one whose migration fails
// is not. The migrations, the Postgres and its errors are real; ECS is the local engine.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { startPostgres } from './postgres.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLE = path.join(ROOT, 'examples/node-postgres');
// The image is built from the example's own folder, so the demo needs no image.
const RUN = 'run --local --runner process --task-definition taskdef.json --env';
const COLUMNS = `
  SELECT table_name AS table, string_agg(column_name, ', ' ORDER BY ordinal_position) AS columns
  FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name ORDER BY table_name`;
const EVERYTHING = `
  SELECT relname, relkind, (SELECT string_agg(name, ', ' ORDER BY name) FROM pgmigrations) AS applied
  FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname`;

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt.abort(signal));

process.exitCode = await demo();

async function demo() {
  const workspace = await mkdtemp(path.join(tmpdir(), 'ecs-migrate-demo-'));
  let postgres;
  try {
    say('A pipeline migrates its database before it deploys. ECS is played by the local engine; Postgres is real.');
    postgres = await startPostgres(interrupt.signal);
    await goodRelease(path.join(workspace, 'release-1'), postgres);
    await brokenRelease(path.join(workspace, 'release-2'), postgres);
    say(
      style(['bold'], '\nRelease 1 was migrated, then deployed. Release 2 failed to migrate and never reached Deploy.'),
    );
    say('\nNow yours: npm run pack, then in your own repository:');
    say(`  npm install --save-dev ${path.join(ROOT, 'pack', `ecs-migrate-${await ownVersion()}.tgz`)}`);
    say('  npx ecs-migrate init');
    return 0;
  } catch (error) {
    if (interrupt.signal.aborted) return 128 + constants.signals[interrupt.signal.reason];
    console.error(style(['bold', 'red'], `\nThe demo did not go as it should: ${error.message}`));
    return 1;
  } finally {
    await postgres?.[Symbol.asyncDispose]();
    await rm(workspace, { recursive: true });
  }
}

async function ownVersion() {
  return JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')).version;
}

async function goodRelease(folder, postgres) {
  heading('Release 1: customers and orders');
  await build(folder, ['migrations']);
  const exitCode = await migrate(folder, postgres);
  assert.equal(exitCode, 0, `release 1 has good migrations, but the exit code is ${exitCode}`);
  stage('Deploy', style(['green'], 'reached: release 1 goes live, and takes its first order'));
  await postgres.query(`
    WITH customer AS (INSERT INTO customers (email) VALUES ('ada@example.com') RETURNING id)
    INSERT INTO orders (customer_id, total_cents) SELECT id, 4200 FROM customer`);
  await showSchema(postgres);
}

async function brokenRelease(folder, postgres) {
  const before = await postgres.query(EVERYTHING);
  heading('Release 2: each order must have a currency; the one above has none');
  await build(folder, ['migrations', 'migrations-broken']);
  const exitCode = await migrate(folder, postgres);
  assert.equal(exitCode, 1, `node-pg-migrate exits 1 when a migration fails, but the exit code is ${exitCode}`);
  stage('Deploy', style(['red'], 'not reached: the stage before it failed. Release 1 stays live'));
  assert.deepEqual(await postgres.query(EVERYTHING), before, 'the failed migration left something behind');
  await showSchema(postgres, ', as before release 2');
}

/** The files that a Dockerfile would copy into the image of a release. */
async function build(folder, migrations) {
  await cp(path.join(EXAMPLE, 'taskdef.json'), path.join(folder, 'taskdef.json'));
  for (const part of migrations) {
    await cp(path.join(EXAMPLE, part), path.join(folder, 'migrations'), { recursive: true });
  }
  const count = (await readdir(path.join(folder, 'migrations'))).length;
  stage('Build', `an image with the application and ${count} migrations`);
}

async function migrate(folder, { url }) {
  stage('Run_Database_Migrations', 'before the release may go live');
  say(style(['cyan'], `$ npx ecs-migrate ${RUN} "DATABASE_URL=$DATABASE_URL"`));
  const args = [path.join(ROOT, 'dist/main.js'), ...RUN.split(' '), `DATABASE_URL=${url}`];
  // Like npx: commands of installed packages are found by name.
  const bin = path.join(ROOT, 'node_modules/.bin');
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) };
  // In its own process group, so that each signal is sent only once, from here.
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: 'inherit', detached: true });
  const forward = () => child.kill(interrupt.signal.reason);
  interrupt.signal.addEventListener('abort', forward);
  if (interrupt.signal.aborted) forward();
  const [exitCode] = await once(child, 'exit');
  interrupt.signal.throwIfAborted();
  say(style(['dim'], `exit code ${exitCode}`));
  return exitCode;
}

async function showSchema(postgres, remark = '') {
  say(`\nThe schema now${remark}:`);
  for (const { table, columns } of await postgres.query(COLUMNS)) say(`  ${table} (${columns})`);
}

function heading(text) {
  say(style(['bold'], `\n=== ${text} ===`));
}

function stage(name, text) {
  interrupt.signal.throwIfAborted();
  say(`\n${style(['bold'], `[${name}]`)} ${text}`);
}

function say(text) {
  console.log(text);
}

/** Colour only on a terminal, and only if its user has not switched it off. */
function style(format, text) {
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(format, text) : text;
}
