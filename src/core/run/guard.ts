import type { BuildFacts, RunMarks } from '../ecs/run-metadata.ts';
import { containerOf, hasStarted, hasStopped, mayHaveRun, neverRan, type TaskState, toldToStop } from '../ecs/task.ts';
import { type Warned, warn } from '../events/warnings.ts';
import { LOCK_PREFIX } from '../plan/lock.ts';
import { readOwnStop } from '../verdict/own-stop.ts';

/** The facts that decide whether a task of the cluster is ours, is a rival, or is unrelated. */
export interface GuardFacts extends BuildFacts {
  identity: string;
  /** The identity without the build. Absent if our task carries none. */
  migration?: string;
  /** Our attempts below this number are known to have run nothing. */
  leastAttempt?: number;
  startedBy: string;
  /** The family of the task definition revision. */
  family: string;
  container: string;
  /** The command that our container will run. */
  command: readonly string[];
  /** The command that it would run without an override. */
  definedCommand: readonly string[];
}

/**
 * The values of `--if-running`. Without the option, the same migration of the same execution is followed, and the run
 * waits for any other.
 */
export type IfRunning = 'attach' | 'wait' | 'fail' | 'allow';

/** What to do about the tasks that already exist. */
export type GuardStep =
  | { do: 'launch'; attempt: number }
  /** Our task, by identity. It runs, or it has ended and its result is reported again. */
  | { do: 'adopt'; task: TaskState }
  /** A task that somebody else launched for the same migration. */
  | { do: 'follow'; task: TaskState }
  | { do: 'wait'; rival: TaskState }
  | { do: 'refuse'; rival: TaskState };

/**
 * Decides before the launch. `tasks`: all tasks of the lock and of the family with desired status RUNNING or STOPPED.
 */
export function guardStep(tasks: readonly TaskState[], facts: GuardFacts, ifRunning: IfRunning | undefined): GuardStep {
  const { identity, leastAttempt = 1 } = facts;
  const ours = tasks
    .filter(({ marks }) => marks?.identity === identity && marks.attempt >= leastAttempt)
    .toSorted(byAttempt);
  const latest = ours.at(-1);
  if (latest !== undefined && isBeingVoided(latest)) return { do: 'wait', rival: latest };
  if (latest !== undefined && !isVoid(latest)) return { do: 'adopt', task: latest };
  const attempt = (latest?.marks?.attempt ?? 0) + 1;
  const [rival] = ifRunning === 'allow' ? [] : rivalsAmong(tasks, facts);
  if (rival === undefined) return { do: 'launch', attempt };
  if (ifRunning === 'fail') return { do: 'refuse', rival };
  // The success of a different migration is not our success, so we wait for it. A different build alone does not make a
  // migration different.
  const asked = ifRunning === 'attach' || (ifRunning === undefined && sameExecution(rival.marks, facts));
  // A task that is being stopped will not complete the migration, so its end must not be reported as the migration's
  // result.
  const mayFollow = asked && sameMigration(rival.marks, facts) && !toldToStop(rival);
  return mayFollow ? { do: 'follow', task: rival } : { do: 'wait', rival };
}

/**
 * Other migrations that may still touch the database, the earliest first. They are the holders of the lock, and
 * standalone tasks of the family with the same command that carry no lock of ecs-migrate. A task that ECS is stopping
 * counts until its container has exited, because it can run for up to two more minutes.
 */
export function rivalsAmong(tasks: readonly TaskState[], facts: GuardFacts): TaskState[] {
  return tasks.filter((task) => isOther(task, facts) && !isOver(task)).toSorted(byAge);
}

/**
 * Whether a migration has ended, even if ECS is still tearing down its task. ECS shows an exit code only after the
 * process has ended.
 */
export function isOver(task: TaskState): boolean {
  if (hasStopped(task)) return true;
  return task.marks !== undefined && containerOf(task, task.marks.container)?.exitCode !== undefined;
}

/**
 * Other migrations whose containers ran, or may have run, at the same time as ours, according to the times from ECS.
 * Call it only after ours has started.
 */
export function findOverlapping(ours: TaskState, tasks: readonly TaskState[], facts: GuardFacts): TaskState[] {
  return tasks.filter((task) => isOther(task, facts) && mayHaveRun(task) && overlaps(ours, task)).toSorted(byAge);
}

/**
 * Other migrations that may still start although ours has started. They should give way, but the process that launched
 * them may no longer exist.
 */
export function startingBeside(tasks: readonly TaskState[], facts: GuardFacts): TaskState[] {
  return tasks.filter((task) => isOther(task, facts) && isStarting(task));
}

/**
 * Another migration that runs, waits to run, or has run since a time of ECS's clock. A task that was stopped before
 * anything in it started does not count.
 */
export function findForeignSince(tasks: readonly TaskState[], since: number, facts: GuardFacts): TaskState | undefined {
  const endedAt = ({ executionStoppedAt, stoppedAt }: TaskState) => executionStoppedAt ?? stoppedAt ?? Infinity;
  const isSince = (task: TaskState) => !isOver(task) || endedAt(task) > since;
  return tasks.filter((task) => isOther(task, facts) && !neverRan(task) && isSince(task)).toSorted(byAge)[0];
}

