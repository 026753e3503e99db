import type { BuildFacts, RunMarks } from '../ecs/run-metadata.ts';
import { containerOf, hasStarted, hasStopped, mayHaveRun, neverRan, type TaskState, toldToStop } from '../ecs/task.ts';
import { type Warned, warn } from '../events/warnings.ts';
import { LOCK_PREFIX } from '../plan/lock.ts';
import { readOwnStop } from '../verdict/own-stop.ts';

/** What makes a task of the cluster ours, a rival or none of our business. */
export interface GuardFacts extends BuildFacts {
  identity: string;
  /** The identity without the build; absent where our own task carries none. */
  migration?: string;
  /** Our attempts below it are known to have come to nothing. */
  leastAttempt?: number;
  startedBy: string;
  /** The revision's family. */
  family: string;
  container: string;
  /** What our container will run. */
  command: readonly string[];
  /** What it would run without an override. */
  definedCommand: readonly string[];
}

/** `--if-running`; without it, the same migration of the same execution is followed and any other waited for. */
export type IfRunning = 'attach' | 'wait' | 'fail' | 'allow';

/** What to do about the tasks that are there already. */
export type GuardStep =
  | { do: 'launch'; attempt: number }
  /** Ours, by identity: running, or ended and reported again. */
  | { do: 'adopt'; task: TaskState }
  /** Somebody else's run of the same migration. */
  | { do: 'follow'; task: TaskState }
  | { do: 'wait'; rival: TaskState }
  | { do: 'refuse'; rival: TaskState };

/** Decides before the launch, from all tasks of lock and family whose desired status is RUNNING or STOPPED. */
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
  // Another migration's success is not ours: one that is not the same, but for its build, is waited for.
  const asked = ifRunning === 'attach' || (ifRunning === undefined && sameExecution(rival.marks, facts));
  // One that is being stopped will not complete: its end would be reported in place of a migration.
  const mayFollow = asked && sameMigration(rival.marks, facts) && !toldToStop(rival);
  return mayFollow ? { do: 'follow', task: rival } : { do: 'wait', rival };
}

/**
 * Other migrations that may still touch the database, the earliest first: holders of the lock, and standalone
 * tasks of the family with the same command that hold no lock of ours. One that was told to stop counts until its
 * container has exited, for it runs on for up to two minutes.
 */
export function rivalsAmong(tasks: readonly TaskState[], facts: GuardFacts): TaskState[] {
  return tasks.filter((task) => isOther(task, facts) && !isOver(task)).toSorted(byAge);
}

/** Whether a migration has come to its end, though its task may still be torn down. ECS shows a code only of a process that has ended. */
export function isOver(task: TaskState): boolean {
  if (hasStopped(task)) return true;
  return task.marks !== undefined && containerOf(task, task.marks.container)?.exitCode !== undefined;
}

/** Other migrations whose containers ran, or may have, while ours did, as far as ECS's times tell; ours has started. */
export function findOverlapping(ours: TaskState, tasks: readonly TaskState[], facts: GuardFacts): TaskState[] {
  return tasks.filter((task) => isOther(task, facts) && mayHaveRun(task) && overlaps(ours, task)).toSorted(byAge);
}

/**
 * Other migrations that may still start though ours has started. They should give way, but whoever launched them may
 * be gone.
 */
export function startingBeside(tasks: readonly TaskState[], facts: GuardFacts): TaskState[] {
  return tasks.filter((task) => isOther(task, facts) && isStarting(task));
}

/** Nothing of it has run yet, and it has not stopped. */
export function isStarting(task: TaskState): boolean {
  return !hasStopped(task) && !hasStarted(task);
}

function overlaps(a: TaskState, b: TaskState): boolean {
  const ended = (task: TaskState) => task.executionStoppedAt ?? task.stoppedAt ?? Number.POSITIVE_INFINITY;
  return earliestStart(a) < ended(b) && earliestStart(b) < ended(a);
}

/** `startedAt` is when the last container had started; of several, the first may have begun as soon as images came. */
function earliestStart({ containers, createdAt = 0, pullStartedAt = createdAt, startedAt = pullStartedAt }: TaskState) {
  return containers.length > 1 ? pullStartedAt : startedAt;
}

function isOther(task: TaskState, facts: GuardFacts): boolean {
  if (task.marks?.identity === facts.identity || isServiceTask(task)) return false;
  // A task that names a lock is bound by that lock alone, whatever its command looks like.
  return task.startedBy?.startsWith(LOCK_PREFIX) ? task.startedBy === facts.startedBy : sameCommand(task, facts);
}

/**
 * Whether our launched task has to give way. A rival that has started has won; of those that have not, the
 * earliest by creation, then by ARN. Ours never gives way once it has started.
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

/** Tasks of services carry the service as their group; they are none of our business. */
function isServiceTask(task: TaskState): boolean {
  return task.group?.startsWith('service:') === true || task.startedBy?.startsWith('ecs-svc/') === true;
}

function sameCommand(task: TaskState, facts: GuardFacts): boolean {
  if (!task.taskDefinitionArn.includes(`task-definition/${facts.family}:`)) return false;
  const runs = task.commands?.[facts.container] ?? facts.definedCommand;
  return JSON.stringify(runs) === JSON.stringify(facts.command);
}

/** We stopped it ourselves, and none of its containers had started: it says nothing of the migration. */
export function isVoid(task: TaskState): boolean {
  return neverRan(task) && readOwnStop(task) !== undefined;
}

/** The same while ECS still tears it down: only its end is proof that nothing has started meanwhile. */
function isBeingVoided(task: TaskState): boolean {
  return toldToStop(task) && !hasStopped(task) && !hasStarted(task) && readOwnStop(task) !== undefined;
}

/** A migration as people find it again. */
export function nameRival(task: TaskState): string {
  const build = task.marks?.build === undefined ? '' : `, build ${task.marks.build}`;
  const by = task.marks === undefined ? `, started by ${task.startedBy ?? 'hand'}` : '';
  return `task ${task.taskArn}${build}${by}`;
}

/**
 * The warning of a migration that was waited for and that was killed: its last statement may still be executed by the
 * database. `undefined` where it ended by itself, or is not among the tasks.
 */
export function warnIfKilled(tasks: readonly TaskState[], rival: string): Warned | undefined {
  const last = tasks.find(({ taskArn }) => taskArn === rival);
  // One that never started has left nothing to the database.
  if (last === undefined || !isOver(last) || !hasStarted(last)) return undefined;
  const code = last.marks && containerOf(last, last.marks.container)?.exitCode;
  // Its task may go on for others, and then says nothing yet of why it ended.
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
