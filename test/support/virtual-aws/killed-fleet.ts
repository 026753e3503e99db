import { perform } from '../../../src/api.ts';
import type { MigrationEvent, ResultEvent } from '../../../src/core/events/events.ts';
import type { FleetMemory } from '../../../src/core/fleet/journal.ts';
import type { Aws } from '../../../src/core/ports.ts';
import type { Fleet } from '../../../src/fleet/fleet.ts';
import type { Writer } from '../../../src/fleet/journal-file.ts';
import { openJournal } from '../../../src/fleet/open-journal.ts';
import { startFleet } from '../../../src/fleet/start-fleet.ts';
import { VirtualClock } from './clock.ts';
import { SimulatedEcs } from './ecs.ts';
import { faultsOf } from './failures.ts';
import { aTarget, loadModules, tenantOf } from './fleet-world.ts';
import { type Crossing, inBucket, onDisk, type Store } from './journal-store.ts';
import { SimulatedLogs } from './logs.ts';
import { settled } from './microtasks.ts';
import type { ProcessRecord, Surroundings } from './process-record.ts';
import { seeded } from './randomness.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Fate, type Fault, type Scenario } from './scenario.ts';
import { BEGINNING } from './simulate.ts';
import type { SimulatedTask } from './view.ts';
import { createWorldOf, NEVER } from './world.ts';

/** A fleet whose processes are killed, and what the world then knows. */
export interface KilledFleet {
  targets: string[];
  kills: number;
  /** Restarts so late that ECS had forgotten some task. */
  longAbsences: number;
  /** By target, in the order of the launches. */
  tasks: Map<string, SimulatedTask[]>;
  /** The last journal, as the next process would read it. */
  memory: FleetMemory | undefined;
  /** The result of the last process, which nobody killed. */
  result: ResultEvent | undefined;
  /** The last state of each target in the events of the last process. */
  outcomes: Record<string, string>;
  /** StopTask calls. */
  stops: number;
  /** When each process has read the journal, and was not refused. */
  startedAt: number[];
  /** A process without an end, or an error. */
  problem?: string;
}

const HOUR = 60 * 60_000;
const MINUTE = 60_000;
const PLACES = { file: '/shop/fleet.jsonl', object: 's3://deploys/fleet.jsonl' };
const MOST_PROCESSES = 80;
const MOST_STEPS = 400_000;

/**
 * Plays a fleet on the virtual AWS with the real driver and the real journal. Again and again its process is killed (as
 * by `kill -9`) at some call, event, wait or write, before or after it took effect, and a new process resumes it, after
 * seconds or hours, until one is left alone and nothing remains to be done.
 */
