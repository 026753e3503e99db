// Loaded before the virtual clock runs: the code loads them when it needs them.
import '../../../src/aws/logs.ts';
import '../../../src/core/log-causes/find-cause.ts';
import '../../../src/migrate/steps/step.ts';
import type { Aws } from '../../../src/core/ports.ts';
import { handleFleet } from '../../../src/lambda/fleet/handle-fleet.ts';
import { FLEET_BUCKET, fleetMachine } from '../fleet-machine.ts';
import { type BucketTrouble, memoryBuckets } from '../memory-bucket.ts';
import { type Executed, execute } from '../state-machine.ts';
import { VirtualClock } from './clock.ts';
import { SimulatedEcs } from './ecs.ts';
import { failure, faultsOf } from './failures.ts';
import { SimulatedLogs } from './logs.ts';
import type { ProcessRecord, Surroundings } from './process-record.ts';
import { type CallGroup, callMeter, groupOf, limiter } from './quotas.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Fate, type Operation, type Scenario } from './scenario.ts';
import { BEGINNING } from './simulate.ts';
import { createWorldOf } from './world.ts';

/**
 * `dies`: before it does anything. `diesAfterMs`: while it works. `againMs`: nobody waits for its answer, it comes again so
 * much later, and what the first one writes arrives `lateMs` late.
 */
type CallFault = 'twice' | 'answer-lost' | 'dies' | { diesAfterMs: number } | { againMs: number; lateMs: number };

/** A fleet on the state machine of terraform/modules/fleet, interpreted in virtual time. */
export interface MachineStory {
  targets: number;
  input?: Record<string, unknown>;
  fate?: Partial<Fate>;
  /** The exit codes of the tasks, in the order of their launch. 0 after the last one. */
  exitCodes?: number[];
  /** What happens to the nth call of the function. */
  fault?(call: number, payload: Record<string, unknown>): CallFault | undefined;
  /** How much time passes before it begins. Milliseconds. */
  afterMs?: number;
  /** Objects that are there before. */
  objects?: Record<string, string>;
  /** Gets all objects, by `BUCKET/KEY`, at the beginning of the execution. They change while it runs. */
  onObjects?(objects: ReadonlyMap<string, string>): void;
  /** Called with each RunTask call, before it acts. */
  onLaunch?(): void;
  /** How far the clock of the nth call of the function is ahead. Milliseconds. */
  aheadMs?(call: number): number;
  /** What S3 answers to a request of the function. */
  s3Trouble?(what: 'read' | 'write', place: string): BucketTrouble | undefined;
  /** What AWS accepts a second. More is throttled. Not limited by default. */
  quotas?: Partial<Record<CallGroup, number>>;
}

export interface MachineTold {
  executed: Executed;
  ecs: SimulatedEcs;
  objects: Map<string, string>;
  calls: Record<string, number>;
  invocations: number;
  /** Calls of the function at the same time, at most, and how long they took together. */
  concurrent: number;
  functionMs: number;
  wallMs: number;
  /** The calls of AWS in groups, and how many a second in the ten seconds with most. */
  groups: Partial<Record<CallGroup, number>>;
  mostPerSecond(group: CallGroup): number;
  throttled: number;
  /** Requests to S3 by the function. */
  requests: Record<'read' | 'write', number>;
  log: string[];
}

export const TARGETS_URI = `s3://${FLEET_BUCKET}/targets.json`;

/** Executes one or more executions on one ECS: one after the other, or all at the same time. */
export async function executeFleets(stories: readonly MachineStory[], together?: 'together'): Promise<MachineTold[]> {
  const { fate = {}, exitCodes = [] } = stories[0] ?? {};
  const one = { ...A_FATE, ...fate };
  const scenario: Scenario = {
    ...A_SCENARIO,
    fates: [...exitCodes.map((exitCode) => ({ ...one, exitCode })), { ...one, exitCode: 0 }],
    logs: { ...A_SCENARIO.logs, pageLines: 10_000 },
  };
  const clock = new VirtualClock(BEGINNING);
  const ecs = new SimulatedEcs(scenario, () => clock.now);
  const logs = new SimulatedLogs(scenario, ecs.tasks, () => clock.now);
  const objects = new Map<string, string>();
  const begun: Promise<MachineTold>[] = [];
  for (const [index, story] of stories.entries()) {
    const rows = Array.from({ length: story.targets }, (_, n) => ({ name: `t${n}`, env: { TENANT: `${n}` } }));
    if (index === 0) objects.set(`${FLEET_BUCKET}/targets.json`, JSON.stringify(rows));
    for (const [key, text] of Object.entries(story.objects ?? {})) objects.set(`${FLEET_BUCKET}/${key}`, text);
    const { afterMs } = story;
    if (afterMs !== undefined) {
      await drive(new Promise<void>((resolve) => clock.at(clock.now + afterMs, resolve)), clock);
    }
    const execution = executeOne(story, `run-${index}`, { scenario, clock, ecs, logs, objects });
    if (together === undefined) await drive(execution, clock);
    begun.push(execution);
  }
  return drive(Promise.all(begun), clock);
}

/** Lets time pass until something is done. */
async function drive<T>(work: Promise<T>, clock: VirtualClock): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  for (let idle = 0; ; ) {
    await new Promise((resolve) => setImmediate(resolve));
    if (isOver) return work;
    idle = clock.advance() ? 0 : idle + 1;
    if (idle > 1_000) throw new Error('nothing happens any more');
  }
}

