import { describe, expect, test } from 'vitest';
import type { ProcessRecord } from '../support/virtual-aws/process-record.ts';
import {
  A_FATE,
  A_PROCESS,
  A_SCENARIO,
  A_SIDECAR,
  type Fate,
  type ProcessPlan,
  type Scenario,
  type SidecarFate,
  type TurnsPlan,
} from '../support/virtual-aws/scenario.ts';
import { BEGINNING, simulate } from '../support/virtual-aws/simulate.ts';
import { violationOf } from './invariants.ts';
import { mirror, shareAll } from './mirror.ts';

const MINUTE_MS = 60_000;
const CAPACITY = 'Capacity is unavailable at this time. Please try again later or in a different availability zone';

test('a calm day: one task, its lines, its code', async () => {
  const { tasks, processes } = await play({});
  expect(tasks).toHaveLength(1);
  expect(endings(processes)).toEqual(['succeeded 0']);
  expect(linesOf(processes[0])).toEqual(['migrate 0', 'migrate 1', 'migrate 2', 'migrate last']);
});

test('the answer to RunTask is lost three times: one task', async () => {
  const { tasks, processes } = await play({
    faults: [{ operation: 'RunTask', process: null, kind: 'lost-after', when: { nth: 1, times: 3 } }],
  });
  expect(tasks).toHaveLength(1);
  expect(endings(processes)).toEqual(['succeeded 0']);
});

test('killed at the launch and started again in the same build: the task is adopted, with its log from the head', async () => {
  const { tasks, processes } = await play({
    fates: [fate({ exitCode: 3 })],
    processes: [
      process({ kill: { onCall: 'RunTask', nth: 1 } }),
      process({ start: { atMs: 20_000 } }),
      process({ start: { atMs: 60_000 } }),
    ],
  });
  expect(tasks).toHaveLength(1);
  expect(endings(processes)).toEqual(['killed', 'failed 3', 'failed 3']);
  expect(linesOf(processes[1])).toEqual(['migrate 0', 'migrate 1', 'migrate 2', 'migrate last']);
  expect(linesOf(processes[2])).toEqual(linesOf(processes[1]));
});

test('started twice at once in one build: one task, and both report it', async () => {
  const { tasks, processes } = await play({ fates: [fate({ exitCode: 7 })], processes: [process(), process()] });
  expect(tasks).toHaveLength(1);
  expect(endings(processes)).toEqual(['failed 7', 'failed 7']);
});

test('59 minutes after the end the result is reported again; after 61 ECS has forgotten, and it runs anew', async () => {
  const { tasks, processes } = await play({
    processes: [
      process(),
      process({ start: { afterStopMs: 59 * MINUTE_MS } }),
      process({ start: { afterStopMs: 61 * MINUTE_MS } }),
    ],
  });
  expect(tasks.map(({ launchedBy }) => launchedBy)).toEqual([0, 2]);
  expect(endings(processes)).toEqual(['succeeded 0', 'succeeded 0', 'succeeded 0']);
  expect(warningsOf(processes[1])).toContain('already-ran');
});

test('another build’s lost race says nothing of our own attempts', async () => {
  const { processes } = await play({
    definition: { ...A_SCENARIO.definition, streamPrefix: false },
    fates: [
      fate({ exitCode: 1, listedAfterMs: 11, startAfterMs: 2_011, runsMs: 0, teardownMs: 1_000 }),
      fate({ shownAfterMs: 518, listedAfterMs: 0, startAfterMs: 2_000, runsMs: 0, teardownMs: 8_827 }),
      fate({ exitCode: 1, listedAfterMs: 208, startAfterMs: 208, runsMs: 0, teardownMs: 1_000 }),
    ],
    processes: [
      process({ start: { atMs: 12_084 }, execution: 1 }),
      process({ execution: 1, otherCommand: true }),
      process({ start: { atMs: 10 }, build: 3, execution: 1 }),
      process({ start: { atMs: 11 }, execution: 1 }),
    ],
  });
  // At most one task per identity. Like all promises, this is checked for every story.
  expect(endings(processes)).toHaveLength(4);
});

