import type { Answer } from '../../../src/core/base/failure.ts';
import type { Placement } from '../../../src/core/ecs/cluster.ts';
import type { TaskState } from '../../../src/core/ecs/task.ts';
import type { RunTaskRequest } from '../../../src/core/plan/request.ts';
import type { TaskFilter } from '../../../src/core/ports.ts';
import { failure } from './failures.ts';
import { A_FATE, type ForeignPlan, type Scenario } from './scenario.ts';
import { MIGRATE, type Stop, timelineOf } from './timeline.ts';
import { carriedBy, isForgotten, type SimulatedTask, viewOf } from './view.ts';

export const CLUSTER = 'sim';
export const FAMILY = 'app-migrate';
const ACCOUNT = 'arn:aws:ecs:eu-west-1:123456789012';
export const DEFINITION_ARN = `${ACCOUNT}:task-definition/${FAMILY}:7`;

const HOUR_MS = 60 * 60_000;

/** What a client token is bound to. */
interface Binding {
  request: string;
  task?: SimulatedTask;
  failures: Placement[];
  boundAt: number;
}

/** The part of ECS that a run calls: one cluster, in virtual time. */
export class SimulatedEcs {
  readonly tasks: SimulatedTask[] = [];
  #launchedCount = 0;
  readonly #scenario: Scenario;
  readonly #now: () => number;
  readonly #byArn = new Map<string, SimulatedTask>();
  readonly #stops = new Map<SimulatedTask, Stop[]>();
  readonly #bindings = new Map<string, Binding>();
  #fresh = 0;
  /** When a new token was refused because of missing capacity. */
  readonly refusedAt: number[] = [];

  constructor(scenario: Scenario, now: () => number) {
    this.#scenario = scenario;
    this.#now = now;
  }

  /** The tasks that our processes launched, in order. */
  get launched(): SimulatedTask[] {
    return this.tasks.filter(({ launchedBy }) => launchedBy !== undefined);
  }

