import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { tableOf } from './page.mjs';
import { MAIN, median } from './support.mjs';

const ROUNDS = 15;

/**
 * Measures the CPU time (user and system) of a start, in alternation with bare node. It starts the version, the help,
 * and a plan up to the response to its first call, which is denied. The environment is empty, because Node reads parts
 * of it at each start (NODE_EXTRA_CA_CERTS alone takes 40 ms on Node 20).
 */
export async function startUp() {
  if (spawnSync('bash', ['--version']).error) return console.log('start-up  not measured: that takes bash');
  const server = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const where = [
    '--cluster',
    'x',
    '--task-definition',
    'x',
    '--endpoint-url',
    `http://127.0.0.1:${server.address().port}`,
  ];
  const commands = {
    'node -e 0': ['-e', '0'],
    '--version': [MAIN, '--version'],
    '--help': [MAIN, '--help'],
    'run --help': [MAIN, 'run', '--help'],
    plan: [MAIN, 'plan', ...where],
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, args] of Object.entries(commands)) times[name].push(await cpuOf(args));
  }
  server.close();
  const bare = median(times['node -e 0']);
  const rows = Object.entries(times).map(([name, list]) => {
    const ms = median(list);
    return [name, `${ms.toFixed(0)} ms`, (ms / bare).toFixed(2), `${(ms - bare).toFixed(0)} ms`];
  });
  const table = tableOf(['', 'CPU', 'times bare node', 'over bare node'], rows);
  console.log(`${table}\n`);
  return `### A start\n\n${table}`;
}

/**
 * CPU time of one process, in milliseconds. Node reports only its own times; bash reports those of the commands it has
 * run.
 */
function cpuOf(args) {
  const { PATH } = process.env;
  const env = {
    PATH,
    TIMEFORMAT: '%3U %3S',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_REGION: 'us-east-1',
  };
  // The output is read, as in a build.
  const script = '{ time "$@" 2>/dev/null 3>&-; } 2>&3';
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', script, 'bash', process.execPath, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    let text = '';
    child.stdout.resume();
    child.stdio[3].on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => {
      const [user, system] = text.trim().split(' ').map(Number);
      resolve((user + system) * 1000);
    });
  });
}
