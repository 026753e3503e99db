import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tableOf } from './page.mjs';
import { MAIN, median, peakMb, serve, taskDefinition } from './support.mjs';

const TEXT = 'of a migration that has much to say';
const BARE = fileURLToPath(new URL('bare-client.mjs', import.meta.url));
const ROUNDS = 3;

/**
 * Reads log lines with the command line, each exactly once, and with a bare client that reads the same stream and drops it, a
 * process of the same Node. Neither has to wait for the container: it has ended. Medians of three; returns the table.
 */
export async function logLines(lines) {
  const engine = await serve();
  const env = { ...process.env, ...engine.env };
  const streams = [];
  for (const count of [lines / 5, lines]) {
    const { file, remove } = taskDefinition(`bench-${count}`, `seq -f 'line %.0f ${TEXT}' 1 ${count}`);
    const first = await run(
      [MAIN, 'run', '--cluster', 'default', '--task-definition', file, '--subnets', 'subnet-1'],
      env,
    );
    check('followed live', first, count);
    const [, taskArn] = /launched (arn:\S+)/.exec(first.stderr) ?? [];
    streams.push({ count, taskArn });
    remove();
  }
  const results = { attach: [[], []], 'attach --output json': [[], []], 'a bare client': [[], []] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, { count, taskArn }] of streams.entries()) {
      const attach = [MAIN, 'attach', taskArn, '--log-quiet', '1ms', '--quiet'];
      const text = await run(attach, env);
      check('attached', text, count);
      results.attach[i].push(text);
      results['attach --output json'][i].push(await run([...attach, '--output', 'json'], env));
      results['a bare client'][i].push(await run([BARE, '/bench', `b/m/${taskArn.split('/').at(-1)}`], env));
    }
  }
  await engine.close();
  const of = (list, member) => median(list.map((it) => it[member]));
  const head = ['', ...streams.map(({ count }) => `${count.toLocaleString('en')} lines`), 'growth', 'lines per second'];
  const rows = Object.entries(results).map(([name, [few, many]]) => {
    const [less, more] = [few, many].map((list) => of(list, 'peak'));
    const memory = less === 0 ? ['not measured', 'not measured', ''] : [mb(less), mb(more), (more / less).toFixed(2)];
    return [name, ...memory, Math.round(lines / of(many, 'seconds')).toLocaleString('en')];
  });
  const table = tableOf(head, rows);
  console.log(`${table}\n`);
  return `### A long log: peak memory\n\n${table}`;
}

const mb = (number) => `${Math.round(number)} MB`;

function check(name, { lines, wrong, code, seconds, peak }, expected) {
  const rate = Math.round(lines / seconds);
  console.log(
    `${name}: ${lines} of ${expected} lines, ${wrong} wrong, exit ${code}, ${rate} lines/s, peak ${mb(peak)}`,
  );
  if (wrong > 0 || lines !== expected || code !== 0) process.exitCode = 1;
}

/** Runs a program of Node and checks the lines it writes as they come. */
async function run(args, env) {
  const start = performance.now();
  const child = spawn(process.execPath, args, { env });
  let [rest, next, wrong, peak, stderr] = ['', 1, 0, 0, ''];
  const watch = setInterval(() => {
    peak = Math.max(peak, peakMb(child.pid));
  }, 20);
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const line of parts) {
      if (line !== `line ${next} ${TEXT}`) wrong += 1;
      next += 1;
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  return { lines: next - 1, wrong, code, stderr, peak, seconds: (performance.now() - start) / 1_000 };
}