/** Whether a task is an attempt of ours before the attempt that would be launched now. */
export function isEarlierAttempt({ marks }: TaskState, leastAttempt: number, { identity }: GuardFacts): boolean {
  return marks?.identity === identity && marks.attempt < leastAttempt;
}

/** No container of the task has run yet, and the task has not stopped. */
export function isStarting(task: TaskState): boolean {
  return !hasStopped(task) && !hasStarted(task);
}

function overlaps(a: TaskState, b: TaskState): boolean {
  const ended = (task: TaskState) => task.executionStoppedAt ?? task.stoppedAt ?? Number.POSITIVE_INFINITY;
  return earliestStart(a) < ended(b) && earliestStart(b) < ended(a);
}

/**
 * `startedAt` is when the last container started. If there are several containers, the first may have started as soon
 * as the images were being pulled.
 */
function earliestStart({ containers, createdAt = 0, pullStartedAt = createdAt, startedAt = pullStartedAt }: TaskState) {
  return containers.length > 1 ? pullStartedAt : startedAt;
}

function isOther(task: TaskState, facts: GuardFacts): boolean {
  if (task.marks?.identity === facts.identity || isServiceTask(task)) return false;
  // If a task names a lock, only that lock counts, not its command.
  return task.startedBy?.startsWith(LOCK_PREFIX) ? task.startedBy === facts.startedBy : sameCommand(task, facts);
}

/**
 * Returns the rival that our launched task must give way to, if any. A rival that has started wins. If none has
 * started, the earliest task wins, by creation time and then by ARN. Our task never gives way after it has started.
 */
export function findEarlierRival(
  ours: TaskState,
  tasks: readonly TaskState[],
  facts: GuardFacts,
): TaskState | undefined {
  if (hasStarted(ours)) return undefined;
  const rivals = rivalsAmong(tasks, facts);
  return rivals.find(hasStarted) ?? rivals.find((rival) => byAge(rival, ours) < 0);
}

/** ECS sets the service as the group of a service's tasks. Such tasks are unrelated to us. */
function isServiceTask(task: TaskState): boolean {
  return task.group?.startsWith('service:') === true || task.startedBy?.startsWith('ecs-svc/') === true;
}

function sameCommand(task: TaskState, facts: GuardFacts): boolean {
  if (!task.taskDefinitionArn.includes(`task-definition/${facts.family}:`)) return false;
  const runs = task.commands?.[facts.container] ?? facts.definedCommand;
  return JSON.stringify(runs) === JSON.stringify(facts.command);
}

/** ecs-migrate stopped the task before any of its containers started, so it shows nothing about the migration. */
export function isVoid(task: TaskState): boolean {
  return neverRan(task) && readOwnStop(task) !== undefined;
}

/** The same while ECS is still tearing the task down. Only its end proves that nothing has started in the meantime. */
function isBeingVoided(task: TaskState): boolean {
  return toldToStop(task) && !hasStopped(task) && !hasStarted(task) && readOwnStop(task) !== undefined;
}

/** The text by which a user can find a migration in AWS. */
export function nameRival(task: TaskState): string {
  const build = task.marks?.build === undefined ? '' : `, build ${task.marks.build}`;
  const by = task.marks === undefined ? `, started by ${task.startedBy ?? 'hand'}` : '';
  return `task ${task.taskArn}${build}${by}`;
}

/**
 * The warning if the migration that we waited for was killed: the database may still be executing its last statement.
 * `undefined` if it ended by itself, or is not among the tasks.
 */
export function warnIfKilled(tasks: readonly TaskState[], rival: string): Warned | undefined {
  const last = tasks.find(({ taskArn }) => taskArn === rival);
  // A migration that never started left nothing running in the database.
  if (last === undefined || !isOver(last) || !hasStarted(last)) return undefined;
  const code = last.marks && containerOf(last, last.marks.container)?.exitCode;
  // Other containers may keep its task alive. The task then does not show yet why it ended.
  const endedByItself = last.stopCode === 'EssentialContainerExited' || (!hasStopped(last) && !last.stopCode);
  if (endedByItself && code !== 137) return undefined;
  return warn('holder-killed', { stopCode: last.stopCode });
}

function sameExecution(marks: RunMarks | undefined, facts: GuardFacts): boolean {
  return facts.execution !== undefined && marks?.execution === facts.execution;
}

function sameMigration(marks: RunMarks | undefined, facts: GuardFacts): boolean {
  return facts.migration !== undefined && marks?.migration === facts.migration;
}

function byAttempt(a: TaskState, b: TaskState): number {
  return (a.marks?.attempt ?? 1) - (b.marks?.attempt ?? 1) || byAge(a, b);
}

function byAge(a: TaskState, b: TaskState): number {
  return (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.taskArn < b.taskArn ? -1 : 1);
}
