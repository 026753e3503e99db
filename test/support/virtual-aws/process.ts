import type { CallFailure } from '../../../src/core/base/failure.ts';
import type { Outcome } from '../../../src/core/base/outcome.ts';
import type { ActionExecution, PipelineExecution } from '../../../src/core/ecs/pipeline.ts';
import type { BuildFacts } from '../../../src/core/ecs/run-metadata.ts';
import type { EventBody } from '../../../src/core/events/events.ts';
import { outcomeOf } from '../../../src/core/explain/explain.ts';
import type { AttemptMemory } from '../../../src/core/ports.ts';
import type { Resolved } from '../../../src/core/settings/source.ts';
import type { RunResult } from '../../../src/migrate/base/endings.ts';
import { run } from '../../../src/migrate/run.ts';
import type { VirtualClock } from './clock.ts';
import type { SimulatedEcs } from './ecs.ts';
import type { SimulatedLogs } from './logs.ts';
import type { FaultKind, Operation, ProcessPlan, Scenario, When } from './scenario.ts';
import { runInTurns } from './turns.ts';
import { createWorldOf, resolvedOf } from './world.ts';

/** Everything of the simulated world that a process touches. */
export interface Surroundings {
  scenario: Scenario;
  clock: VirtualClock;
  ecs: SimulatedEcs;
  logs: SimulatedLogs;
  attempts: AttemptMemory;
  faultOf(operation: Operation, process: number, now: number): FaultKind | undefined;
  story: StoryOfOne;
  trace?: ((process: number, text: string) => void) | undefined;
}

/** What a test says besides the scenario, where it is about one run. */
export interface StoryOfOne {
  resolved?: Resolved;
  build?: BuildFacts;
  /** Why a call does not get through; `sinceLaunchMs` is -Infinity before the launch. */
  failureOf?(operation: Operation, sinceLaunchMs: number): CallFailure | undefined;
  /** What CodePipeline answers, by the number of the call. */
  actions?(call: number): ActionExecution[];
  execution?(call: number): PipelineExecution;
  onCall?(operation: Operation, time: Moment): void;
  onEvent?(event: EventBody, time: Moment): void;
}

export interface Moment {
  now: number;
  /** 0 where nothing was launched yet. */
  launchedAt: number;
}

/** What became of one process, as far as anyone outside could see. */
export interface ProcessRecord {
  index: number;
  plan: ProcessPlan;
  startedAt?: number;
  killedAt?: number;
  /** One of its turns died, and was made again. */
  turnDied?: true;
  signalledAt?: number;
  endedAt?: number;
  ran?: RunResult;
  outcome?: Outcome;
  /** An error that `run` threw: a bug, always. */
  thrown?: unknown;
  /** All events but log lines. */
  events: Exclude<EventBody, { type: 'log' }>[];
  /** Log lines by stream, in the order they were emitted. */
  lines: Map<string, { timestamp: number; message: string }[]>;
  calls: Record<string, number>;
}

/** Starts a run as a process of its own, or as the turns of a function. When it is killed it falls silent for ever. */
export function startProcess(record: ProcessRecord, around: Surroundings, ended: () => void): void {
  const { plan, index } = record;
  const { clock, trace } = around;
  record.startedAt = clock.now;
  trace?.(index, 'starts');
  const running = plan.turns === null ? runInOneGo(record, around, ended) : runInTurns(record, plan.turns, around);
  running
    .then((ran) => {
      record.ran = ran;
      record.outcome = outcomeOf(ran.ending, ran.ref?.taskArn ?? null, ran.attach);
      trace?.(index, `ENDS ${record.outcome.outcome} ${record.outcome.exitCode}: ${record.outcome.cause}`);
    })
    .catch((error: unknown) => {
      record.thrown = error;
    })
    .finally(() => {
      record.endedAt = clock.now;
      ended();
    });
}

function runInOneGo(record: ProcessRecord, around: Surroundings, ended: () => void): Promise<RunResult> {
  const { plan, index } = record;
  const { scenario, clock, trace } = around;
  const interrupt = new AbortController();
  const isAlive = () => record.killedAt === undefined;

  function kill(): void {
    if (!isAlive() || record.endedAt !== undefined) return;
    record.killedAt = clock.now;
    trace?.(index, 'KILLED');
    ended();
  }

  function signal(): void {
    if (!isAlive() || record.endedAt !== undefined) return;
    record.signalledAt ??= clock.now;
    trace?.(index, 'SIGINT');
    interrupt.abort('SIGINT');
  }

  function onCall(operation: Operation, count: number): void {
    if (isNow(plan.kill, operation, count)) kill();
    if (isNow(plan.signal, operation, count)) signal();
  }

  if (plan.kill && 'afterMs' in plan.kill) clock.at(clock.now + plan.kill.afterMs, kill);
  if (plan.signal && 'afterMs' in plan.signal) clock.at(clock.now + plan.signal.afterMs, signal);
  const createWorld = createWorldOf(record, around);
  return run(
    around.story.resolved ?? resolvedOf(plan, scenario),
    {},
    createWorld({ isAlive, onCall }, interrupt.signal),
  );
}

export function isNow(when: When | null, operation: Operation, count: number): boolean {
  return when !== null && 'onCall' in when && when.onCall === operation && when.nth === count;
}