test('no capacity twice, then a place', async () => {
  const { tasks, processes } = await play({ refusals: [CAPACITY, CAPACITY] });
  expect(tasks.map(({ marks }) => marks?.attempt)).toEqual([3]);
  expect(endings(processes)).toEqual(['succeeded 0']);
});

test('two builds in the same instant: one gives way before its container starts, and runs afterwards', async () => {
  const { tasks, processes } = await play({ processes: [process(), process({ build: 2 })] });
  expect(endings(processes)).toEqual(['succeeded 0', 'succeeded 0']);
  const [first, , second] = tasks.map(({ timeline }) => timeline);
  expect(tasks).toHaveLength(3);
  expect(tasks[1]?.timeline.startedAt ?? first?.startedAt).toBeDefined();
  expect(second?.createdAt).toBeGreaterThan(first?.toldAt ?? 0);
});

test('a retried stage follows the task of the build before it', async () => {
  const { tasks, processes } = await play({
    fates: [fate({ runsMs: 30_000 })],
    processes: [
      process({ execution: 1, kill: { afterMs: 20_000 } }),
      process({ execution: 1, build: 2, start: { atMs: 25_000 } }),
    ],
  });
  expect(tasks).toHaveLength(1);
  expect(endings(processes)).toEqual(['killed', 'succeeded 0']);
});

test('SIGINT stops the task, and 0 on SIGTERM is not success', async () => {
  const { tasks, processes } = await play({
    fates: [fate({ runsMs: 5 * MINUTE_MS, onTerm: { afterMs: 100, code: 0 } })],
    processes: [process({ signal: { afterMs: 30_000 } })],
  });
  expect(endings(processes)).toEqual(['interrupted 130']);
  expect(tasks[0]?.timeline.stopCode).toBe('UserInitiated');
  expect(linesOf(processes[0])).toContain('migrate last');
});

test('a time-out stops the task; with detach it is left running', async () => {
  const long = { fates: [fate({ runsMs: 10 * MINUTE_MS })] };
  const stopped = await play({ ...long, processes: [process({ settings: { timeout: MINUTE_MS } })] });
  expect(endings(stopped.processes)).toEqual(['timed-out 124']);
  expect(stopped.tasks[0]?.timeline.stopCode).toBe('UserInitiated');

  const settings = { timeout: MINUTE_MS, onTimeout: 'detach' } as const;
  const left = await play({ ...long, processes: [process({ settings })] });
  expect(endings(left.processes)).toEqual(['timed-out 124']);
  expect(left.tasks[0]?.timeline.stopCode).toBe('EssentialContainerExited');
});

test('lines that become readable 4.5 s after the exit are read, and a good run is done before the task is STOPPED', async () => {
  const lines = { ...A_FATE.lines, count: 20, lateMs: 4_500 };
  const { tasks, processes } = await play({ fates: [fate({ lines, teardownMs: 30_000 })] });
  expect(linesOf(processes[0])).toHaveLength(21);
  expect(processes[0]?.endedAt).toBeLessThan(tasks[0]?.timeline.stoppedAt ?? 0);
});

test('DescribeTasks denied after the launch: 76 after a minute, the task left alone, the command to attach known', async () => {
  const { tasks, processes } = await play({
    fates: [fate({ runsMs: 10 * MINUTE_MS })],
    faults: [{ operation: 'DescribeTasks', process: null, kind: 'denied', when: { nth: 3, times: 10_000 } }],
  });
  expect(endings(processes)).toEqual(['unknown 76']);
  expect(processes[0]?.ran?.attach).toContain('ecs-migrate attach');
  expect((processes[0]?.endedAt ?? 0) - BEGINNING).toBeLessThan(2 * MINUTE_MS);
  expect(tasks[0]?.timeline.stopCode).toBe('EssentialContainerExited');
});

test('throttled for ten minutes while the task runs: nothing is lost', async () => {
  const { processes } = await play({
    fates: [fate({ runsMs: 5 * MINUTE_MS, exitCode: 4 })],
    faults: [{ operation: 'all', process: null, kind: 'throttled', when: { fromMs: 30_000, forMs: 10 * MINUTE_MS } }],
  });
  expect(endings(processes)).toEqual(['failed 4']);
  expect(linesOf(processes[0])).toContain('migrate last');
});

