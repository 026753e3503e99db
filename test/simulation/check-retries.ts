import fc from 'fast-check';
import type { EventBody } from '../../src/core/events/events.ts';
import type { Fault, Scenario } from '../support/virtual-aws/scenario.ts';
import { type Simulation, simulate } from '../support/virtual-aws/simulate.ts';
import { MIGRATE } from '../support/virtual-aws/timeline.ts';
import type { SimulatedTask } from '../support/virtual-aws/view.ts';
import { scenarios } from './arbitrary.ts';
import { type Found, type Search, searchFor } from './check.ts';

const RETRYABLE = [1, 3];
const HOUR_MS = 60 * 60_000;
export const again = (retries: number) => ({
  retries,
  retrySafe: 'transactional' as const,
  retryOn: RETRYABLE.map((code) => ({ code })),
  retryWait: { leastMs: 1_000, mostMs: 20_000 },
});

/** Nobody may read the log, so nothing may be tried again. */
const LOGS_DENIED: Fault = {
  operation: 'GetLogEvents',
  process: null,
  kind: 'denied',
  when: { fromMs: 0, forMs: 24 * HOUR_MS },
};

/** Random scenarios in which processes try again, and migrations often fail in a way that allows it. */
export const failing: fc.Arbitrary<Scenario> = fc
  .record({
    drawn: scenarios,
    retries: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
    codes: fc.array(fc.constantFrom(1, 3, 3, 7, 0), { minLength: 3, maxLength: 3 }),
    calm: fc.boolean(),
    unread: fc.oneof({ weight: 7, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant([LOGS_DENIED]) }),
  })
  .map(({ drawn, retries, codes, calm, unread }) => ({
    ...drawn,
    faults: [...(calm ? [] : drawn.faults), ...unread],
    definition: { ...drawn.definition, essential: true, sidecars: calm ? [] : drawn.definition.sidecars },
    fates: drawn.fates.map((fate, i) => ({ ...fate, exitCode: codes[i] ?? 3 })),
    processes: drawn.processes.map((plan, i) => {
      const { ifRunning: _, detach: __, ...settings } = plan.settings;
      const number = retries[i] ?? 0;
      return { ...plan, turns: null, settings: number === 0 ? settings : { ...settings, ...again(number) } };
    }),
  }));

const identityOf = ({ marks }: SimulatedTask) => marks?.identity ?? '';
const lifeOf = ({ timeline }: SimulatedTask) => timeline.lives.find(({ name }) => name === MIGRATE);

/** What is promised of attempts: one at a time, at most N + 1, and only after an end that allows another. */
export function brokenAttempts({ ecs, processes, ...rest }: Simulation): string | undefined {
  const thrown = processes.find((one) => one.thrown !== undefined);
  if (thrown !== undefined) return `a process threw: ${thrown.thrown}`;
  for (const identity of new Set(ecs.launched.map(identityOf))) {
    const tasks = ecs.launched.filter((task) => identityOf(task) === identity);
    const ran = tasks.filter((task) => lifeOf(task) !== undefined);
    const most = Math.max(0, ...tasks.map(({ launchedBy }) => processes[launchedBy ?? -1]?.plan.settings.retries ?? 0));
    const remembered = ran.filter(({ timeline }) => timeline.createdAt < (ran[0]?.timeline.createdAt ?? 0) + HOUR_MS);
    if (remembered.length > most + 1) return `${remembered.length} attempts ran, and ${most + 1} were allowed`;
    const late = afterTimeout(tasks, processes);
    if (late !== undefined) return late;
    for (const [index, later] of tasks.entries()) {
      for (const earlier of tasks.slice(0, index)) {
        const { createdAt } = later.timeline;
        if (createdAt >= earlier.timeline.stoppedAt + HOUR_MS) continue;
        if (createdAt < earlier.timeline.stoppedAt) return 'an attempt was launched before the last one had stopped';
        const life = lifeOf(earlier);
        if (life === undefined) continue;
        const { stopCode, toldAt } = earlier.timeline;
        const allowed = life.self && RETRYABLE.includes(life.code ?? 0) && life.endedAt <= toldAt;
        if (!allowed) return `another attempt after code ${life.code}, ${stopCode}`;
        if (ecs.tasks.some((task) => ranBetween(task, earlier, later))) return 'somebody else has migrated in between';
      }
    }
  }
  return lineNotRead({ ecs, processes, ...rest });
}

/** Time for calls that are slow, and for the list of tasks that a launch was decided by. */
const SLACK_MS = 15_000;

/** All attempts together are within `--timeout`, if every process of the run has it. */
function afterTimeout(tasks: readonly SimulatedTask[], processes: Simulation['processes']): string | undefined {
  const timeouts = tasks.map(({ launchedBy }) => processes[launchedBy ?? -1]?.plan.settings.timeout ?? Infinity);
  const beganAt = Math.min(...tasks.filter(lifeOf).map(({ timeline }) => timeline.createdAt));
  const last = Math.max(...tasks.map(({ timeline }) => timeline.createdAt));
  const isRemembered = last < beganAt + HOUR_MS;
  return isRemembered && last > beganAt + Math.max(...timeouts) + SLACK_MS
    ? 'an attempt after the time-out'
    : undefined;
}

/** Whether a migration of somebody else ran after an attempt, early enough to be seen before the next one. */
function ranBetween(task: SimulatedTask, earlier: SimulatedTask, later: SimulatedTask): boolean {
  const isForeign = task.launchedBy === undefined && task.startedBy === undefined && task.commands === undefined;
  const { createdAt, executionStoppedAt, stoppedAt } = task.timeline;
  return (
    isForeign &&
    later.commands === undefined &&
    createdAt < later.timeline.createdAt - SLACK_MS &&
    executionStoppedAt > earlier.timeline.executionStoppedAt + SLACK_MS &&
    later.timeline.createdAt < stoppedAt + HOUR_MS / 2
  );
}

/** The log stream of the migration, as the run has announced it. */
function streamOf(taskArn: string, events: readonly EventBody[]): string | undefined {
  const announced = events.flatMap((one) => ('logStreams' in one && one.taskArn === taskArn ? one.logStreams : []));
  return announced.find(({ container }) => container === MIGRATE)?.stream ?? undefined;
}

/** Another attempt needs the whole log of the last one. */
function lineNotRead({ ecs, logs, processes }: Simulation): string | undefined {
  for (const { events, lines } of processes) {
    for (const event of events) {
      if (event.type !== 'attempt') continue;
      const task = ecs.tasks.find(({ arn }) => arn === event.taskArn);
      const endedAt = (task && lifeOf(task)?.endedAt) ?? 0;
      const stream = streamOf(event.taskArn, events);
      const owed = (logs.linesOf(stream)?.all ?? []).filter(({ readableAt }) => readableAt <= endedAt);
      const read = lines.get(stream ?? '') ?? [];
      if (read.length < owed.length) return `another attempt after ${read.length} of ${owed.length} lines`;
    }
  }
  return undefined;
}

/** Simulates random scenarios with `--retries` until one breaks what is promised of attempts. */
export function check(search: Search): Promise<Found | undefined> {
  const promise = 'attempts: one at a time, at most N + 1, and only after an end that allows another';
  const play = async (scenario: Scenario) => {
    const what = brokenAttempts(await simulate(scenario));
    return what === undefined ? undefined : { scenario, violation: { invariant: 'attempts', promise, what } };
  };
  return searchFor(play, failing, search);
}
