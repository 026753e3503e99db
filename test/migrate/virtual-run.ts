import { setMaxListeners } from 'node:events';
import type { Clock } from '../../src/core/clock.ts';
import type { Happening } from '../../src/core/events.ts';
import type { Answer, CallFailure } from '../../src/core/failure.ts';
import { type BuildFacts, marksFromEnvironment } from '../../src/core/identity.ts';
import type { ActionExecution, PipelineExecution } from '../../src/core/pipeline.ts';
import type { LogPage, World } from '../../src/core/ports.ts';
import type { Progress } from '../../src/core/progress.ts';
import { defaults, type Resolved, resolveSettings } from '../../src/core/settings.ts';
import type { SettingsInput } from '../../src/core/settings-table.ts';
import type { TaskState } from '../../src/core/task.ts';
import type { TaskDefinition } from '../../src/core/task-definition.ts';
import type { Ran } from '../../src/migrate/endings.ts';
import { run } from '../../src/migrate/run.ts';
import { step } from '../../src/migrate/step.ts';
import { aContainer, aRef, aTask, NOON } from '../support/a-task.ts';
import { checkEvent } from '../support/check-events.ts';

/** What the one task of a story does, in milliseconds from its launch. */
export interface Story {
  startsAt: number;
  /** When the container exits; the teardown takes 12 s. */
  exitsAt: number;
  exitCode?: number;
  /** When each line becomes readable. */
  lines?: number[];
  /** The stream's end never repeats its token. */
  endlessTokens?: boolean;
  /** From the container's exit until STOPPED; 12 s unless given. */
  teardownMs?: number;
  /** A token is refused when it is older. */
  tokenLifeMs?: number;
  /** Whether and how a call at that time fails. */
  fails?(operation: string, at: number): CallFailure | undefined;
  build?: BuildFacts;
  /** What CodePipeline answers, by the number of the call. */
  actions?(call: number): ActionExecution[];
  execution?(call: number): PipelineExecution;
  /** RunTask places no task the first times. */
  refusals?: number;
  settings?: SettingsInput;
  /** The interrupt, and when it comes. */
  interruptAt?: number;
  /** Not in one process, but in steps of their own, so many milliseconds apart, until this many after the beginning. */
  steps?: { everyMs: number; limitMs: number };
  seed?: number;
}

export interface Told {
  ran: Ran;
  /** Calls by operation. */
  calls: Record<string, number>;
  callTimes: { operation: string; at: number }[];
  events: (Happening & { atMs: number })[];
  /** The launched task's environment overrides. */
  environment: { name: string; value: string }[];
  /** How long after being readable each line was told. */
  delays: number[];
  /** From the container's exit to the end of the run. */
  afterExitMs: number;
}

const TEARDOWN_MS = 12_000;
const { taskArn } = aRef();

const definition: TaskDefinition = {
  arn: aRef().taskDefinitionArn,
  family: 'app-migrate',
  revision: 7,
  status: 'ACTIVE',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  hasExecutionRole: true,
  fingerprint: '',
  tags: {},
  containers: [
    {
      name: 'migrate',
      image: 'app',
      essential: true,
      environment: [],
      secrets: [],
      log: { driver: 'awslogs', options: { 'awslogs-group': '/app', 'awslogs-stream-prefix': 'm' } },
    },
  ],
};

