import type { FleetNeeds } from '../events/fleet-events.ts';
import type { FleetPlan } from './fleet-plan.ts';
import { FLEET_START, type FleetInput, scheduleTargets } from './schedule-targets.ts';

/** Starting and stopping a task takes about so long on Fargate, besides the migration itself. Milliseconds. */
const OVERHEAD_MS = 45_000;
/** Assumed for a migration of which nothing is known. Milliseconds. */
const ASSUMED_RUN_MS = 30_000;
/** How often running tasks are looked at, and how many in one call. */
const LOOK_MS = 6_000;
const PER_LOOK = 100;
/** Calls for the log of one target, about. */
const CALLS_PER_LOG = 1;

interface Assumed {
  /** Launches a second. */
  rate: number;
  /** How long migrations of this fleet took before. Milliseconds. */
  runMs: number | undefined;
  /** The CPU of a target's task, in units of 1/1024 vCPU. */
  cpuOf(target: string): number | undefined;
}

/**
 * What a fleet will need, if every migration takes equally long: the schedule itself is played on a clock of its own,
 * without pauses.
 */
export function estimateFleet(
  { pause: _, maxFailures: __, ...plan }: FleetPlan,
  { rate, runMs = ASSUMED_RUN_MS, cpuOf }: Assumed,
): { needs: FleetNeeds; waveMs: number[] } {
  const lifeMs = OVERHEAD_MS + runMs;
  const lives: { target: string; endsAt: number }[] = [];
  const groups = new Map<string, { targets: number; now: number; atOnce: number }>();
  const groupOf = new Map(plan.waves.flat().map(({ name, group = '' }) => [name, group]));
  const waveMs: number[] = [];
  let [state, now, launchAt, cpuNow, cpuAtOnce, tasksAtOnce, taskMs] = [FLEET_START, 0, 0, 0, 0, 0, 0];
  let isCpuKnown = true;
  let waveFrom = 0;

  const put = (input: FleetInput): boolean => {
    const step = scheduleTargets(state, input, { plan, now, random: 0.5 });
    ({ state } = step);
    for (const { state: to } of step.waves) {
      if (to !== 'ended') continue;
      waveMs.push(now - waveFrom);
      waveFrom = now;
    }
    for (const { name, group = '' } of step.launch) {
      launchAt = Math.max(now, launchAt);
      lives.push({ target: name, endsAt: launchAt + lifeMs });
      launchAt += 1_000 / rate;
      taskMs += lifeMs;
      const known = groups.get(group) ?? { targets: 0, now: 0, atOnce: 0 };
      const atOnce = Math.max(known.atOnce, known.now + 1);
      groups.set(group, { targets: known.targets + 1, now: known.now + 1, atOnce });
      const cpu = cpuOf(name);
      isCpuKnown &&= cpu !== undefined;
      cpuNow += cpu ?? 0;
    }
    tasksAtOnce = Math.max(tasksAtOnce, state.running.size);
    cpuAtOnce = Math.max(cpuAtOnce, cpuNow);
    return step.next.over !== true;
  };

  let goesOn = plan.waves.length > 0 && put({ on: 'begin' });
  // All lives are equally long, so they end in the order in which they began.
  for (let index = 0; goesOn; index += 1) {
    const life = lives[index];
    if (life === undefined) throw new Error('a fleet that waits for nothing');
    now = life.endsAt;
    const group = groups.get(groupOf.get(life.target) ?? '');
    if (group !== undefined) group.now -= 1;
    cpuNow -= cpuOf(life.target) ?? 0;
    goesOn = put({ on: 'ended', target: life.target, end: 'succeeded' });
  }
  const looks = Math.ceil(taskMs / LOOK_MS / PER_LOOK) + Math.ceil(now / LOOK_MS);
  const named = [...groups].filter(([group]) => group !== '');
  return {
    waveMs,
    needs: {
      wallMs: Math.round(now),
      assumedRunMs: runMs,
      tasksAtOnce,
      cpuAtOnce: isCpuKnown ? cpuAtOnce : null,
      calls: looks + lives.length * CALLS_PER_LOG,
      groups: named.map(([group, { targets, atOnce }]) => ({ group, targets, atOnce })),
    },
  };
}
