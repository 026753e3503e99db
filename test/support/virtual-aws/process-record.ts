import type { CallFailure } from '../../../src/core/base/failure.ts';
import type { Outcome } from '../../../src/core/base/outcome.ts';
import type { ActionExecution, PipelineExecution } from '../../../src/core/ecs/pipeline.ts';
import type { BuildFacts } from '../../../src/core/ecs/run-metadata.ts';
import type { EventBody } from '../../../src/core/events/events.ts';
import type { AttemptMemory } from '../../../src/core/ports.ts';
import type { Resolved } from '../../../src/core/settings/source.ts';
import type { RunResult } from '../../../src/migrate/base/endings.ts';
import type { runHook } from '../../../src/migrate/run-hook.ts';
import type { VirtualClock } from './clock.ts';
import type { DeploymentEvent, SimulatedDeployments } from './deployments.ts';
import type { SimulatedEcs } from './ecs.ts';
import type { SimulatedLogs } from './logs.ts';
import type { FaultKind, Operation, ProcessPlan, Scenario, When } from './scenario.ts';
/** Everything in the simulated world that a process uses. */
export interface Surroundings {
  scenario: Scenario;
  clock: VirtualClock;
  ecs: SimulatedEcs;
  logs: SimulatedLogs;
  attempts: AttemptMemory;
  faultOf(operation: Operation, process: number, now: number): FaultKind | undefined;
  deployments?: SimulatedDeployments;
  story: StoryOfOne;
  trace?: ((process: number, text: string) => void) | undefined;
}

/** What a test specifies in addition to the scenario, if it concerns one run. */
export interface StoryOfOne {
  resolved?: Resolved;
  /** What a process does, if it is not `run`. */
  drive?: typeof runHook;
  /** What happens to the service, and how long its hooks wait. */
  service?: { events: readonly DeploymentEvent[]; timeoutMinutes: number };
  build?: BuildFacts;
  /** The reason why a call fails. `sinceLaunchMs` is -Infinity before the launch. */
  failureOf?(operation: Operation, sinceLaunchMs: number): CallFailure | undefined;
  /** The response of CodePipeline, by the number of the call. */
  actions?(call: number): ActionExecution[];
  execution?(call: number): PipelineExecution;
  onCall?(operation: Operation, time: Moment): void;
  onEvent?(event: EventBody, time: Moment): void;
}

export interface Moment {
  now: number;
  /** 0 if nothing was launched yet. */
  launchedAt: number;
}

/** What happened to one process, as far as it is visible from outside. */
export interface ProcessRecord {
  index: number;
  plan: ProcessPlan;
  startedAt?: number;
  killedAt?: number;
  /** One of its turns died and was repeated. */
  turnDied?: true;
  signalledAt?: number;
  endedAt?: number;
  ran?: RunResult;
  outcome?: Outcome;
  /** An error that `run` threw. This is always a bug. */
  thrown?: unknown;
  /** All events except log lines. */
  events: Exclude<EventBody, { type: 'log' }>[];
  /** Log lines by stream, in the order in which they were emitted. */
  lines: Map<string, { timestamp: number; message: string }[]>;
  calls: Record<string, number>;
}

export function isNow(when: When | null, operation: Operation, count: number): boolean {
  return when !== null && 'onCall' in when && when.onCall === operation && when.nth === count;
}