export async function playKilledFleet(seed: number, trace?: (text: string) => void): Promise<KilledFleet> {
  await loadModules();
  const random = seeded(seed);
  const chance = (part: number) => random.next() < part;
  const between = (least: number, most: number) => least + Math.floor(random.next() * (most - least));
  const targets = Array.from({ length: between(2, 6) }, (_, n) => `t${n}`);
  const scenario: Scenario = {
    ...A_SCENARIO,
    seed,
    remembers: chance(0.5),
    fates: Array.from({ length: 60 }, () => aFate(chance, between)),
    faults: chance(0.4) ? someFaults(chance, between) : [],
  };
  const clock = new VirtualClock(BEGINNING);
  const now = () => clock.now;
  const ecs = new SimulatedEcs(scenario, now);
  const surroundings: Surroundings = {
    scenario,
    clock,
    ecs,
    logs: new SimulatedLogs(scenario, ecs.tasks, now),
    attempts: { lastRefused: async () => 0, rememberRefused: async () => undefined },
    faultOf: faultsOf(scenario.faults, BEGINNING),
    story: {},
    ...(trace && {
      trace: (process: number, text: string) =>
        trace(`${((clock.now - BEGINNING) / 1_000).toFixed(1)}   p${process} ${text}`),
    }),
  };
  const place = chance(0.5) ? PLACES.file : PLACES.object;
  const store: Store = place === PLACES.file ? onDisk(clock) : inBucket(clock);
  const settings = {
    waves: chance(0.5) ? ([1, 'rest'] as (number | 'rest')[]) : (['rest'] as 'rest'[]),
    concurrency: between(1, 6),
    maxFailures: 1_000,
  };
  const told: KilledFleet = {
    targets,
    kills: 0,
    longAbsences: 0,
    tasks: new Map(),
    memory: undefined,
    result: undefined,
    outcomes: {},
    stops: 0,
    startedAt: [],
  };
  // Most stories have some kills, soon after one another or after hours.
  let killsLeft = between(6, 22);
  let lastPid = 100;

  for (let index = 0; told.problem === undefined; index += 1) {
    const willBeKilled = killsLeft > 0;
    killsLeft -= 1;
    const ran = await runProcess(index, willBeKilled);
    if (ran === 'killed') {
      told.kills += 1;
      const away = absence(chance, between);
      if (away > HOUR) told.longAbsences += 1;
      clock.at(clock.now + away, () => undefined);
      await pass(clock.now + away);
      continue;
    }
    if (ran === 'refused') {
      // As the message says: another process may live, so it is tried again later.
      await pass(clock.now + MINUTE);
      killsLeft += willBeKilled ? 1 : 0;
      continue;
    }
    const { failed = 0, unlaunched = 0 } = told.result?.targets ?? {};
    if (!willBeKilled && failed === 0 && unlaunched === 0) break;
    await pass(clock.now + between(1_000, 10 * MINUTE));
    if (index > MOST_PROCESSES) told.problem = 'no end';
  }
  for (const task of ecs.launched) {
    const name = tenantOf(task);
    told.tasks.set(name, [...(told.tasks.get(name) ?? []), task]);
    told.stops += ecs.stopsByClient(task.arn).length;
  }
  return told;

  /** Lets the time pass; what earlier processes had on the wire arrives. */
  async function pass(until: number): Promise<void> {
    let isThen = false;
    clock.at(until, () => {
      isThen = true;
    });
    while (!isThen) {
      clock.advance();
      await settled();
    }
  }

  async function runProcess(index: number, willBeKilled: boolean): Promise<'ended' | 'killed' | 'refused'> {
    const record: ProcessRecord = { index, plan: A_PROCESS, events: [], lines: new Map(), calls: {} };
    let alive = true;
    let ended: 'ended' | 'refused' | undefined;
    const kill = (where: string) => {
      if (!alive || ended !== undefined) return;
      alive = false;
      trace?.(`${stamp()} KILLED ${where}`);
    };
    // Some die at any place, early or late; some around a launch or a write, where it matters most; some while they wait.
    const around = chance(0.5) ? /RunTask|append|PutObject/ : /./;
    let left = willBeKilled
      ? 1 + Math.floor(random.next() ** 2 * (around.test('x') ? 60 : 4) * targets.length)
      : Infinity;
    if (willBeKilled && chance(0.2)) {
      clock.at(clock.now + between(1_000, 15 * MINUTE), () => kill('by time'));
    }
    const crossing: Crossing = {
      isAlive: () => alive,
      /** Whether the process dies here. */
      dies(where) {
        if (!alive) return true;
        if (around.test(where)) left -= 1;
        if (left < 0) kill(where);
        return !alive;
      },
      random,
    };
    const own = createWorldOf(record, surroundings)(
      { isAlive: () => alive, onCall: (operation) => void crossing.dies(`after ${operation}`) },
      NEVER_ABORTED,
    );
    const sleep: typeof own.clock.sleep = async (ms, signal) => {
      await own.clock.sleep(ms, signal);
      if (crossing.dies('after a wait')) return NEVER;
    };
    const itsClock = { ...own.clock, sleep };
    // A container that is started again may have the same process id.
    if (chance(0.8)) lastPid += 1;
    const pid = lastPid;
    const writer: Writer = {
      pid,
      host: 'ci',
      isAlive: (other) => alive && other === pid,
      clock: itsClock,
      ...store.files(crossing),
    };

    const events: MigrationEvent[] = [];
    const emit = (event: MigrationEvent): void | Promise<void> => {
      if (crossing.dies(`at the event ${event.type}`)) return NEVER;
      events.push(event);
      if (event.type === 'target')
        trace?.(`${stamp()} p${index} ${event.target} ${event.state} ${event.attempt} ${event.outcome ?? ''}`);
    };
    const aws = mortal(own, crossing, (request) => {
      // The request was on the wire when the process died.
      if (random.next() < 0.5) clock.at(clock.now + between(0, 3_000), () => void ecs.run(request, index));
    });

    const going = (async (): Promise<void> => {
      const opened = await openJournal(place, writer, async () => store.objects(crossing));
      if (!opened.ok) {
        trace?.(`${stamp()} p${index} refused: ${opened.failure.problem}`);
        ended = 'refused';
        return;
      }
      const { journal, memory } = opened.value;
      trace?.(`${stamp()} p${index} starts`);
      told.startedAt.push(clock.now);
      const fleet: Fleet = {
        id: memory?.fleet ?? own.random.uuid().slice(0, 8),
        source: 'targets.yml',
        rows: targets.length,
        targets: targets.map((name) => aTarget(name, scenario)),
        settings,
        ...(memory && { memory }),
        tool: 'test',
        resume: null,
      };
      const result = await startFleet('run', fleet, {
        each: {
          clock: itsClock,
          random: own.random,
          ...(scenario.remembers ? { attempts: surroundings.attempts } : {}),
        },
        emit,
        clock: itsClock,
        random: own.random,
        journal,
        halt: NEVER_ABORTED,
        stop: NEVER_ABORTED,
        openAws: async () => ({ ok: true, value: aws }),
        perform,
      });
      if (!alive) return;
      ended = result.outcome === 'invalid' ? 'refused' : 'ended';
      trace?.(`${stamp()} p${index} ENDS ${result.outcome} ${result.cause}`);
      if (ended === 'refused') return;
      told.result = result;
      told.memory = store.memory(place);
      told.outcomes = outcomesOf(events);
    })().catch((error: unknown) => {
      told.problem = `an error: ${(error as Error).stack}`;
      ended = 'ended';
    });
    void going;
    let recorded = false;
    void going.then(() => {
      recorded = true;
    });
    for (let steps = 0; alive && !recorded; steps += 1) {
      await settled();
      if (alive && !recorded && !clock.advance()) {
        told.problem = `process ${index} waits for nothing`;
        return 'ended';
      }
      if (steps > MOST_STEPS) {
        told.problem = `process ${index} has no end`;
        return 'ended';
      }
    }
    return alive ? (ended ?? 'ended') : 'killed';
  }

  function stamp(): string {
    return `+${((clock.now - BEGINNING) / 1_000).toFixed(1)}`;
  }
}

