// Loaded before the virtual clock runs: the code loads them when it needs them.
import '../../../src/aws/logs.ts';
import '../../../src/core/log-causes/find-cause.ts';
import '../../../src/migrate/steps/step.ts';
import type { Aws } from '../../../src/core/ports.ts';
import { handleFleet } from '../../../src/lambda/fleet/handle-fleet.ts';
import { FLEET_BUCKET, fleetMachine } from '../fleet-machine.ts';
import { memoryBuckets } from '../memory-bucket.ts';
import { type Executed, execute } from '../state-machine.ts';
import { VirtualClock } from './clock.ts';
import { SimulatedEcs } from './ecs.ts';
import { faultsOf } from './failures.ts';
import { SimulatedLogs } from './logs.ts';
import type { ProcessRecord, Surroundings } from './process-record.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Fate, type Scenario } from './scenario.ts';
import { BEGINNING } from './simulate.ts';
import { createWorldOf } from './world.ts';

/** A fleet on the state machine of terraform/modules/fleet, interpreted in virtual time. */
export interface MachineStory {
  targets: number;
  input?: Record<string, unknown>;
  fate?: Partial<Fate>;
  /** The exit codes of the tasks, in the order of their launch. 0 after the last one. */
  exitCodes?: number[];
  /**
   * What happens to the nth call of the function. `againMs`: nobody waits for its answer, it comes again so much later,
   * and what the first one writes arrives `lateMs` late.
   */
  fault?(
    call: number,
    payload: Record<string, unknown>,
  ): 'twice' | { againMs: number; lateMs: number } | 'answer-lost' | 'dies' | undefined;
  /** Objects that are there before. */
  objects?: Record<string, string>;
  /** Gets all objects, by `BUCKET/KEY`, at the beginning of the execution. They change while it runs. */
  onObjects?(objects: ReadonlyMap<string, string>): void;
  /** Called with each RunTask call, before it acts. */
  onLaunch?(): void;
}

export interface MachineTold {
  executed: Executed;
  ecs: SimulatedEcs;
  objects: Map<string, string>;
  calls: Record<string, number>;
  invocations: number;
  wallMs: number;
  log: string[];
}

export const TARGETS_URI = `s3://${FLEET_BUCKET}/targets.json`;

/** Executes one or more executions of one fleet, one after the other, on one ECS. */
export async function executeFleets(stories: readonly MachineStory[]): Promise<MachineTold[]> {
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
  const told: MachineTold[] = [];
  for (const [index, story] of stories.entries()) {
    const rows = Array.from({ length: story.targets }, (_, n) => ({ name: `t${n}`, env: { TENANT: `${n}` } }));
    if (index === 0) objects.set(`${FLEET_BUCKET}/targets.json`, JSON.stringify(rows));
    for (const [key, text] of Object.entries(story.objects ?? {})) objects.set(`${FLEET_BUCKET}/${key}`, text);
    told.push(await executeOne(story, `run-${index}`, { scenario, clock, ecs, logs, objects }));
  }
  return told;
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
  const record: ProcessRecord = { index: 0, plan: A_PROCESS, events: [], lines: new Map(), calls: {} };
  const around: Surroundings = {
    scenario,
    clock,
    ecs,
    logs,
    attempts: { lastRefused: async () => 0, rememberRefused: async () => {} },
    faultOf: faultsOf([], BEGINNING),
    story: {},
  };
  const machine = { isAlive: () => true, onCall: () => {} };
  const own = createWorldOf(record, around)(machine, new AbortController().signal);
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.at(clock.now + ms, resolve));
  const log: string[] = [];
  const edge = { env: {}, clock: own.clock, random: own.random, print: (text: string) => void log.push(text) };
  story.onObjects?.(objects);
  const run: Aws['tasks']['run'] = (request) => {
    story.onLaunch?.();
    return own.tasks.run(request);
  };
  const openAws = async () => ({ ok: true as const, value: { ...own, tasks: { ...own.tasks, run } } as Aws });

  /** `lateMs`: how much longer each write takes. */
  const bucketsOf = (lateMs: number) =>
    memoryBuckets(
      objects,
      (what) => sleep(what === 'write' ? 20 + lateMs / 2 : 15),
      () => clock.now,
    );
  let invocations = 0;

  async function call(payload: Record<string, unknown>, lateMs = 0): Promise<unknown> {
    const endsAt = clock.now + 300_000;
    const context = { getRemainingTimeInMillis: () => endsAt - clock.now };
    return JSON.parse(
      JSON.stringify((await handleFleet(payload, context, { openBucket: bucketsOf(lateMs), openAws }, edge)) ?? null),
    );
  }

  async function invoke(_: string, payload: unknown): Promise<unknown> {
    invocations += 1;
    const given = JSON.parse(JSON.stringify(payload)) as Record<string, unknown>;
    const fault = story.fault?.(invocations, given);
    if (fault === 'dies') throw Object.assign(new Error('Task timed out'), { name: 'Lambda.Unknown' });
    if (fault === 'twice') return (await Promise.all([call(given), call(given)]))[0];
    if (typeof fault === 'object') {
      void call(given, fault.lateMs);
      await sleep(fault.againMs);
    }
    const answer = await call(given);
    if (fault === 'answer-lost')
      throw Object.assign(new Error('socket hang up'), { name: 'Lambda.SdkClientException' });
    return answer;
  }

  const beganAt = clock.now;
  let executed: Executed | undefined;
  let thrown: unknown;
  const input = {
    fleet: 'deploy-1',
    targets: TARGETS_URI,
    settings: { cluster: 'sim', taskDefinition: 'app-migrate' },
    ...story.input,
  };
  execute(
    fleetMachine(),
    input,
    {
      invoke,
      read: async (bucket, key) => objects.get(`${bucket}/${key}`),
      write: async (bucket, key, text) => void objects.set(`${bucket}/${key}`, text),
      wait: (seconds) => sleep(seconds * 1_000),
    },
    name,
  ).then(
    (it) => {
      executed = it;
    },
    (error: unknown) => {
      thrown = error;
    },
  );
  for (let idle = 0; executed === undefined; ) {
    await new Promise((resolve) => setImmediate(resolve));
    if (thrown !== undefined) throw thrown;
    if (executed !== undefined) break;
    idle = clock.advance() ? 0 : idle + 1;
    if (idle > 1_000) throw new Error('nothing happens any more');
  }
  return { executed, ecs, objects, calls: record.calls, invocations, wallMs: clock.now - beganAt, log };
}