  run(request: RunTaskRequest, launchedBy: number): Answer<{ tasks: TaskState[]; failures: Placement[] }> {
    const now = this.#now();
    const { clientToken, ...parameters } = request;
    const text = canonical(parameters);
    const bound = this.#bindings.get(clientToken);
    if (bound !== undefined && now < expiryOf(bound)) {
      if (bound.request !== text) {
        const underWay = now < bound.boundAt + this.#scenario.inUseMs;
        const resourceIds = bound.task === undefined || underWay ? [] : [bound.task.arn];
        return { ok: false, failure: { ...failure('refused', 'RunTask', 'ConflictException'), resourceIds } };
      }
      return { ok: true, value: { tasks: bound.task ? [this.#replay(bound.task)] : [], failures: bound.failures } };
    }
    const reason = this.#scenario.refusals[this.#fresh];
    this.#fresh += 1;
    if (reason !== undefined) {
      this.refusedAt.push(now);
      this.#bindings.set(clientToken, { request: text, failures: [{ reason }], boundAt: now });
      return { ok: true, value: { tasks: [], failures: [{ reason }] } };
    }
    const { fates } = this.#scenario;
    const fate = fates[Math.min(this.#launchedCount, fates.length - 1)] ?? A_FATE;
    const stops: Stop[] = [];
    this.#launchedCount += 1;
    if (fate.stop) stops.push({ at: now + fate.stop.afterMs, by: fate.stop.by, reason: `Stopped by ${fate.stop.by}` });
    const task = this.#add({
      createdAt: now,
      fate,
      stops,
      launchedBy,
      definitionArn: request.taskDefinition,
      group: `family:${FAMILY}`,
      ...carriedBy(request),
    });
    this.#bindings.set(clientToken, { request: text, task, failures: [], boundAt: now });
    return { ok: true, value: { tasks: [this.#view(task)], failures: [] } };
  }

  describe(taskArns: string[]): Answer<{ tasks: TaskState[]; missing: string[] }> {
    const now = this.#now();
    const tasks: TaskState[] = [];
    const missing: string[] = [];
    for (const arn of taskArns) {
      const task = this.#find(arn);
      const shown = task && now >= task.timeline.createdAt + task.fate.shownAfterMs && !isForgotten(task, now);
      if (shown) tasks.push(this.#view(task));
      else missing.push(arn);
    }
    return { ok: true, value: { tasks, missing } };
  }

  list(filter: TaskFilter, page: string | undefined): Answer<{ taskArns: string[]; next?: string }> {
    const now = this.#now();
    // A page continues after the last task of the previous page, even if tasks have left the list.
    const taskArns: string[] = [];
    for (let at = Number(page ?? 0); at < this.tasks.length; at += 1) {
      const task = this.tasks[at] as SimulatedTask;
      if (!isListed(task, filter, now)) continue;
      if (taskArns.length === this.#scenario.listPage) return { ok: true, value: { taskArns, next: String(at) } };
      taskArns.push(task.arn);
    }
    return { ok: true, value: { taskArns } };
  }

  stop(arn: string, reason: string): Answer<void> {
    const task = this.#find(arn);
    if (task === undefined || isForgotten(task, this.#now())) {
      return { ok: false, failure: failure('refused', 'StopTask', 'InvalidParameterException') };
    }
    this.#tell(task, { at: this.#now(), by: 'client', reason });
    return { ok: true, value: undefined };
  }

  /** The StopTask calls for a task. */
  stopsByClient(arn: string): Stop[] {
    const task = this.#find(arn);
    return task === undefined ? [] : (this.#stops.get(task) ?? []).filter(({ by }) => by === 'client');
  }

  addForeign({ kind, startAfterMs, runsMs }: ForeignPlan, createdAt: number): void {
    const fate = { ...A_FATE, startAfterMs, runsMs, listedAfterMs: Math.min(500, startAfterMs) };
    const service = kind === 'service';
    const commands = kind === 'other-command' ? { [MIGRATE]: ['console'] } : undefined;
    this.#add({
      createdAt,
      fate,
      stops: [],
      definitionArn: DEFINITION_ARN,
      ...(service ? { startedBy: 'ecs-svc/42', group: 'service:web' } : { group: `family:${FAMILY}` }),
      ...(commands === undefined ? {} : { commands }),
    });
  }

  #add({
    createdAt,
    stops,
    ...task
  }: Omit<SimulatedTask, 'arn' | 'family' | 'timeline'> & { createdAt: number; stops: Stop[] }): SimulatedTask {
    // Ids in random order, as in ECS.
    const id = `${(Math.imul(this.tasks.length + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')}`.repeat(4);
    const timeline = timelineOf(createdAt, task.fate, this.#scenario.definition, stops);
    const added = { ...task, timeline, arn: `${ACCOUNT}:task/${CLUSTER}/${id}`, family: FAMILY };
    this.tasks.push(added);
    this.#byArn.set(added.arn, added);
    this.#stops.set(added, stops);
    return added;
  }

  #tell(task: SimulatedTask, stop: Stop): void {
    const stops = this.#stops.get(task) ?? [];
    stops.push(stop);
    if (stop.at >= task.timeline.toldAt) return;
    task.timeline = timelineOf(task.timeline.createdAt, task.fate, this.#scenario.definition, stops);
  }

  /** If the task has stopped, a repeated request returns only three fields. */
  #replay(task: SimulatedTask): TaskState {
    const view = this.#view(task);
    if (view.lastStatus !== 'STOPPED') return view;
    const { taskArn, lastStatus, desiredStatus } = view;
    return { taskArn, taskDefinitionArn: '', lastStatus, desiredStatus, containers: [] };
  }

  #view(task: SimulatedTask): TaskState {
    return viewOf(task, this.#scenario.definition, this.#now());
  }

  #find(arn: string): SimulatedTask | undefined {
    return this.#byArn.get(arn);
  }
}

/** An hour after the end of the task, at most 24 hours. A refusal has no task, so it is kept for 24 hours. */
function expiryOf({ task, boundAt }: Binding): number {
  const end = task === undefined ? Number.POSITIVE_INFINITY : task.timeline.stoppedAt + HOUR_MS;
  return Math.min(boundAt + 24 * HOUR_MS, end);
}

function isListed(task: SimulatedTask, filter: TaskFilter, now: number): boolean {
  if (now < task.timeline.createdAt + task.fate.listedAfterMs || isForgotten(task, now)) return false;
  const told = now >= task.timeline.toldSeenAt;
  if ('startedBy' in filter) return !told && task.startedBy === filter.startedBy;
  if (filter.family !== undefined && filter.family !== task.family) return false;
  return told === (filter.desiredStatus === 'STOPPED');
}

/** The same text for equal values, independent of the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