/** Runs a whole migration over fake ports, on a clock that jumps from one timer to the next: hours take no time. */
export async function tell(story: Story): Promise<Told> {
  setMaxListeners(0);
  const time = virtualTime();
  const interrupt = new AbortController();
  if (story.interruptAt !== undefined) {
    void time.clock.sleep(story.interruptAt).then(() => interrupt.abort('SIGINT'));
  }
  const callTimes: Told['callTimes'] = [];
  const events: Told['events'] = [];
  const environment: Told['environment'] = [];
  let launchedAt = 0;
  let marks: TaskState['marks'];
  let stoppedAt = Number.POSITIVE_INFINITY;
  let stopReason = '';
  const since = () => time.clock.now() - launchedAt;

  async function call<T>(operation: string, value: () => T): Promise<Answer<T>> {
    await time.clock.sleep(20);
    callTimes.push({ operation, at: since() });
    const failure = story.fails?.(operation, since());
    return failure ? { ok: false, failure } : { ok: true, value: value() };
  }
  function pipelineSays<T>(say: ((call: number) => T) | undefined, operation: string): T {
    if (say === undefined) throw new Error(`unexpected ${operation}`);
    return say(callTimes.filter((one) => one.operation === operation).length);
  }
  const state = () => {
    const byUs = stoppedAt < story.exitsAt ? { stopCode: 'UserInitiated', stoppedReason: stopReason } : {};
    const task = taskAt(since(), Math.min(story.exitsAt, stoppedAt), story);
    return { ...task, ...(since() >= stoppedAt && byUs), ...(marks && { marks }) };
  };
  const world: World = {
    region: 'eu-west-1',
    isAmazon: () => true,
    mask: (text) => text,
    build: story.build ?? {},
    interrupt: interrupt.signal,
    clock: time.clock,
    random: { next: sequence(story.seed ?? 1), uuid: () => 'u' },
    digest: (text) => text.padEnd(64, '0').slice(0, 64),
    emit: async (event) => {
      checkEvent({ ...event, at: new Date(time.clock.now()).toISOString() });
      events.push({ ...event, atMs: since() });
    },
    tasks: {
      run: ({ overrides }) =>
        call('RunTask', () => {
          if (callTimes.filter(({ operation }) => operation === 'RunTask').length <= (story.refusals ?? 0)) {
            return { tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] };
          }
          launchedAt = time.clock.now();
          environment.push(...(overrides.containerOverrides[0]?.environment ?? []));
          const own = marksFromEnvironment(environment);
          marks = own && { ...own, container: 'migrate' };
          return { tasks: [state()], failures: [] };
        }),
      describe: () => call('DescribeTasks', () => ({ tasks: [state()], missing: [] })),
      list: () => call('ListTasks', () => ({ taskArns: launchedAt > 0 && since() < story.exitsAt ? [taskArn] : [] })),
      stop: (_, __, reason) =>
        call('StopTask', () => {
          if (since() < stoppedAt) stopReason = reason;
          stoppedAt = Math.min(stoppedAt, since());
        }),
    },
    definitions: {
      describe: () => call('DescribeTaskDefinition', () => definition),
      register: () => call('RegisterTaskDefinition', () => definition),
      deregister: () => Promise.reject(new Error('unexpected')),
      preview: () => ({ ...definition, fingerprint: 'changed' }),
      copy: () => ({ family: definition.family, containerDefinitions: [] }),
    },
    registryLogin: () => Promise.reject(new Error('nothing is pushed here')),
    clusters: {
      describe: (name) =>
        call('DescribeClusters', () => ({
          arn: name,
          name,
          status: 'ACTIVE',
          defaultStrategy: [],
          capacityProviders: [],
          tags: {},
        })),
      list: () => call('ListClusters', () => []),
    },
    services: {
      describe: () => Promise.reject(new Error('unexpected')),
      list: () => Promise.reject(new Error('unexpected')),
    },
    session: async () => undefined,
    pipelines: {
      describe: () => Promise.reject(new Error('unexpected')),
      execution: () => call('GetPipelineExecution', () => pipelineSays(story.execution, 'GetPipelineExecution')),
      actions: () => call('ListActionExecutions', () => pipelineSays(story.actions, 'ListActionExecutions')),
    },
    logs: {
      async read(_, cursor, from = 0) {
        const issuedAt = Number(cursor?.split(' ')[2] ?? 0);
        const expired = cursor !== undefined && since() - issuedAt > (story.tokenLifeMs ?? Number.POSITIVE_INFINITY);
        const answer = await call('GetLogEvents', () => pageAt(since(), cursor, from - NOON, story));
        return expired ? { ok: false, failure: EXPIRED_TOKEN } : answer;
      },
    },
  };
  const given = { cluster: 'staging', taskDefinition: 'app-migrate', subnets: ['subnet-1'], ...story.settings };
  const resolved = resolveSettings([{ values: given, origin: (key) => key }, defaults(false)]);
  const ran = await time.until(story.steps ? inSteps(story.steps, resolved, world) : run(resolved, {}, world));
  const told = events.flatMap((event) => (event.type === 'log' ? [event] : []));
  return {
    ran,
    callTimes,
    events,
    environment,
    calls: Object.fromEntries([...counted(callTimes)]),
    delays: told.map(({ atMs, message }) => atMs - (story.lines?.[Number(message)] ?? Number.NaN)),
    afterExitMs: since() - story.exitsAt,
  };
}

