import type { AttemptMemory } from '../../../src/core/ports.ts';
import { VirtualClock } from './clock.ts';
import { SimulatedDeployments } from './deployments.ts';
import { SimulatedEcs } from './ecs.ts';
import { faultsOf } from './failures.ts';
import { SimulatedLogs } from './logs.ts';
import { settled } from './microtasks.ts';
import { startProcess } from './process.ts';
import type { ProcessRecord, StoryOfOne, Surroundings } from './process-record.ts';
import type { Scenario } from './scenario.ts';

/** Everything that happened, and the truth to compare it with. */
export interface Simulation {
  scenario: Scenario;
  ecs: SimulatedEcs;
  logs: SimulatedLogs;
  deployments: SimulatedDeployments | undefined;
  processes: ProcessRecord[];
  /** Why the world was stopped while processes were still working. */
  stuck?: 'nobody has a timer' | 'too much time' | 'too many steps';
}

/** 2026-11-21T12:00:00Z. */
export const BEGINNING = 1_795_262_400_000;
const LONGEST_MS = 36 * 60 * 60_000;
const MOST_STEPS = 30_000;
const LOOK_AGAIN_MS = 20_000;

/** Runs a scenario to its end. While processes work: lets them settle, then moves the clock to the next timer. */
export async function simulate(
  scenario: Scenario,
  tell?: (time: string, text: string) => void,
  story: StoryOfOne = {},
): Promise<Simulation> {
  const clock = new VirtualClock(BEGINNING);
  const now = () => clock.now;
  const ecs = new SimulatedEcs(scenario, now);
  const logs = new SimulatedLogs(scenario, ecs.tasks, now);
  const trace = tell && ((process: number, text: string) => tell(stamp(clock.now), `p${process} ${text}`));
  const around: Surroundings = {
    scenario,
    clock,
    ecs,
    logs,
    trace,
    story,
    attempts: memory(),
    faultOf: faultsOf(scenario.faults, BEGINNING),
    ...(story.service && { deployments: new SimulatedDeployments(story.service.timeoutMinutes, now) }),
  };

  for (const event of story.service?.events ?? []) {
    clock.at(BEGINNING + event.atMs, () => around.deployments?.happen(event));
  }
  for (const plan of scenario.foreign)
    clock.at(BEGINNING + plan.atMs, () => ecs.addForeign(plan, BEGINNING + plan.atMs));
  let waiting = scenario.processes.length;
  let running = 0;
  const processes = scenario.processes.map((plan, index): ProcessRecord => {
    return { index, plan, events: [], lines: new Map(), calls: {} };
  });
  for (const record of processes) {
    const start = () => {
      waiting -= 1;
      running += 1;
      startProcess(record, around, () => {
        running -= 1;
      });
    };
    const { start: when } = record.plan;
    if ('atMs' in when) clock.at(BEGINNING + when.atMs, start);
    else clock.at(BEGINNING + 1_000, () => startAfterStop(when.afterStopMs, start));
  }

  /** Starts a process this long after the first task has stopped. Starts it at once if there is no task to wait for. */
  function startAfterStop(ms: number, start: () => void): void {
    const stoppedAt = ecs.launched[0]?.timeline.stoppedAt ?? Number.POSITIVE_INFINITY;
    const decided = running === 0 || stoppedAt <= clock.now;
    if (!decided) clock.at(clock.now + LOOK_AGAIN_MS, () => startAfterStop(ms, start));
    else clock.at((stoppedAt < Number.POSITIVE_INFINITY ? stoppedAt : clock.now) + ms, start);
  }

  // Lets the event loop turn once per simulation.
  await new Promise((resolve) => setImmediate(resolve));
  const simulation: Simulation = { scenario, ecs, logs, deployments: around.deployments, processes };
  for (let steps = 0; waiting + running > 0; steps += 1) {
    if (!clock.advance()) return { ...simulation, stuck: 'nobody has a timer' };
    if (clock.now - BEGINNING > LONGEST_MS) return { ...simulation, stuck: 'too much time' };
    if (steps > MOST_STEPS) return { ...simulation, stuck: 'too many steps' };
    await settled();
  }
  return simulation;
}

/** The refusals that a machine remembers. Every build has its own identities. */
function memory(): AttemptMemory {
  const refused = new Map<string, number>();
  return {
    lastRefused: async (identity) => refused.get(identity) ?? 0,
    rememberRefused: async (identity, attempt) =>
      void refused.set(identity, Math.max(attempt, refused.get(identity) ?? 0)),
  };
}

function stamp(now: number): string {
  return `+${((now - BEGINNING) / 1_000).toFixed(3)}s`.padStart(12);
}
