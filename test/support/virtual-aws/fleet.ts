import type { CallFailure } from '../../../src/core/base/failure.ts';
import { outcomeOf } from '../../../src/core/explain/explain.ts';
import type { RunContext } from '../../../src/core/ports.ts';
import { run } from '../../../src/migrate/run.ts';
import { shareCalls } from '../../../src/migrate/share/share-calls.ts';
import { VirtualClock } from './clock.ts';
import { SimulatedEcs } from './ecs.ts';
import { failure, faultsOf } from './failures.ts';
import { SimulatedLogs } from './logs.ts';
import { settled } from './microtasks.ts';
import type { ProcessRecord, Surroundings } from './process-record.ts';
import { limiter } from './quotas.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Operation, type Scenario } from './scenario.ts';
import { BEGINNING } from './simulate.ts';
import { createWorldOf, resolvedOf } from './world.ts';

/** A fleet on the virtual AWS: many runs in one process, which share their calls. */
export interface FleetStory {
  targets: number;
  /** RunTask calls a second: the value of `--rate`. */
  rate?: number;
  /** What AWS accepts a second, by operation. More is throttled. Not limited by default. */
  quotas?: Partial<Record<Operation, number>>;
  linesEach?: number;
  runsMs?: number;
  exitCode?: number;
  /** Lines are counted, not kept. */
  countLines?: true;
  /** The logs are followed while they are written. */
  live?: true;
  /** Called with each call, and may let it fail. */
  failureOf?(operation: Operation, call: number): CallFailure | undefined;
}

export interface FleetTold {
  /** From the beginning until the last run has ended. Milliseconds. */
  wallMs: number;
  calls: Record<string, number>;
  /** Exit codes by target. */
  exitCodes: number[];
  launched: number;
  /** Log lines by target, in the order in which they were emitted. */
  lines: string[][];
  lineCount: number;
  /** The largest heap that was seen. Bytes. */
  heapBytes: number;
  throttled: number;
  /** When the first line was emitted, from the beginning. */
  firstLineAt: number;
}

/** How long a task takes besides its migration: to start, and to be torn down. Milliseconds. */
export const OVERHEAD = { startMs: 33_000, stopMs: 12_000 };

export async function playFleet(story: FleetStory): Promise<FleetTold> {
  const { targets, rate, linesEach = 10, runsMs = 30_000, exitCode = 0 } = story;
  const scenario: Scenario = {
    ...A_SCENARIO,
    fates: [
      {
        ...A_FATE,
        startAfterMs: OVERHEAD.startMs,
        runsMs,
        exitCode,
        teardownMs: OVERHEAD.stopMs,
        lines: { ...A_FATE.lines, count: linesEach },
      },
    ],
    logs: { ...A_SCENARIO.logs, pageLines: 10_000 },
  };
  const clock = new VirtualClock(BEGINNING);
  const ecs = new SimulatedEcs(scenario, () => clock.now);
  const logs = new SimulatedLogs(scenario, ecs.tasks, () => clock.now);
  const record: ProcessRecord = { index: 0, plan: A_PROCESS, events: [], lines: new Map(), calls: {} };
  const told: FleetTold = {
    wallMs: 0,
    calls: record.calls,
    exitCodes: [],
    launched: 0,
    lines: Array.from({ length: targets }, () => []),
    throttled: 0,
    lineCount: 0,
    heapBytes: 0,
    firstLineAt: Number.POSITIVE_INFINITY,
  };
  const accepts = limiter(story.quotas ?? {}, () => clock.now);
  const failureOf = (operation: Operation): CallFailure | undefined => {
    const mine = story.failureOf?.(operation, record.calls[operation] ?? 0);
    if (mine !== undefined || accepts(operation)) return mine;
    told.throttled += 1;
    return failure('throttled', operation);
  };
  const around: Surroundings = {
    scenario,
    clock,
    ecs,
    logs,
    attempts: { lastRefused: async () => 0, rememberRefused: async () => {} },
    faultOf: faultsOf([], BEGINNING),
    story: { failureOf },
  };
  const machine = { isAlive: () => true, onCall: () => {} };
  const own = createWorldOf(record, around)(machine, new AbortController().signal);
  const sharing = shareCalls(own, { ...own, ...(rate === undefined ? {} : { launchesPerSecond: rate }) });
  const { settings } = resolvedOf(A_PROCESS, scenario);

  let left = targets;
  for (let target = 0; target < targets; target += 1) {
    const context: RunContext = {
      ...own,
      ...sharing.join(story.live ? AbortSignal.abort() : NEVER),
      emit: (event) => {
        if (event.type !== 'log') return;
        told.lineCount += 1;
        if (!story.countLines) told.lines[target]?.push(event.message);
        told.firstLineAt = Math.min(told.firstLineAt, clock.now - BEGINNING);
      },
    };
    const name = `tenant-${target}`;
    const of = { settings: { ...settings, env: { TENANT: name }, lock: `app-migrate/${name}` }, origins: {} };
    void run(of, {}, context).then((ran) => {
      const outcome = outcomeOf(ran.ending, ran.ref?.taskArn ?? null, ran.attach);
      told.exitCodes[target] = outcome.exitCode;
      left -= 1;
    });
  }
  for (let steps = 0; left > 0; steps += 1) {
    await settled();
    if (steps % 1_000 === 0) told.heapBytes = Math.max(told.heapBytes, process.memoryUsage().heapUsed);
    if (left > 0 && (!clock.advance() || steps > 2_000_000)) throw new Error(`${left} runs have no end`);
  }
  return { ...told, wallMs: clock.now - BEGINNING, launched: ecs.launched.length };
}

/** The shortest possible time: the launches, one after the other, and the life of the last task. */
export function idealMs(targets: number, rate: number, runsMs: number): number {
  return (targets / rate) * 1_000 + OVERHEAD.startMs + runsMs + OVERHEAD.stopMs;
}

export function callsBesidesLaunches({ calls }: FleetTold): number {
  const { RunTask: _, ...others } = calls;
  return Object.values(others).reduce((sum, count) => sum + count, 0);
}

const NEVER = new AbortController().signal;
