import type { Clock } from '../core/base/clock.ts';
import { awaitDependencies, type ContainerRun, containerRun, dependentsOf } from './containers.ts';
import { taskSpec } from './environment.ts';
import type { Behaviour } from './faults.ts';
import { watchHealth } from './health.ts';
import { Latch } from './latch.ts';
import { outputOf, prepareGroups } from './logs/driver.ts';
import type { LogStore } from './logs/store.ts';
import type { StopCode, Task, TaskStatus } from './model.ts';
import type { Place } from './names.ts';
import { asReason, type Runner, StartFailure } from './runners/runner.ts';
import type { SecretStore } from './secrets.ts';
import { enterStatus } from './store.ts';

export interface LifecycleOptions {
  place: Place;
  clock: Clock;
  runner: Runner;
  logs: LogStore;
  secrets: SecretStore;
  behaviour: Behaviour;
  /** How long each transitional state lasts, in milliseconds. */
  stateMs: number;
  autoLogGroups: boolean;
}

export interface Lifecycle {
  /** Runs a new task through all its states. */
  launch(task: Task): void;
  /** Performs StopTask. Has no effect if the task is already stopping. */
  stop(task: Task, reason: string): void;
  close(): Promise<void>;
}

interface TaskRun {
  task: Task;
  containers: ContainerRun[];
  /** Opens when it is decided that the task stops. */
  stopping: Latch;
  ending: { stopCode: StopCode; reason: string } | undefined;
}

