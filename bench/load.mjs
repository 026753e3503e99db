import { readFileSync } from 'node:fs';
import { call, peakMb, serve, taskDefinition } from './support.mjs';

const TASKS = 200;
const ECS = 'AmazonEC2ContainerServiceV20141113';
const network = { networkConfiguration: { awsvpcConfiguration: { subnets: ['s'] } }, launchType: 'FARGATE' };

/** Measures DescribeTasks of 100 tasks while 200 tasks run and one of them writes this many lines. */
export async function load(lines) {
  const engine = await serve();
  const { env } = engine;
  const ecs = async (operation, input) => JSON.parse(await call(env, `${ECS}.${operation}`, input));
  const quiet = taskDefinition('quiet', 'exec sleep 3600');
  const loud = taskDefinition('loud', `seq -f 'line %.0f of a migration that has much to say' 1 ${lines}`);
  for (const { file } of [quiet, loud]) await ecs('RegisterTaskDefinition', JSON.parse(readFileSync(file, 'utf8')));

  const launched = [];
  for (let at = 0; at < TASKS; at += 10) {
    launched.push(...(await ecs('RunTask', { taskDefinition: 'quiet', count: 10, ...network })).tasks);
  }
  const arns = launched.map(({ taskArn }) => taskArn);
  const halves = [arns.slice(0, 100), arns.slice(100)];
  for (let running = 0; running < TASKS; ) {
    const answers = await Promise.all(halves.map((tasks) => ecs('DescribeTasks', { tasks })));
    running = answers.flatMap(({ tasks }) => tasks).filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const idle = await describing(env, halves, () => false, 100);
  const [{ taskArn }] = (await ecs('RunTask', { taskDefinition: 'loud', ...network })).tasks;
  const stream = { logGroupName: '/bench', logStreamName: `b/m/${taskArn.split('/').at(-1)}`, startFromHead: true };
  let read;
  const reading = follow(env, stream, lines).then((it) => {
    read = it;
  });
  const busy = await describing(env, halves, () => read !== undefined);
  await reading;
  console.log(
    `load: ${TASKS} tasks, DescribeTasks of 100: ${figures(idle)}; beside a stream of ${lines} lines ` +
      `(${Math.round(read / 1000)} s, ${Math.round(lines / (read / 1000))} lines/s written and read): ${figures(busy)}; ` +
      `the engine peaks at ${Math.round(peakMb(engine.pid))} MB`,
  );
  for (const it of [quiet, loud]) it.remove();
  await engine.close();
}

/** The duration of each call in milliseconds, until `isOver` returns true. */
async function describing(env, halves, isOver, most = Number.POSITIVE_INFINITY) {
  const times = [];
  while (!isOver() && times.length < most) {
    const start = performance.now();
    await call(env, `${ECS}.DescribeTasks`, { tasks: halves[times.length % 2] });
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times.sort((a, b) => a - b);
}

function figures(times) {
  const at = (share) => times[Math.floor(share * (times.length - 1))].toFixed(1);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms of ${times.length} calls`;
}

/** Reads a stream by token until it has all lines. Returns the duration in milliseconds. */
async function follow(env, stream, lines) {
  const start = performance.now();
  for (let [had, nextToken] = [0, undefined]; had < lines; ) {
    const page = JSON.parse(await call(env, 'Logs_20140328.GetLogEvents', { ...stream, nextToken }));
    had += page.events?.length ?? 0;
    if (page.events === undefined || page.nextForwardToken === nextToken) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    nextToken = page.nextForwardToken ?? nextToken;
  }
  return performance.now() - start;
}
