import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { isAlive, until } from '../support.ts';

/** A process with an engine and one task. It prints what must be gone when it has ended. */
const HOST = `
import { readdirSync } from 'node:fs';
import { startEngine } from './src/engine/server.ts';
import { systemClock, systemRandom } from './src/system.ts';

const before = new Set(readdirSync(process.env.TMPDIR));
const engine = await startEngine({ cwd: process.cwd(), env: process.env, clock: systemClock, random: systemRandom, stateMs: 1 });
const call = async (service, operation, input) => {
  const response = await fetch(engine.endpoint, {
    method: 'POST',
    headers: { authorization: 'Credential=' + engine.credentials.accessKeyId, 'x-amz-target': service + '.' + operation },
    body: JSON.stringify(input),
  });
  return response.json();
};
const ecs = (operation, input) => call('AmazonEC2ContainerServiceV20141113', operation, input);
const options = { 'awslogs-group': 'g', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'p' };
const command = ['sh', '-c', 'trap "" TERM HUP INT; sleep 600 & echo $$; echo $!; while :; do sleep 0.05; done'];
const container = { name: 'app', image: 'app', memory: 128, command, logConfiguration: { logDriver: 'awslogs', options } };
await ecs('RegisterTaskDefinition', { family: 'app', containerDefinitions: [container] });
const { tasks } = await ecs('RunTask', { taskDefinition: 'app' });
const logStreamName = 'p/app/' + tasks[0].taskArn.split('/').at(-1);
for (;;) {
  const { events = [] } = await call('Logs_20140328', 'GetLogEvents', { logGroupName: 'g', logStreamName, startFromHead: true });
  if (events.length === 2) {
    const directory = readdirSync(process.env.TMPDIR).find((it) => !before.has(it));
    console.log(JSON.stringify({ pids: events.map((it) => Number(it.message)), directory }));
    break;
  }
  await new Promise((done) => setTimeout(done, 10));
}
if (process.argv[2] === 'exit') process.exit(0);
`;

test.each([
  ['SIGKILL', (host: ChildProcess) => host.kill('SIGKILL')],
  ['SIGTERM without a handler', (host: ChildProcess) => host.kill('SIGTERM')],
  ['its own exit', () => true],
])('nothing outlives a host that ends by %s', async (name, end) => {
  const home = mkdtempSync(join(tmpdir(), 'engine-host-'));
  const script = join(home, 'host.mjs');
  await build({
    stdin: { contents: HOST, resolveDir: process.cwd(), loader: 'ts' },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const temporary = mkdtempSync(join(home, 'tmp-'));
  const host = spawn(process.execPath, [script, ...(name === 'its own exit' ? ['exit'] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: temporary },
  });
  let said = '';
  host.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const { pids, directory } = JSON.parse(await until(() => (said.endsWith('\n') ? said : undefined)));
  if (name !== 'its own exit') {
    expect(pids.map(isAlive)).toEqual([true, true]);
    expect(existsSync(join(temporary, directory))).toBe(true);
  }
  end(host);
  await until(() => !pids.some(isAlive));
  await until(() => readdirSync(temporary).length === 0);
  rmSync(home, { recursive: true });
});
