import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.mjs';
import { tableOf } from './page.mjs';
import { call, MAIN, serve, taskDefinition } from './support.mjs';

const SEED = 20_261_127;
const LATE_MS = 2_000;
const SCRIPT = fileURLToPath(new URL('with-aws-cli.sh', import.meta.url));
const CONTAINER = fileURLToPath(new URL('container.mjs', import.meta.url));
/** The AWS CLI. A wrapper, such as a shim of pyenv, would be measured too. */
const AWS = process.env.ECS_MIGRATE_BENCH_AWS ?? 'aws';

const TASKS = [
  {
    title: 'A task of 45 s: the container runs for 20 s and writes 20 lines',
    lines: 20,
    seconds: 20,
    faults: [13, 12],
  },
  { title: 'A short task that writes 25,000 lines at once', lines: 25_000, seconds: 0, faults: [2, 2] },
];

/**
 * The same task, run by ecs-migrate and by the script that people write around the AWS CLI, all at once on one engine. Returns the
 * tables.
 */
export async function besideAwsCli() {
  const { status, stdout } = spawnSync(AWS, ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? (/aws-cli\/(\S+)/.exec(stdout)?.[1] ?? '') : undefined;
  if (version === undefined) console.log(`beside the AWS CLI: ${AWS} is not installed, so ecs-migrate is alone`);
  const tables = [];
  for (const task of TASKS) {
    const { title, faults } = task;
    const [start, stop] = faults;
    const engine = await serve('--fault', `provisioning:${start}s`, '--fault', `deprovisioning:${stop}s`);
    const ways = [
      { name: 'ecs-migrate run' },
      ...(version === undefined ? [] : [{ name: `AWS CLI ${version}, log at the end`, how: 'wait' }]),
      ...(Number.parseInt(version, 10) >= 2 ? [{ name: `AWS CLI ${version}, logs tail --follow`, how: 'follow' }] : []),
    ];
    const rows = await Promise.all(ways.map((way, i) => runTask(engine, { ...task, ...way, family: `bench-${i}` })));
    await engine.close();
    const head = [
      '',
      'calls',
      'result after',
      'lines lost',
      'lines late',
      'slowest 5 %',
      'peak memory',
      'CPU',
      'exit code',
    ];
    const table = tableOf(head, rows);
    console.log(`${title}\n\n${table}\n`);
    tables.push(`### ${title}\n\n${table}`);
  }
  return tables;
}

async function runTask(engine, { name, how, family, lines, seconds }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ecs-migrate-bench-'));
  const ended = path.join(folder, 'ended');
  const line = `exec '${process.execPath}' '${CONTAINER}' ${SEED} ${lines} ${seconds} '${ended}'`;
  const { file, remove } = taskDefinition(family, line, `/${family}`);
  await call(engine.env, 'Logs_20140328.CreateLogGroup', { logGroupName: `/${family}` });
  const ecs = 'AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition';
  await call(engine.env, ecs, JSON.parse(readFileSync(file, 'utf8')));

  const counter = await countCalls(engine.env.AWS_ENDPOINT_URL);
  const ours = ['run', '--cluster', 'default', '--task-definition', family, '--subnets', 'subnet-1'];
  const command = how === undefined ? [process.execPath, MAIN, ...ours] : ['bash', SCRIPT];
  const env = {
    ...process.env,
    ...engine.env,
    AWS_ENDPOINT_URL: counter.url,
    AWS_DEFAULT_REGION: engine.env.AWS_REGION,
  };
  const script = { AWS, HOW: how, TASK_DEFINITION: family, LOG_GROUP: `/${family}`, AWS_PAGER: '' };
  const delays = new Map();
  const run = await measure(command, { ...env, ...script }, (text) => {
    const [, number, at] = /line (\d+) at (\d+):/.exec(text) ?? [];
    if (number !== undefined && !delays.has(number)) delays.set(number, Date.now() - Number(at));
  });
  counter.close();
  if (!existsSync(ended)) throw new Error(`${name} ended with ${run.code} before the container: ${run.stderr}`);
  const resultAfter = (run.endedAt - Number(readFileSync(ended, 'utf8'))) / 1_000;
  rmSync(folder, { recursive: true });
  remove();
  if (how === undefined) {
    const each = [...counter.calls].map(([operation, count]) => `${operation} ${count}`).join(', ');
    console.log(`ecs-migrate's calls: ${each}`);
    if (run.code !== 0 || delays.size !== lines) process.exitCode = 1;
  }
  const sorted = [...delays.values()].sort((a, b) => a - b);
  return [
    name,
    String([...counter.calls.values()].reduce((sum, count) => sum + count, 0)),
    `${resultAfter.toFixed(1)} s`,
    (lines - delays.size).toLocaleString('en'),
    sorted.filter((ms) => ms > LATE_MS).length.toLocaleString('en'),
    sorted.length === 0 ? '' : `${(sorted[Math.ceil(sorted.length * 0.95) - 1] / 1_000).toFixed(1)} s`,
    run.peak === 0 ? 'not measured' : `${Math.round(run.peak)} MB`,
    `${run.cpu.toFixed(1)} s`,
    String(run.code),
  ];
}

/** Passes calls on to the engine, and counts them by operation. */
async function countCalls(target) {
  const calls = new Map();
  const server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1);
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    const { method, headers, url } = incoming;
    const passed = request(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { calls, url: `http://127.0.0.1:${server.address().port}`, close };
}