interface FleetWorld {
  scenario: Scenario;
  clock: VirtualClock;
  ecs: SimulatedEcs;
  logs: SimulatedLogs;
  objects: Map<string, string>;
}

async function executeOne(story: MachineStory, name: string, world: FleetWorld): Promise<MachineTold> {
  const { scenario, clock, ecs, logs, objects } = world;
  const accepts = limiter(story.quotas ?? {}, () => clock.now);
  const meter = callMeter(() => clock.now);
  let throttled = 0;
  const failureOf = (operation: Operation) => {
    meter.count(operation);
    if (accepts(groupOf(operation))) return undefined;
    throttled += 1;
    return failure('throttled', operation);
  };
  const record: ProcessRecord = { index: 0, plan: A_PROCESS, events: [], lines: new Map(), calls: {} };
  const around: Surroundings = {
    scenario,
    clock,
    ecs,
    logs,
    attempts: { lastRefused: async () => 0, rememberRefused: async () => {} },
    faultOf: faultsOf([], BEGINNING),
    story: { failureOf },
  };
  const worldOf = createWorldOf(record, around);
  const { random, clock: ownClock } = worldOf({ isAlive: () => true, onCall: () => {} }, NEVER);
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.at(clock.now + ms, resolve));
  const log: string[] = [];
  const print = (text: string) => void log.push(text);
  story.onObjects?.(objects);
  const requests = { read: 0, write: 0 };
  let invocations = 0;
  let running = 0;
  let concurrent = 0;
  let functionMs = 0;

  /** The machine of one call. `lateMs`: how much longer each write to S3 takes. */
  function aMachine(nth: number, lateMs: number) {
    let isAlive = true;
    const own = worldOf({ isAlive: () => isAlive, onCall: () => {} }, NEVER);
    const run: Aws['tasks']['run'] = (request) => {
      story.onLaunch?.();
      return own.tasks.run(request);
    };
    const aws: Aws = { ...own, tasks: { ...own.tasks, run } };
    const openBucket = memoryBuckets(objects, {
      async passes(what) {
        // Time passes before and after each request.
        requests[what] += 0.5;
        await sleep(what === 'write' ? 20 + lateMs / 2 : 15);
        if (!isAlive) await new Promise(() => undefined);
      },
      now: () => clock.now,
      ...(story.s3Trouble && { trouble: story.s3Trouble }),
    });
    const aheadMs = story.aheadMs?.(nth) ?? 0;
    const edge = { env: {}, random, print, clock: { ...ownClock, now: () => ownClock.now() + aheadMs } };
    const die = () => {
      isAlive = false;
    };
    return { ports: { openBucket, openAws: async () => ({ ok: true as const, value: aws }) }, edge, die };
  }

  async function call(
    payload: Record<string, unknown>,
    { ports, edge }: ReturnType<typeof aMachine>,
  ): Promise<unknown> {
    const endsAt = clock.now + 300_000;
    const context = { getRemainingTimeInMillis: () => endsAt - clock.now };
    running += 1;
    concurrent = Math.max(concurrent, running);
    const from = clock.now;
    try {
      return JSON.parse(JSON.stringify((await handleFleet(payload, context, ports, edge)) ?? null));
    } finally {
      running -= 1;
      functionMs += clock.now - from;
    }
  }

  async function invoke(_: string, payload: unknown): Promise<unknown> {
    invocations += 1;
    const given = JSON.parse(JSON.stringify(payload)) as Record<string, unknown>;
    const fault = story.fault?.(invocations, given);
    const nth = invocations;
    const begin = (lateMs = 0) => call(given, aMachine(nth, lateMs));
    if (fault === 'dies') throw named('Lambda.Unknown');
    if (fault === 'twice') return (await Promise.all([begin(), begin()]))[0];
    if (typeof fault === 'object' && 'diesAfterMs' in fault) {
      const dying = aMachine(nth, 0);
      void call(given, dying).catch(() => undefined);
      await sleep(fault.diesAfterMs);
      dying.die();
      running -= 1;
      throw named('Lambda.Unknown');
    }
    if (typeof fault === 'object') {
      void begin(fault.lateMs).catch(() => undefined);
      await sleep(fault.againMs);
    }
    const answer = await begin();
    if (fault === 'answer-lost') throw named('Lambda.SdkClientException');
    return answer;
  }

  const beganAt = clock.now;
  const input = {
    fleet: 'deploy-1',
    targets: TARGETS_URI,
    settings: { cluster: 'sim', taskDefinition: 'app-migrate' },
    ...story.input,
  };
  const executed = await execute(
    fleetMachine(),
    input,
    {
      invoke,
      read: async (bucket, key) => objects.get(`${bucket}/${key}`),
      write: async (bucket, key, text) => void objects.set(`${bucket}/${key}`, text),
      wait: (seconds) => sleep(seconds * 1_000),
    },
    name,
  );
  const { totals: groups, mostPerSecond } = meter;
  const measured = {
    calls: record.calls,
    invocations,
    concurrent,
    functionMs,
    groups,
    mostPerSecond,
    throttled,
    requests,
  };
  return { executed, ecs, objects, ...measured, wallMs: clock.now - beganAt, log };
}

const named = (name: string) => Object.assign(new Error(name), { name });

const NEVER = new AbortController().signal;
