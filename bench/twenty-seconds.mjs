import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MAIN, serve, taskDefinition } from './support.mjs';

/**
 * A container that runs for 20 s in a task of 45 s and writes one line per second. Measures the calls, and how late the
 * lines and the end arrive.
 */
export async function twentySeconds() {
  const engine = await serve('--fault', 'provisioning:13s', '--fault', 'deprovisioning:12s');
  const stamp = 'date +%s%3N';
  const { file, folder, remove } = taskDefinition('twenty', 'true');
  const ended = path.join(folder, 'ended');
  const line = `for i in $(seq 20); do ${stamp}; sleep 1; done; ${stamp} > ${ended}`;
  const args = ['run', '--cluster', 'default', '--task-definition', file, '--subnets', 'subnet-1', '--verbose'];
  const child = spawn(process.execPath, [MAIN, ...args, '--', 'sh', '-c', line], {
    env: { ...process.env, ...engine.env },
  });
  const delays = [];
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    for (const written of text.trimEnd().split('\n')) delays.push(Date.now() - Number(written));
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const afterExit = (Date.now() - Number(readFileSync(ended, 'utf8'))) / 1000;
  const calls = new Map();
  for (const [, name] of stderr.matchAll(/^ecs-migrate: \w+:(\w+) \d+ ms/gm)) {
    calls.set(name, (calls.get(name) ?? 0) + 1);
  }
  const total = [...calls.values()].reduce((sum, count) => sum + count, 0);
  const each = [...calls].map(([name, count]) => `${name} ${count}`).join(', ');
  // The first lines wait for the DescribeTasks call that finds the task running.
  const later = delays.slice(6);
  console.log(
    `20 s of a 45-second task: ${total} calls (${each}), exit ${code}, ${delays.length} lines, ` +
      `the first ${delays[0]} ms after it was written, those after 6 s at most ${Math.max(...later)} ms; ` +
      `ended ${afterExit.toFixed(1)} s after the container (5 s of them the quiet window)`,
  );
  remove();
  await engine.close();
}
