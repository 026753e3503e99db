import { spawn } from 'node:child_process';
import { call, MAIN, peakMb, serve, taskDefinition } from './support.mjs';

const TEXT = 'of a migration that has much to say';

/**
 * Measures how fast the command line reads log lines, each exactly once. For comparison, a bare client reads the same
 * stream by token and ignores it: this is the most that the engine can deliver. The container has ended, so neither
 * waits for it.
 */
export async function logLines(lines) {
  const engine = await serve();
  const { file, remove } = taskDefinition('bench', `seq -f 'line %.0f ${TEXT}' 1 ${lines}`);
  const env = { ...process.env, ...engine.env };
  const first = await run(['run', '--cluster', 'default', '--task-definition', file, '--subnets', 'subnet-1'], env, 0);
  const [, taskArn] = /launched (arn:\S+)/.exec(first.stderr) ?? [];
  const attach = ['attach', taskArn, '--log-quiet', '1ms', '--quiet'];
  const ours = await run(attach, env, lines);
  const bare = await readBare(engine.env, `b/m/${taskArn.split('/').at(-1)}`);
  report('followed live', first, lines);
  report('attached    ', ours, lines);
  const rate = bare.lines / bare.seconds;
  console.log(
    `log lines bare client   ${bare.lines}: ${bare.seconds.toFixed(1)} s, ${Math.round(rate)} lines/s; ` +
      `attach reaches ${((ours.lines / ours.seconds / rate) * 100).toFixed(0)} % of it`,
  );
  remove();
  await engine.close();
  if ([first, ours].some((it) => it.wrong > 0 || it.lines !== lines || it.code !== 0)) process.exitCode = 1;
}

function report(name, { lines, wrong, code, seconds, peak }, expected) {
  console.log(
    `log lines ${name} ${lines} of ${expected}, ${wrong} wrong, exit ${code}: ${seconds.toFixed(1)} s, ` +
      `${Math.round(lines / seconds)} lines/s, peak ${Math.round(peak)} MB`,
  );
}

/** Runs the command line and checks its lines as they arrive. */
async function run(args, env) {
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], { env });
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
  return { lines: next - 1, wrong, code, stderr, peak, seconds: (performance.now() - start) / 1000 };
}

/** Calls GetLogEvents until the token repeats. Events are parsed and counted. */
async function readBare(env, logStreamName) {
  const start = performance.now();
  for (let [lines, nextToken] = [0, undefined]; ; ) {
    const input = { logGroupName: '/bench', logStreamName, startFromHead: true, nextToken };
    const page = JSON.parse(await call(env, 'Logs_20140328.GetLogEvents', input));
    lines += page.events.length;
    if (page.nextForwardToken === nextToken) return { lines, seconds: (performance.now() - start) / 1000 };
    nextToken = page.nextForwardToken;
  }
}
