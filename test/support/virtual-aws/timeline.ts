import { A_SIDECAR, type DefinitionPlan, type Fate } from './scenario.ts';

/** A stop from outside the task. */
export interface Stop {
  at: number;
  by: 'client' | 'operator' | 'spot' | 'host';
  reason: string;
}

/** When a container ran and how it ended. `self`: it ended before it was told to stop. */
export interface Life {
  name: string;
  startedAt: number;
  endedAt: number;
  code: number | undefined;
  reason: string | undefined;
  self: boolean;
}

/** The truth about a task: when everything happens, as far as it is decided by now. */
export interface Timeline {
  createdAt: number;
  /** When its first container starts. Undefined if none ever starts. */
  startedAt: number | undefined;
  /** When its last container starts: only then ECS shows RUNNING. Undefined if this never happens. */
  runningAt: number | undefined;
  /** When containers are told to stop. Infinity while no stop is known. */
  toldAt: number;
  /** When ECS shows desiredStatus STOPPED. */
  toldSeenAt: number;
  stopCode: string;
  stoppedReason: string;
  /** The lives of the containers that ever start. */
  lives: Life[];
  executionStoppedAt: number;
  stoppedAt: number;
}

export const MIGRATE = 'migrate';
export const sidecarName = (index: number) => `sidecar-${index}`;

const STOP_CODES = {
  client: 'UserInitiated',
  operator: 'UserInitiated',
  spot: 'SpotInterruption',
  host: 'TerminationNotice',
};

/** What a container does if nothing stops it. Infinity: never. */
interface Course {
  name: string;
  essential: boolean;
  startsAt: number;
  endsAt: number;
  code: number;
  reason: string | undefined;
  onTerm: { afterMs: number; code: number } | null;
}

interface Ending {
  at: number;
  seenAt: number;
  stopCode: string;
  reason: string;
  byHost: boolean;
}

const AFTER_MIGRATE_MS = 300;
/** No container ends in the instant of its start. */
const SHORTEST_MS = 1;

/** Computes everything from the fate and the stops: there is no other state. */
export function timelineOf(
  createdAt: number,
  fate: Fate,
  definition: DefinitionPlan,
  stops: readonly Stop[],
): Timeline {
  const courses = coursesOf(createdAt + fate.startAfterMs, fate, definition);
  const first = Math.min(...courses.map(({ startsAt }) => startsAt));
  const ending = endingOf(first, fate, courses, stops);
  const started = courses.filter(({ startsAt }) => startsAt < ending.at);
  const lives = started.map((course) => lifeOf(course, ending, fate));
  const executionStoppedAt = Math.max(ending.at, ...lives.map(({ endedAt }) => endedAt));
  // A task is not STOPPED before its desiredStatus is.
  const leastTeardownMs = ending.seenAt > ending.at ? fate.toldSeenMs + 1 : 0;
  return {
    createdAt,
    lives,
    toldAt: ending.at,
    toldSeenAt: ending.seenAt,
    startedAt: lives.length === 0 ? undefined : first,
    runningAt: lives.length < courses.length ? undefined : Math.max(...courses.map(({ startsAt }) => startsAt)),
    stopCode: ending.stopCode,
    stoppedReason: ending.reason,
    executionStoppedAt,
    stoppedAt: executionStoppedAt + Math.max(fate.teardownMs, leastTeardownMs),
  };
}

function coursesOf(start: number, fate: Fate, definition: DefinitionPlan): Course[] {
  const startsAt = start + fate.migrateLateMs;
  const { exitCode, onTerm, runsMs } = fate;
  const migrate: Course = {
    name: MIGRATE,
    essential: definition.essential,
    startsAt,
    endsAt: startsAt + Math.max(SHORTEST_MS, runsMs),
    code: exitCode,
    reason: undefined,
    onTerm,
  };
  const sidecars = definition.sidecars.map(({ essential, afterMigrate }, index): Course => {
    const { lateMs, runsMs: runs, reason, ...way } = fate.sidecars[index] ?? A_SIDECAR;
    const follows = exitCode === 0 ? migrate.endsAt + AFTER_MIGRATE_MS : Number.POSITIVE_INFINITY;
    const from = afterMigrate ? follows : start + lateMs;
    const endsAt = from + Math.max(SHORTEST_MS, runs ?? Number.POSITIVE_INFINITY);
    return { name: sidecarName(index), essential, startsAt: from, endsAt, reason: reason ?? undefined, ...way };
  });
  return [migrate, ...sidecars];
}

/** What ends the task: somebody's stop, the end of an essential container, or a container that can never start. */
function endingOf(first: number, fate: Fate, courses: Course[], stops: readonly Stop[]): Ending {
  const endings: Ending[] = [];
  const failed = { stopCode: 'TaskFailedToStart', byHost: false };
  if (fate.failsToStart !== null) endings.push({ ...failed, at: first, seenAt: first, reason: fate.failsToStart });
  const exited = { stopCode: 'EssentialContainerExited', reason: 'Essential container in task exited', byHost: false };
  for (const { essential, startsAt, endsAt } of courses) {
    if (!essential) continue;
    if (endsAt < Number.POSITIVE_INFINITY) endings.push({ ...exited, at: endsAt, seenAt: endsAt + fate.toldSeenMs });
    const at = (courses[0]?.endsAt ?? 0) + AFTER_MIGRATE_MS;
    if (startsAt === Number.POSITIVE_INFINITY) endings.push({ ...failed, at, seenAt: at, reason: NEVER_STARTS });
  }
  // Stops come last: at the same time, a container's own end wins, consistent with `lifeOf`.
  for (const { at, by, reason } of stops) {
    endings.push({ at, seenAt: at, stopCode: STOP_CODES[by], reason, byHost: by === 'host' && at > first });
  }
  const never: Ending = { ...exited, at: Number.POSITIVE_INFINITY, seenAt: Number.POSITIVE_INFINITY };
  return endings.reduce((a, b) => (b.at < a.at ? b : a), never);
}

const NEVER_STARTS = 'Task failed to start';

function lifeOf({ name, startsAt, endsAt, code, reason, onTerm }: Course, told: Ending, { stopTimeoutMs }: Fate): Life {
  const life = { name, startedAt: startsAt };
  if (endsAt <= told.at) return { ...life, endedAt: endsAt, code, reason, self: true };
  if (told.byHost) return { ...life, endedAt: told.at, code: undefined, reason: undefined, self: false };
  const inTime = onTerm !== null && onTerm.afterMs <= stopTimeoutMs ? onTerm : { afterMs: stopTimeoutMs, code: 137 };
  const termAt = told.at + inTime.afterMs;
  const byItself = endsAt <= termAt;
  return {
    ...life,
    endedAt: Math.min(endsAt, termAt),
    code: byItself ? code : inTime.code,
    reason: undefined,
    self: false,
  };
}