test('a stop for another that was there first is throttled until our container works: it is not stopped any more', async () => {
  const { processes, tasks } = await play({
    fates: [fate({ runsMs: MINUTE_MS }), fate({ startAfterMs: 4_000, runsMs: MINUTE_MS })],
    processes: [process(), process({ build: 2, start: { atMs: 20 } })],
    faults: [{ operation: 'StopTask', process: null, kind: 'throttled', when: { fromMs: 0, forMs: 20_000 } }],
  });
  expect(tasks.map(({ timeline }) => timeline.stopCode)).toEqual(tasks.map(() => 'EssentialContainerExited'));
  expect(processes.flatMap((one) => warningsOf(one))).toContain('overlap');
});

test('the launcher of the later one of two is killed while it starts: the earlier one sees it start, and says so', async () => {
  const { processes } = await play({
    fates: [fate({ startAfterMs: 4_000, runsMs: MINUTE_MS }), fate({ startAfterMs: 20_000, runsMs: MINUTE_MS })],
    processes: [process(), process({ build: 2, kill: { onCall: 'RunTask', nth: 1 } })],
  });
  expect(endings(processes)).toEqual(['succeeded 0', 'killed']);
  expect(warningsOf(processes[0])).toContain('overlap');
});

test('a task that was stopped before it had started, which only its client token brings back: launched anew', async () => {
  const settings = { startTimeout: 5_000 };
  const { tasks, processes } = await play({
    fates: [fate({ startAfterMs: 9_000 }), fate({ startAfterMs: 2_000, listedAfterMs: 0 })],
    processes: [
      process({ settings }),
      process({ start: { atMs: MINUTE_MS }, settings: { ...settings, ifRunning: 'allow' } }),
    ],
    faults: [{ operation: 'ListTasks', process: 1, kind: 'denied', when: { nth: 1, times: 10 } }],
  });
  expect(endings(processes)).toEqual(['try-later 75', 'succeeded 0']);
  expect(tasks).toHaveLength(2);
});

test('two lose their hosts before ECS shows that either has started: both say that they may have run together', async () => {
  const { processes } = await play({
    definition: {
      ...A_SCENARIO.definition,
      sidecars: [{ essential: false, listedFirst: false, afterMigrate: false }],
    },
    fates: [
      fate({
        listedAfterMs: 4_500,
        startAfterMs: 4_000,
        runsMs: 1_500,
        sidecars: [{ ...A_SIDECAR, lateMs: 1_000 }],
        stop: { afterMs: 4_500, by: 'host' },
      }),
    ],
    processes: [process(), process({ build: 2 })],
  });
  for (const one of processes) expect(warningsOf(one)).toContain('overlap');
});

test('a rival that the lists show late, when ours runs already, and whose launcher is dead: ours sees it start, and says so', async () => {
  const { processes } = await play({
    fates: [
      fate({ listedAfterMs: 1_900, startAfterMs: 1_000, runsMs: 8_000 }),
      fate({ listedAfterMs: 2_000, startAfterMs: 4_000, runsMs: 8_000 }),
    ],
    processes: [process(), process({ build: 2, start: { atMs: 1_000 }, kill: { onCall: 'RunTask', nth: 1 } })],
  });
  expect(warningsOf(processes[0])).toContain('overlap');
});

test('ECS shows no code of containers that ran at the same time until their tasks are STOPPED: it is said all the same', async () => {
  const { processes } = await play({
    latencyMs: 0,
    definition: {
      ...A_SCENARIO.definition,
      essential: false,
      sidecars: [{ essential: true, listedFirst: false, afterMigrate: true }],
    },
    fates: [
      fate({
        shownAfterMs: 0,
        listedAfterMs: 1_249,
        startAfterMs: 3_249,
        startSeenMs: 0,
        runsMs: 3_101,
        exitCode: 1,
        sidecars: [A_SIDECAR, A_SIDECAR],
        teardownMs: 9_517,
        toldSeenMs: 0,
        codeSeen: 'after-stopped',
      }),
    ],
    processes: [process({ settings: { rerun: true } }), process({ settings: { rerun: true } }), process()],
    faults: [{ operation: 'RunTask', process: null, kind: 'slow', when: { nth: 1, times: 3 } }],
  });
  for (const one of processes) expect(warningsOf(one)).toContain('overlap');
});

