// Measures, side by side where a ratio says more than a number on a noisy machine: npm run bench
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const lines = Number(process.argv[2] ?? 100_000);

startUp();
await manyLines();

/** The median of bare node beside --version and --help, in alternation. */
function startUp() {
  const commands = { 'node -e 0': ['-e', '0'], '--version': [MAIN, '--version'], '--help': [MAIN, 'run', '--help'] };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < 15; round += 1) {
    for (const [name, args] of Object.entries(commands)) {
      const start = performance.now();
      spawnSync(process.execPath, args);
      times[name].push(performance.now() - start);
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const bare = median(times['node -e 0']);
  for (const [name, list] of Object.entries(times)) {
    const ms = median(list);
    console.log(`start-up  ${name.padEnd(10)} ${ms.toFixed(0).padStart(4)} ms  ${(ms / bare).toFixed(2)} x node -e 0`);
  }
}

/** Log lines through run --local: each exactly once, and the peak memory of the process (engine included). */
async function manyLines() {
  const file = path.join(tmpdir(), `ecs-migrate-bench-${process.pid}.json`);
  const options = { 'awslogs-group': '/bench', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'b' };
  const command = ['sh', '-c', `seq -f 'line %.0f of a migration that has much to say' 1 ${lines}`];
  const container = { name: 'm', image: 'x', command, logConfiguration: { logDriver: 'awslogs', options } };
  writeFileSync(file, JSON.stringify({ family: 'bench', containerDefinitions: [container] }));
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, 'run', '--local', '--task-definition', file, '--quiet']);
  let [rest, next, wrong, peak] = ['', 1, 0, 0];
  const watch = setInterval(() => {
    peak = Math.max(peak, peakKilobytes(child.pid));
  }, 20);
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const line of parts) {
      if (line !== `line ${next} of a migration that has much to say`) wrong += 1;
      next += 1;
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  rmSync(file);
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `log lines ${next - 1} of ${lines}, ${wrong} wrong, exit ${code}: ${seconds.toFixed(1)} s, ` +
      `${Math.round(lines / seconds)} lines/s, peak ${Math.round(peak / 1024)} MB`,
  );
  if (wrong > 0 || next - 1 !== lines || code !== 0) process.exitCode = 1;
}

function peakKilobytes(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // It has ended, or this system has no /proc.
  }
}
