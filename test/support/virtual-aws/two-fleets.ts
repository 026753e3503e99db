import { perform } from '../../../src/api.ts';
import type { MigrationEvent, ResultEvent } from '../../../src/core/events/events.ts';
import type { Fleet } from '../../../src/fleet/fleet.ts';
import { startFleet } from '../../../src/fleet/start-fleet.ts';
import { VirtualClock } from './clock.ts';
import { SimulatedEcs } from './ecs.ts';
import { faultsOf } from './failures.ts';
import { aTarget, loadModules } from './fleet-world.ts';
import { SimulatedLogs } from './logs.ts';
import { settled } from './microtasks.ts';
import type { ProcessRecord, Surroundings } from './process-record.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Fault, type Scenario } from './scenario.ts';
import { BEGINNING } from './simulate.ts';
import { createWorldOf } from './world.ts';

/** Two fleets over the same targets, at the same time. */
export interface TwoFleets {
  targets: number;
  /** From the launch of a task until its container starts. Milliseconds. */
  startAfterMs: number;
  /** How much later the second fleet begins. Milliseconds. */
  secondAfterMs: number;
  /** How far the clock of the second process is ahead. Milliseconds. */
  aheadMs?: number;
  latencyMs?: number;
  /** RunTask calls a second of each fleet. */
  rate?: number;
  faults?: Fault[];
  seed?: number;
}

export interface TwoFleetsTold {
  ecs: SimulatedEcs;
  results: ResultEvent[];
  /** By fleet. */
  events: MigrationEvent[][];
}

/** Plays both to their ends on the virtual AWS, with the real driver. */
export async function playTwoFleets(story: TwoFleets): Promise<TwoFleetsTold> {
  await loadModules();
  const { targets, startAfterMs, secondAfterMs, aheadMs = 0, latencyMs = 40, rate, faults = [], seed = 1 } = story;
  const fate = { ...A_FATE, startAfterMs, runsMs: 20_000 };
  const scenario: Scenario = { ...A_SCENARIO, seed, latencyMs, fates: [fate], faults };
  const clock = new VirtualClock(BEGINNING);
  const ecs = new SimulatedEcs(scenario, () => clock.now);
  const around: Surroundings = {
    scenario,
    clock,
    ecs,
    logs: new SimulatedLogs(scenario, ecs.tasks, () => clock.now),
    attempts: { lastRefused: async () => 0, rememberRefused: async () => undefined },
    faultOf: faultsOf(faults, BEGINNING),
    story: {},
  };
  const told: TwoFleetsTold = { ecs, results: [], events: [[], []] };
  const names = Array.from({ length: targets }, (_, n) => `t${n}`);
  let left = 2;
  let problem: unknown;
  for (const index of [0, 1]) {
    const start = () => {
      const plan = { ...A_PROCESS, clock: { aheadMs: index === 1 ? aheadMs : 0, driftPpm: 0 } };
      const record: ProcessRecord = { index, plan, events: [], lines: new Map(), calls: {} };
      const own = createWorldOf(record, around)({ isAlive: () => true, onCall: () => undefined }, NEVER_ABORTED);
      const fleet: Fleet = {
        id: `fleet-${index}`,
        source: 'targets.yml',
        rows: targets,
        targets: names.map((name) => aTarget(name, scenario)),
        settings: {
          waves: ['rest'],
          concurrency: targets,
          maxFailures: 2 * targets,
          ...(rate === undefined ? {} : { rate }),
        },
        tool: 'test',
        resume: null,
      };
      startFleet('run', fleet, {
        each: { clock: own.clock, random: own.random },
        emit: (event) => void told.events[index]?.push(event),
        clock: own.clock,
        random: own.random,
        halt: NEVER_ABORTED,
        stop: NEVER_ABORTED,
        openAws: async () => ({ ok: true, value: own }),
        perform,
      }).then(
        (result) => {
          told.results[index] = result;
          left -= 1;
        },
        (error: unknown) => {
          problem = error;
          left = 0;
        },
      );
    };
    clock.at(BEGINNING + index * secondAfterMs, start);
  }
  for (let steps = 0; left > 0; steps += 1) {
    await settled();
    if (left > 0 && (!clock.advance() || steps > 1_000_000)) throw new Error('fleets without an end');
  }
  if (problem !== undefined) throw problem;
  return told;
}

const NEVER_ABORTED = new AbortController().signal;