describe('in the turns of a function', () => {
  const HOUR_MS = 60 * MINUTE_MS;
  const turns = (over: Partial<TurnsPlan> = {}) => ({ everyMs: 30_000, callMs: 60_000, limitMs: HOUR_MS, ...over });

  test('a calm day: one task, its lines, its code', async () => {
    const { tasks, processes } = await play({ processes: [process({ turns: turns() })] });
    expect(tasks).toHaveLength(1);
    expect(endings(processes)).toEqual(['succeeded 0']);
    expect(linesOf(processes[0])).toEqual(['migrate 0', 'migrate 1', 'migrate 2', 'migrate last']);
  });

  test('a build is killed at its launch, and a function of the same execution goes on: one task', async () => {
    const { tasks, processes } = await play({
      fates: [fate({ exitCode: 3 })],
      processes: [
        process({ kill: { onCall: 'RunTask', nth: 1 } }),
        process({ start: { atMs: 20_000 }, turns: turns(), kill: { onCall: 'DescribeTasks', nth: 4 } }),
      ],
    });
    expect(tasks).toHaveLength(1);
    expect(endings(processes)).toEqual(['killed', 'failed 3']);
  });

  test('another build’s task, which was followed and gave way, says nothing of our attempts', async () => {
    const fates = [
      fate({ listedAfterMs: 1, startAfterMs: 3_500, runsMs: 4_000 }),
      fate({ startAfterMs: 15_000, runsMs: 30_000 }),
    ];
    const first = process({ start: { atMs: 1 }, settings: { ifRunning: 'attach' }, turns: turns({ everyMs: 10_000 }) });
    const { tasks } = await play({ fates, latencyMs: 0, processes: [first, process({ build: 2 }), process()] });
    expect(tasks.filter(({ marks }) => marks?.build === 'build-1')).toHaveLength(1);
  });

  test('a clock that is behind: what all turns may take is no less for it', async () => {
    const { processes } = await play({
      fates: [fate({ runsMs: 2 * MINUTE_MS })],
      processes: [
        process({ clock: { aheadMs: -4 * MINUTE_MS, driftPpm: 0 }, turns: turns({ limitMs: 5 * MINUTE_MS }) }),
      ],
    });
    expect(endings(processes)).toEqual(['succeeded 0']);
  });

  test('a clock that is ahead, and a first look that fails: a time-out counts from the launch', async () => {
    const { processes } = await play({
      fates: [fate({ runsMs: 20_000 })],
      faults: [{ operation: 'DescribeTasks', process: null, kind: 'throttled', when: { nth: 2, times: 1 } }],
      processes: [
        process({ clock: { aheadMs: 57_500, driftPpm: 0 }, settings: { timeout: MINUTE_MS }, turns: turns() }),
      ],
    });
    expect(endings(processes)).toEqual(['succeeded 0']);
  });

  test('a function with little time, and slow answers: a task that has ended is reported', async () => {
    const { processes } = await play({
      latencyMs: 700,
      fates: [fate({ exitCode: 1 })],
      processes: [process(), process({ start: { afterStopMs: 1_000 }, turns: turns({ callMs: 15_000 }) })],
    });
    expect(endings(processes)).toEqual(['failed 1', 'failed 1']);
    expect((processes[1]?.endedAt ?? 0) - (processes[1]?.startedAt ?? 0)).toBeLessThan(2 * MINUTE_MS);
  });
});

