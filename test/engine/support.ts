import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  type OutputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  type ContainerDefinition,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { type EngineOptions, startEngine } from '../../src/engine/server.ts';
import { systemClock, systemRandom } from '../../src/system.ts';

export const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };
export const GROUP = '/ecs/app';

/** An engine in an empty directory, with real SDK clients connected to it. */
export async function anEngine(options: Partial<EngineOptions> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'engine-test-'));
  const engine = await startEngine({
    cwd,
    env: process.env,
    clock: systemClock,
    random: systemRandom,
    stateMs: 2,
    ...options,
  }).catch((error) => {
    rmSync(cwd, { recursive: true });
    throw error;
  });
  const client = {
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: engine.credentials,
    maxAttempts: 1,
  };
  const ecs = new ECSClient(client);
  const logs = new CloudWatchLogsClient(client);
  for (const { config } of [ecs, logs]) {
    // The clients use the engine's clock, which a test can move.
    const { clock = systemClock } = options;
    Object.defineProperty(config, 'systemClockOffset', { get: () => clock.now() - Date.now(), set: () => {} });
  }

  const register = async (input: Partial<RegisterTaskDefinitionCommandInput> = {}) =>
    (await ecs.send(new RegisterTaskDefinitionCommand(aDefinition(input)))).taskDefinition;

  const run = async (input: Partial<RunTaskCommandInput> = {}): Promise<Task> => {
    const command = new RunTaskCommand({
      taskDefinition: 'app',
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
      ...input,
    });
    const task = (await ecs.send(command)).tasks?.[0];
    if (task === undefined) throw new Error('no task');
    return task;
  };

  const describe = async (task: Task, include: 'TAGS'[] = []): Promise<Task> => {
    const command = new DescribeTasksCommand({ tasks: [task.taskArn ?? ''], include });
    const found = (await ecs.send(command)).tasks?.[0];
    if (found === undefined) throw new Error('MISSING');
    return found;
  };

  return {
    engine,
    ecs,
    logs,
    cwd,
    client,
    register,
    run,
    describe,
    fifo: (name: string) => execFileSync('/usr/bin/env', ['mkfifo', join(cwd, name)]),
    directory: (name: string) => mkdirSync(join(cwd, name)),
    file: (name: string, content: string) => writeFileSync(join(cwd, name), content),
    /** Registers containers, runs them as a task, and returns the task when it is STOPPED. */
    async runToEnd(containers: ContainerDefinition[], input: Partial<RunTaskCommandInput> = {}) {
      await register({ containerDefinitions: containers });
      return this.stopped(await run(input));
    },
    stop: async (task: Task, reason?: string) =>
      (await ecs.send(new StopTaskCommand({ task: task.taskArn, reason }))).task,
    reaches: (task: Task, condition: (it: Task) => boolean) =>
      until(async () => {
        const seen = await describe(task);
        return condition(seen) ? seen : undefined;
      }),
    stopped(task: Task) {
      return this.reaches(task, (it) => it.lastStatus === 'STOPPED');
    },
    running(task: Task) {
      return this.reaches(task, (it) => it.lastStatus === 'RUNNING');
    },
    stream: (task: Task, container = 'app') => `app/${container}/${task.taskArn?.split('/').at(-1)}`,
    /** All events of a container's stream, read to the end by token. */
    async events(task: Task, container = 'app', input: Partial<GetLogEventsCommandInput> = {}) {
      const events: OutputLogEvent[] = [];
      for (let token: string | undefined; ; ) {
        const page = await logs.send(
          new GetLogEventsCommand({
            logGroupName: GROUP,
            logStreamName: this.stream(task, container),
            startFromHead: true,
            nextToken: token,
            ...input,
          }),
        );
        events.push(...(page.events ?? []));
        if (page.nextForwardToken === token) return events;
        token = page.nextForwardToken;
      }
    },
    async lines(task: Task, container = 'app') {
      return (await this.events(task, container)).map((it) => it.message);
    },
    async [Symbol.asyncDispose]() {
      ecs.destroy();
      logs.destroy();
      await engine.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

/** A container that runs a shell script, with its output in a log stream. */
export const aContainer = (script: string, rest: Partial<ContainerDefinition> = {}): ContainerDefinition => ({
  name: 'app',
  image: 'app:1',
  entryPoint: ['/bin/sh', '-c'],
  command: [script],
  stopTimeout: 5,
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': GROUP, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'app' },
  },
  ...rest,
});

export const aDefinition = (
  input: Partial<RegisterTaskDefinitionCommandInput> = {},
): RegisterTaskDefinitionCommandInput => ({
  family: 'app',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  executionRoleArn: 'arn:aws:iam::000000000000:role/execution',
  cpu: '256',
  memory: '512',
  containerDefinitions: [aContainer('echo hello')],
  ...input,
});

/** Repeats the call until it returns a value. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + 50_000;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error('it never came');
}

/** The real clock. A test can move it forward. */
export function aShiftedClock() {
  let shift = 0;
  return {
    now: () => systemClock.now() + shift,
    sleep: systemClock.sleep,
    advance: (ms: number) => {
      shift += ms;
    },
  };
}

/** A clock that stands still until a test moves it. */
export function aManualClock() {
  let now = Date.parse('2026-11-21T12:00:00Z');
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((done) => {
        if (signal?.aborted) return done();
        const sleeper = { at: now + ms, wake: done };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          done();
        });
      }),
    /** How many sleepers wait for this clock. */
    sleepers: () => sleepers.size,
    advance: (ms: number) => {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.at > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}

/** Whether a process exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