const NEVER_ABORTED = new AbortController().signal;

/** The ports of a process that may die before a call is made. After it is made, `onCall` of its machine decides. */
function mortal(own: Aws, crossing: Crossing, onTheWire: (request: Parameters<Aws['tasks']['run']>[0]) => void): Aws {
  return {
    ...own,
    tasks: {
      ...own.tasks,
      async run(request) {
        const wasAlive = crossing.isAlive();
        if (!crossing.dies('before RunTask')) return own.tasks.run(request);
        if (wasAlive) onTheWire(request);
        return NEVER;
      },
    },
  };
}

function aFate(chance: (part: number) => boolean, between: (least: number, most: number) => number): Fate {
  const long = chance(0.15);
  return {
    ...A_FATE,
    startAfterMs: between(5_000, 60_000),
    runsMs: long ? between(MINUTE, 6 * MINUTE) : between(1_000, 30_000),
    exitCode: chance(0.12) ? 3 : 0,
    failsToStart: chance(0.05) ? 'ResourceInitializationError: unable to pull secrets: i/o timeout' : null,
  };
}

function someFaults(chance: (part: number) => boolean, between: (least: number, most: number) => number): Fault[] {
  const operations = ['RunTask', 'DescribeTasks', 'ListTasks', 'GetLogEvents'] as const;
  const kinds = ['throttled', 'lost-before', 'lost-after', 'slow', 'unreachable'] as const;
  return Array.from({ length: between(1, 6) }, () => ({
    operation: operations[between(0, operations.length)] ?? 'RunTask',
    process: null,
    kind: kinds[between(0, kinds.length)] ?? 'slow',
    when: chance(0.6)
      ? { nth: between(1, 20), times: between(1, 4) }
      : { fromMs: between(0, HOUR), forMs: between(5_000, MINUTE) },
  }));
}

function absence(chance: (part: number) => boolean, between: (least: number, most: number) => number): number {
  if (chance(0.15)) return between(HOUR, 6 * HOUR);
  return chance(0.6) ? between(200, 10_000) : between(10_000, 55 * MINUTE);
}

function outcomesOf(events: readonly MigrationEvent[]): Record<string, string> {
  const ends = events.flatMap((event) => (event.type === 'target' && event.state === 'ended' ? [event] : []));
  return Object.fromEntries(ends.map(({ target, outcome = '' }) => [target, outcome]));
}
