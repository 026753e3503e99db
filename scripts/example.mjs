// Runs `ecs-migrate run --local` for the task definition of an example. `local.json` of the example says what stands in for images
// that cannot be had here, and which secrets and flags it needs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from './postgres.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLES = new Map(findExamples());
const TABLES = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt.abort(signal));

const [name, ...further] = process.argv.slice(2);
const example = EXAMPLES.get(name);
if (example === undefined) {
  console.error(`usage: scripts/example NAME [flags of ecs-migrate run]\n`);
  for (const [one, { about }] of EXAMPLES) console.error(`  ${one.padEnd(18)} ${about}`);
  process.exitCode = 64;
} else {
  process.exitCode = await runExample(example, further);
}

/** The examples by name: `examples/NAME/local.json` is NAME, and `local-FORM.json` is NAME-FORM. */
function* findExamples() {
  const files = readdirSync(path.join(ROOT, 'examples'), { recursive: true });
  for (const file of files.filter((one) => /^[^/\\]+[/\\]local[a-z-]*\.json$/.test(one)).sort()) {
    const folder = path.dirname(path.join(ROOT, 'examples', file));
    const form = path.basename(file, '.json').slice('local'.length);
    yield [
      path.basename(folder) + form,
      { folder, ...JSON.parse(readFileSync(path.join(ROOT, 'examples', file), 'utf8')) },
    ];
  }
}

async function runExample({ folder, about, taskDefinition = 'taskdef.json', ...local }, args) {
  const workspace = mkdtempSync(path.join(tmpdir(), 'ecs-migrate-example-'));
  const postgres = await startPostgres(interrupt.signal);
  try {
    const values = { DATABASE_URL: postgres.url, PORT: await findFreePort() };
    const fill = (value) => JSON.parse(JSON.stringify(value), (_, one) => fillIn(one, values));
    const definition = JSON.parse(readFileSync(path.join(folder, taskDefinition), 'utf8'));
    for (const container of definition.containerDefinitions)
      Object.assign(container, fill(local.containers?.[container.name] ?? {}));
    const taskdef = path.join(workspace, 'taskdef.json');
    const secrets = path.join(workspace, 'secrets.json');
    writeFileSync(taskdef, JSON.stringify(definition));
    writeFileSync(secrets, JSON.stringify(fill(local.secrets ?? {})));
    console.error(`ECS is the local engine, Postgres is real; ${about}.`);
    console.error(
      ['$ npx ecs-migrate run --local', ...(local.flags ?? []), ...args, `--task-definition ${taskDefinition}`].join(
        ' ',
      ),
    );
    const flags = [
      '--runner',
      'process',
      '--task-definition',
      taskdef,
      '--secrets',
      secrets,
      ...fill(local.flags ?? []),
    ];
    const exitCode = await run(folder, ['run', '--local', ...flags, ...args]);
    const tables = (await postgres.query(TABLES)).map((row) => row.name);
    console.error(`tables now: ${tables.join(', ') || 'none'}`);
    return exitCode;
  } finally {
    await postgres[Symbol.asyncDispose]();
    rmSync(workspace, { recursive: true });
  }
}

async function run(cwd, args) {
  const bin = path.join(ROOT, 'node_modules/.bin');
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) };
  // In its own process group, so that each signal is sent only once, from here.
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/main.js'), ...args], {
    cwd,
    env,
    stdio: 'inherit',
    detached: true,
  });
  interrupt.signal.addEventListener('abort', () => child.kill(interrupt.signal.reason));
  const [exitCode] = await once(child, 'exit');
  return exitCode;
}

/** Replaces `$NAME` in a text. */
function fillIn(value, values) {
  if (typeof value !== 'string') return value;
  return value.replaceAll(/\$([A-Z_]+)/g, (all, one) => values[one] ?? all);
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
