import { phaseOf } from '../ecs/phase.ts';
import { hasEnded, hasStopped, type TaskState } from '../ecs/task.ts';
import type { ContainerDefinition, TaskDefinition } from '../ecs/task-definition.ts';
import { containerRoles } from '../ecs/task-ref.ts';
import type { MigrationRowEvent } from '../events/events.ts';
import type { Ending } from '../explain/endings.ts';
import { outcomeOf } from '../explain/explain.ts';
import { chooseContainer } from '../plan/choose-container.ts';
import { LOCK_PREFIX, startedByOf } from '../plan/lock.ts';
import { addObservation, NO_OBSERVATIONS } from '../verdict/observations.ts';
import { readOwnStop } from '../verdict/own-stop.ts';
import { judge, type Verdict } from '../verdict/verdict.ts';

/**
 * The migrations among the tasks of a cluster, or only those of one lock. They are grouped by lock, the newest first.
 */
export function migrationsAmong(tasks: readonly TaskState[], lock: string | undefined): TaskState[] {
  const startedBy = lock === undefined ? undefined : startedByOf(lock);
  const migrations = tasks
    .filter((task) => task.startedBy?.startsWith(LOCK_PREFIX))
    .filter((task) => startedBy === undefined || task.startedBy === startedBy)
    .toSorted((a, b) => bornAt(b) - bornAt(a) || (a.taskArn < b.taskArn ? -1 : 1));
  const locks = [...new Set(migrations.map(lockOf))];
  return locks.flatMap((one) => migrations.filter((task) => lockOf(task) === one));
}

function bornAt({ createdAt = Number.POSITIVE_INFINITY }: TaskState): number {
  return createdAt;
}

function lockOf({ startedBy = '' }: TaskState): string {
  return startedBy.slice(LOCK_PREFIX.length);
}

/** Whether the outcome depends on which containers are essential. The task itself does not show that. */
export function needsDefinition(task: TaskState): boolean {
  return task.containers.length > 1 && (hasStopped(task) || task.containers.some(hasEnded));
}

/**
 * A migration as `list` shows it. If a task has several containers and its definition is absent, nothing is assumed.
 */
export function describeMigration(
  task: TaskState,
  definition: TaskDefinition | undefined,
  now: number,
): Omit<MigrationRowEvent, 'type' | 'at' | 'target'> {
  const container = containerName(task, definition);
  const ending = container === undefined ? undefined : endingOf(task, container, definition, now);
  const outcome = ending && outcomeOf(ending, task.taskArn, null);
  const { marks, createdAt, startedAt, stoppedAt } = task;
  return {
    taskArn: task.taskArn,
    taskDefinition: task.taskDefinitionArn,
    lock: lockOf(task),
    container: container ?? null,
    build: marks?.build ?? null,
    execution: marks?.execution ?? null,
    commit: marks?.commit ?? null,
    phase: phaseOf(task),
    lastStatus: task.lastStatus,
    outcome: outcome?.outcome ?? null,
    containerExitCode: outcome?.containerExitCode ?? null,
    cause: outcome?.cause ?? '',
    createdAt: isoTime(createdAt),
    startedAt: isoTime(startedAt),
    stoppedAt: isoTime(stoppedAt),
  };
}

function isoTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

function containerName(task: TaskState, definition: TaskDefinition | undefined): string | undefined {
  if (task.marks !== undefined) return task.marks.container;
  if (definition === undefined) return task.containers.length === 1 ? task.containers[0]?.name : undefined;
  const picked = chooseContainer({ settings: {}, origins: {} }, definition);
  return picked.ok ? picked.value.name : undefined;
}

function endingOf(
  task: TaskState,
  container: string,
  definition: TaskDefinition | undefined,
  now: number,
): Ending | undefined {
  const verdict = judgeOnce(task, container, definition, now);
  if (verdict === undefined) return undefined;
  const why = 'stop' in verdict ? readOwnStop(verdict.stop) : undefined;
  if (verdict.kind === 'never-started' && why === 'lost-race') return { kind: 'gave-way' };
  // The container's exit code is the result of our stop.
  const stopped = verdict.kind === 'failed' && (why === 'asked' || why === 'interrupt' || why === 'timeout');
  return { kind: 'verdict', verdict: stopped ? { ...verdict, kind: 'stopped' } : verdict };
}

/** The verdict after a single look. Nobody watched the task, so ECS says how long ago it stopped. */
function judgeOnce(
  task: TaskState,
  container: string,
  definition: TaskDefinition | undefined,
  now: number,
): Verdict | undefined {
  // Without the task definition, every container may be essential.
  const shown = task.containers.map(({ name }) => ({ name, essential: true }) as ContainerDefinition);
  const roles = containerRoles(definition ?? { containers: shown, requiresCompatibilities: [] }, container);
  const seen = addObservation(NO_OBSERVATIONS, { askedAt: now, at: now, task }, roles);
  const { stoppedAt } = task;
  const stoppedSeenAt = stoppedAt === undefined ? seen.stoppedSeenAt : Math.min(stoppedAt, now);
  return judge(roles, stoppedSeenAt === undefined ? seen : { ...seen, stoppedSeenAt });
}
