import type { BuildFacts, RunMarks } from './identity.ts';
import { readOwnStop } from './own-stop.ts';
import { hasStarted, hasStopped, neverRan, type TaskState } from './task.ts';

/** What makes a task of the cluster ours, a rival or none of our business. */
export interface GuardFacts extends BuildFacts {
  identity: string;
  startedBy: string;
  /** The revision's family. */
  family: string;
  container: string;
  /** What our container will run. */
  command: readonly string[];
  /** What it would run without an override. */
  definedCommand: readonly string[];
}

/** `--if-running`; without it, one of the same execution and command is followed and any other waited for. */
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
  const ours = tasks.filter((task) => task.marks?.identity === facts.identity).toSorted(byAttempt);
  const latest = ours.at(-1);
  if (latest !== undefined && !lostRace(latest)) return { do: 'adopt', task: latest };
  const attempt = (latest?.marks?.attempt ?? 0) + 1;
  const [rival] = ifRunning === 'allow' ? [] : rivalsAmong(tasks, facts);
  if (rival === undefined) return { do: 'launch', attempt };
  if (ifRunning === 'fail') return { do: 'refuse', rival };
  const same = sameExecution(rival.marks, facts) && sameCommand(rival, facts);
  return ifRunning === 'attach' || (ifRunning === undefined && same)
    ? { do: 'follow', task: rival }
    : { do: 'wait', rival };
}

/**
 * Other migrations that may still touch the database, the earliest first: holders of the lock, and standalone
 * tasks of the family with the same command. One that was told to stop counts until it is STOPPED, for it runs on
 * for up to two minutes.
 */
export function rivalsAmong(tasks: readonly TaskState[], facts: GuardFacts): TaskState[] {
  return tasks.filter((task) => isOther(task, facts) && !hasStopped(task)).toSorted(byAge);
}

/** Other migrations whose containers ran while ours did, as far as ECS's times tell; ours has started. */
export function overlapping(ours: TaskState, tasks: readonly TaskState[], facts: GuardFacts): TaskState[] {
  return tasks.filter((task) => isOther(task, facts) && hasStarted(task) && overlap(ours, task)).toSorted(byAge);
}

function overlap(a: TaskState, b: TaskState): boolean {
  const ended = (task: TaskState) => task.executionStoppedAt ?? task.stoppedAt ?? Number.POSITIVE_INFINITY;
  return earliestStart(a) < ended(b) && earliestStart(b) < ended(a);
}

/** `startedAt` is when the last container had started; of several, the first may have begun as soon as images came. */
function earliestStart({ containers, createdAt = 0, pullStartedAt = createdAt, startedAt = pullStartedAt }: TaskState) {
  return containers.length > 1 ? pullStartedAt : startedAt;
}

function isOther(task: TaskState, facts: GuardFacts): boolean {
  if (task.marks?.identity === facts.identity || isServiceTask(task)) return false;
  return task.startedBy === facts.startedBy || sameCommand(task, facts);
}

/**
 * Whether our launched task has to give way. A rival that has started has won; of those that have not, the
 * earliest by creation, then by ARN. Ours never gives way once it has started.
 */
export function hasToGiveWay(ours: TaskState, tasks: readonly TaskState[], facts: GuardFacts): TaskState | undefined {
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

function sameExecution(marks: RunMarks | undefined, facts: GuardFacts): boolean {
  return facts.execution !== undefined && marks?.execution === facts.execution;
}

/** Stopped by us, before it had started, because another was there first. */
function lostRace(task: TaskState): boolean {
  return neverRan(task) && readOwnStop(task) === 'lost-race';
}

function byAttempt(a: TaskState, b: TaskState): number {
  return (a.marks?.attempt ?? 1) - (b.marks?.attempt ?? 1) || byAge(a, b);
}

function byAge(a: TaskState, b: TaskState): number {
  return (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.taskArn < b.taskArn ? -1 : 1);
}