describe('beside another essential container', () => {
  const definition = (over: object = {}) => ({
    ...A_SCENARIO.definition,
    sidecars: [{ essential: true, listedFirst: false, afterMigrate: false }],
    ...over,
  });
  const withSidecar = (sidecar: Partial<SidecarFate>, over: Partial<Fate> = {}) => [
    fate({ sidecars: [{ ...A_SIDECAR, ...sidecar }], ...over }),
  ];
  const many = Array.from({ length: 20 }, (_, seed) => seed);

  test('a proxy that drains for 1.2 s and ends with 0: the good end is seen 20 times of 20', async () => {
    for (const seed of many) {
      const fates = withSidecar({ onTerm: { afterMs: 1_200, code: 0 } }, { runsMs: 4_000 + seed * 997 });
      const { processes } = await play({ seed, definition: definition(), fates });
      expect(endings(processes)).toEqual(['succeeded 0']);
    }
  });

  test.each<[string, Partial<SidecarFate>]>([
    ['by itself with 0', { code: 0 }],
    ['for want of memory', { code: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
    ['in a crash', { code: 1 }],
  ])('it ends first, %s, and the migration says 0 on SIGTERM: never a zero', async (_, sidecar) => {
    for (const seed of many.slice(0, 5)) {
      const fates = withSidecar(
        { runsMs: 5_000, ...sidecar },
        { runsMs: MINUTE_MS, onTerm: { afterMs: 900, code: 0 } },
      );
      const { processes } = await play({ seed, definition: definition(), fates });
      expect(endings(processes)).toEqual(['uncertain 125']);
    }
  });

  test('its image is pulled for 20 minutes while the migration works: no time-out for the start, no race', async () => {
    const fates = withSidecar({ lateMs: 20 * MINUTE_MS }, { runsMs: 15 * MINUTE_MS });
    const { tasks, processes } = await play({ definition: definition(), fates });
    expect(endings(processes)).toEqual(['succeeded 0']);
    expect(tasks[0]?.timeline).toMatchObject({ runningAt: undefined, stopCode: 'EssentialContainerExited' });
  });

  test('an application that waits for the migration: its 0 counts, for whoever looks, and the rest is stopped', async () => {
    const { tasks, processes } = await play({
      definition: {
        ...definition(),
        essential: false,
        sidecars: [{ essential: true, listedFirst: true, afterMigrate: true }],
      },
      fates: withSidecar({ onTerm: { afterMs: 100, code: 0 } }, { runsMs: 15 * MINUTE_MS }),
      processes: [process(), process({ start: { afterStopMs: MINUTE_MS } })],
    });
    expect(endings(processes)).toEqual(['succeeded 0', 'succeeded 0']);
    expect(warningsOf(processes[0])).toContain('rest-stopped');
    expect(tasks).toHaveLength(1);
  });
});

test('two fleets launch for one target in the same moment, and both tasks end within seconds: both say so', async () => {
  const { tasks, processes } = await play({
    latencyMs: 0,
    fates: [
      fate({ shownAfterMs: 0, listedAfterMs: 0, startAfterMs: 2_000, startSeenMs: 0, runsMs: 0, teardownMs: 1_000 }),
    ],
    processes: [process({ build: 2, shared: true }), process({ shared: true })],
  });
  expect(tasks).toHaveLength(2);
  for (const one of processes) expect(warningsOf(one)).toContain('overlap');
});

/** Plays a calm scenario with these changes, with both drivers and with shared calls, and checks every promise. */
async function play(over: Partial<Scenario>) {
  const simulation = await simulate({ ...A_SCENARIO, ...over });
  expect(violationOf(simulation)).toBeUndefined();
  for (const other of [mirror, shareAll]) {
    expect(violationOf(await simulate(other(simulation.scenario)))).toBeUndefined();
  }
  return { tasks: simulation.ecs.launched, processes: simulation.processes };
}

function fate(over: Partial<Fate>): Fate {
  return { ...A_FATE, ...over };
}

function process(over: Partial<ProcessPlan> = {}): ProcessPlan {
  return { ...A_PROCESS, ...over };
}

function endings(processes: ProcessRecord[]): string[] {
  return processes.map(({ outcome }) => (outcome ? `${outcome.outcome} ${outcome.exitCode}` : 'killed'));
}

function linesOf(process: ProcessRecord | undefined): string[] {
  return [...(process?.lines.values() ?? [])].flat().map(({ message }) => message);
}

function warningsOf(process: ProcessRecord | undefined): string[] {
  return process?.events.flatMap((event) => (event.type === 'warning' ? [event.code] : [])) ?? [];
}