/** Seconds that ECS gives a container to stop, unless its definition has a stopTimeout. */
const STOP_TIMEOUT_S = 30;

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { place, clock, runner, logs, behaviour, stateMs } = options;
  const runs = new Map<Task, TaskRun>();
  const lives = new Set<Promise<void>>();
  const closing = new Latch();

  async function live(run: TaskRun): Promise<void> {
    await startUp(run);
    await run.stopping.opened();
    await tearDown(run);
    runs.delete(run.task);
  }

  async function startUp(run: TaskRun): Promise<void> {
    const { task, stopping } = run;
    if (task.lastStatus === 'PROVISIONING') {
      await remain(run, behaviour.provisioningMs ?? stateMs);
      if (task.attachment !== undefined) task.attachment.status = 'ATTACHED';
    }
    if (stopping.isOpen) return;
    enterStatus(task, 'PENDING', { connectivityAt: clock.now() });
    await remain(run, stateMs);
    if (stopping.isOpen) return;
    enterStatus(task, 'ACTIVATING', { pullStartedAt: clock.now() });
    await remain(run, stateMs);
    if (stopping.isOpen) return;
    const failure = nextFailedStart(behaviour) ?? prepareGroups(task, logs, options.autoLogGroups, clock.now());
    if (failure !== undefined) return decide(run, 'TaskFailedToStart', failure);
    if (!(await prepared(run))) return;
    enterStatus(task, 'ACTIVATING', { pullStoppedAt: clock.now() });
    for (const container of injected(task)) Object.assign(container, { lastStatus: 'RUNNING', created: true });
    for (const each of run.containers) void runContainer(run, each);
    await Promise.race([Promise.all(run.containers.map((each) => each.begun.opened())), stopping.opened()]);
    if (!stopping.isOpen) enterRunning(run);
  }

  /** Fetches what the containers need. Returns whether they can start. */
  async function prepared(run: TaskRun): Promise<boolean> {
    try {
      const spec = taskSpec(run.task, place, options.secrets);
      for (const each of run.containers) each.spec = spec.containers.find(({ name }) => name === each.container.name);
      await runner.prepare?.(spec, run.stopping.signal);
    } catch (error) {
      const { message, container } = error instanceof StartFailure ? error : new StartFailure(String(error));
      const own = run.containers.find((each) => each.container.name === container);
      if (own !== undefined) own.container.reason = asReason(message);
      decide(run, 'TaskFailedToStart', own === undefined ? message : failureOf(run.task, message));
    }
    return !run.stopping.isOpen;
  }

  function enterRunning(run: TaskRun): void {
    enterStatus(run.task, 'RUNNING', { startedAt: clock.now() });
    const { spotMs, hostTerminatedMs } = behaviour;
    if (spotMs !== undefined) later(run, spotMs, 'SpotInterruption', 'Your Spot Task was interrupted.');
    if (hostTerminatedMs !== undefined) {
      later(run, hostTerminatedMs, 'TerminationNotice', 'Host EC2 (instance i-0123456789abcdef0) terminated.');
    }
  }

  async function runContainer(run: TaskRun, each: ContainerRun): Promise<void> {
    const { late } = behaviour;
    if (late?.container === each.container.name) await clock.sleep(late.ms, run.stopping.signal);
    const unmet = await awaitDependencies(each, run.containers, run.stopping, clock);
    if (unmet !== undefined || run.stopping.isOpen || each.spec === undefined) return containerEnded(run, each, unmet);
    try {
      const output = outputOf(run.task, each.container, { logs, clock, noStream: behaviour.noStream });
      each.container.created = true;
      each.running = await runner.start(each.spec, output);
    } catch (error) {
      const reason = error instanceof StartFailure ? error.message : `CannotStartContainerError: ${error}`;
      return containerEnded(run, each, reason);
    }
    each.container.lastStatus = 'RUNNING';
    enterStatus(run.task, run.task.lastStatus);
    each.begun.open();
    void watchHealth(each, clock, () => enterStatus(run.task, run.task.lastStatus));
    const { exitCode, reason } = await each.running.exited;
    if (run.ending?.stopCode !== 'TerminationNotice') each.container.exitCode = exitCode;
    containerEnded(run, each, reason);
  }

  function containerEnded(run: TaskRun, each: ContainerRun, reason: string | undefined): void {
    const { container, running } = each;
    container.lastStatus = 'STOPPED';
    if (reason !== undefined) container.reason = asReason(reason);
    each.ended.open();
    each.begun.open();
    enterStatus(run.task, run.task.lastStatus);
    const last = run.containers.every((each) => each.ended.isOpen);
    if (run.stopping.isOpen || !(container.definition?.essential || last)) return;
    const ran = running !== undefined || run.task.times.startedAt !== undefined;
    if (!ran) {
      decide(run, 'TaskFailedToStart', failureOf(run.task, container.reason));
      return;
    }
    // A container can end as soon as it has started. The task has been RUNNING only if all its containers have started.
    if (run.task.times.startedAt === undefined && run.containers.every((each) => each.begun.isOpen)) {
      enterRunning(run);
    }
    decide(run, 'EssentialContainerExited', 'Essential container in task exited');
  }

  function decide(run: TaskRun, stopCode: StopCode, reason: string): void {
    if (run.stopping.isOpen) return;
    const { task } = run;
    run.ending = { stopCode, reason: asReason(reason) };
    task.desiredStatus = 'STOPPED';
    if (!behaviour.stopCodeLate) showEnding(run);
    enterStatus(task, task.lastStatus, { stoppingAt: clock.now() });
    run.stopping.open();
  }

  async function tearDown(run: TaskRun): Promise<void> {
    const { task } = run;
    if (task.times.startedAt !== undefined) {
      enterStatus(task, 'DEACTIVATING');
      await clock.sleep(stateMs, closing.signal);
    }
    if (closing.isOpen) return;
    enterStatus(task, 'STOPPING');
    const hostLost = run.ending?.stopCode === 'TerminationNotice';
    await Promise.all(run.containers.map((each) => stopContainer(run, each, hostLost)));
    await runner.release?.(task.id);
    for (const container of injected(task)) endInjected(container, hostLost);
    enterStatus(task, 'DEPROVISIONING', hostLost ? {} : { executionStoppedAt: clock.now() });
    await clock.sleep(behaviour.deprovisioningMs ?? stateMs, closing.signal);
    if (closing.isOpen) return;
    if (task.attachment !== undefined) task.attachment.status = 'DELETED';
    showEnding(run);
    enterStatus(task, 'STOPPED', { stoppedAt: clock.now() });
  }

  async function stopContainer(run: TaskRun, each: ContainerRun, hostLost: boolean): Promise<void> {
    // If the task stops before its images are pulled, no container was started.
    if (run.task.times.pullStoppedAt === undefined) each.container.lastStatus = 'STOPPED';
    else {
      await each.begun.opened();
      if (!hostLost) await Promise.all(dependentsOf(each, run.containers).map((dependent) => dependent.ended.opened()));
      each.running?.signal(hostLost ? 'SIGKILL' : 'SIGTERM');
      await clock.sleep((each.container.definition?.stopTimeout ?? STOP_TIMEOUT_S) * 1000, each.ended.signal);
      each.running?.signal('SIGKILL');
      await each.ended.opened();
    }
  }

  /** Stays in a state for a while, or until the task must stop. */
  async function remain(run: TaskRun, ms: number): Promise<void> {
    if (run.task.lastStatus === behaviour.stuck) await run.stopping.opened();
    else await clock.sleep(ms, run.stopping.signal);
  }

  function later(run: TaskRun, ms: number, stopCode: StopCode, reason: string): void {
    void clock.sleep(ms, run.stopping.signal).then(() => decide(run, stopCode, reason));
  }

  return {
    launch(task) {
      const containers = task.containers.filter((container) => container.definition !== undefined).map(containerRun);
      const run: TaskRun = { task, containers, stopping: new Latch(), ending: undefined };
      runs.set(task, run);
      const life = live(run).finally(() => lives.delete(life));
      lives.add(life);
    },
    stop(task, reason) {
      const run = runs.get(task);
      if (run !== undefined) decide(run, 'UserInitiated', reason);
    },
    async close() {
      closing.open();
      for (const run of runs.values()) run.stopping.open();
      await runner.close();
      await Promise.allSettled(lives);
    },
  };
}

/**
 * The first state of a task. PROVISIONING is only for a task with its own network interface, unless a fault asks for
 * it.
 */
export function firstStatus(networkMode: string | undefined, behaviour: Behaviour): TaskStatus {
  const provisioned =
    networkMode === 'awsvpc' || behaviour.stuck === 'PROVISIONING' || behaviour.provisioningMs !== undefined;
  return provisioned ? 'PROVISIONING' : 'PENDING';
}

const injected = (task: Task) => task.containers.filter((container) => container.definition === undefined);

/** Why this start fails, if a fault says so. */
function nextFailedStart({ failedStart }: Behaviour): string | undefined {
  if (failedStart === undefined || failedStart.times <= 0) return undefined;
  failedStart.times -= 1;
  return failedStart.reason;
}

function endInjected(container: Task['containers'][number], hostLost: boolean): void {
  container.lastStatus = 'STOPPED';
  if (container.created && !hostLost) container.exitCode = 137;
}

function showEnding({ task, ending }: TaskRun): void {
  if (ending === undefined) return;
  task.stopCode = ending.stopCode;
  task.stoppedReason = ending.reason;
}

/** On Fargate, the reason of the container is also the reason of the task. On EC2, only the container has it. */
function failureOf(task: Task, reason: string | undefined): string {
  const detailed = task.launchType === 'FARGATE' && reason?.startsWith('Cannot');
  return detailed && reason !== undefined ? reason : 'Task failed to start';
}