/** As many calls of a function make a run: what one hands to the next is a text. */
async function inSteps(
  { everyMs, limitMs }: NonNullable<Story['steps']>,
  resolved: Resolved,
  world: World,
): Promise<Ran> {
  const options = { files: {}, deadlineAt: world.clock.now() + limitMs };
  for (let handed: string | undefined; ; ) {
    const from: Progress | undefined = handed && JSON.parse(handed);
    const stepped = await step(from, resolved, options, world);
    if (!('progress' in stepped)) return stepped;
    handed = JSON.stringify(stepped.progress);
    await world.clock.sleep(everyMs);
  }
}

/** Numbers from 0 to 1 that look random and are the same for the same seed. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function counted(calls: Told['callTimes']): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { operation } of calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return counts;
}

function taskAt(at: number, exitsAt: number, { startsAt, exitCode = 0, teardownMs = TEARDOWN_MS }: Story): TaskState {
  const times = { createdAt: NOON, ...(at >= startsAt ? { startedAt: NOON + startsAt } : {}) };
  if (at < exitsAt) {
    const lastStatus = at < startsAt ? 'PROVISIONING' : 'RUNNING';
    return {
      ...aTask({ lastStatus, containers: [aContainer({ lastStatus })] }),
      startedAt: undefined,
      ...times,
    } as TaskState;
  }
  const stopped = at >= exitsAt + teardownMs;
  const started = exitsAt > startsAt;
  const { startedAt: _, ...task } = aTask({
    desiredStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    ...times,
    stoppingAt: NOON + exitsAt,
    lastStatus: stopped ? 'STOPPED' : 'DEPROVISIONING',
    containers: [aContainer({ lastStatus: 'STOPPED', ...(started && { exitCode }) })],
  });
  return { ...task, ...times };
}

const EXPIRED_TOKEN: CallFailure = {
  kind: 'refused',
  operation: 'logs:GetLogEvents',
  name: 'InvalidParameterException',
  message: 'The specified nextToken has expired.',
};

/** The token is the ordinal of the next line, and when it was made. */
function pageAt(
  at: number,
  cursor: string | undefined,
  since: number,
  { startsAt, lines = [], endlessTokens }: Story,
): LogPage {
  if (at < startsAt) return { lines: [], caughtUp: true };
  const first = lines.findIndex((time) => time >= since);
  const from = Number(cursor?.split(' ')[0] ?? (first < 0 ? lines.length : first));
  const readable = lines.filter((time) => time <= at).length;
  const page = lines.slice(from, readable).map((time, i) => ({ timestamp: NOON + time, message: String(from + i) }));
  const ended = page.length === 0 && cursor !== undefined;
  const next = endlessTokens ? `${readable} ${at} ${at}` : ended ? cursor : `${readable} - ${at}`;
  return { lines: page, cursor: next, caughtUp: next === cursor };
}

interface VirtualTime {
  clock: Clock;
  /** Lets time pass until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
}

function virtualTime(): VirtualTime {
  let now = NOON;
  const timers = new Set<{ at: number; fire: () => void }>();
  return {
    clock: {
      now: () => now,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          const fire = () => {
            timers.delete(timer);
            signal?.removeEventListener('abort', fire);
            resolve();
          };
          const timer = { at: now + Math.max(0, ms), fire };
          timers.add(timer);
          signal?.addEventListener('abort', fire, { once: true });
        }),
    },
    async until(promise) {
      let settled = false;
      const mark = () => {
        settled = true;
      };
      promise.then(mark, mark);
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (settled) return promise;
        const next = [...timers].toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) throw new Error('everybody waits, and for nothing');
        now = Math.max(now, next.at);
        next.fire();
      }
    },
  };
}
