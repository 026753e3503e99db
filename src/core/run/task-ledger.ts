import type { TaskState } from '../ecs/task.ts';
import { LOCK_PREFIX } from '../plan/lock.ts';

/**
 * Which tasks of a family (or of a cluster) exist, and which lock each of them holds: what ListTasks returned for both
 * desired statuses. Many processes share it, each for a short time, so it is small: who started a task never changes, and
 * how it is now is asked only of the few tasks that could conflict. Plain data; times are milliseconds since the epoch.
 *
 * A task that has left the list of running tasks stays in the ledger. So a list of stopped tasks, which has everything
 * of the last hour, need not be read as a whole each time: it is read on, some pages at a time, to find those that came and
 * went between two readings.
 */
export interface TaskLedger {
  version: typeof VERSION;
  /** When the list of running tasks was begun to be read: a task that was launched later may be missing. */
  beganAt: number;
  /** What the ARN of each task begins with. */
  place: string;
  /** Tasks that are meant to run, by the last part of their ARN, with their marks. */
  running: Record<string, Mark>;
  /** Tasks that are meant to stop or have stopped. */
  left: Record<string, Mark>;
  /** Those that left the list of running tasks before the last reading: the other list may show them later. */
  lately: string[];
  /** The reading of the list of stopped tasks that has not come to its end. */
  scan?: Scan;
}

/** A hash of the lock; or that there is none: `*` anybody's task, which may be a migration, `-` a task of a service. */
type Mark = string;

interface Scan {
  /** The token of the next page. */
  next: string;
  /** The tasks that were found, and those that have left the list of running tasks since it began. */
  ids: string[];
}

const VERSION = 1;
/** With a longer pause between two readings, tasks may have come and gone: the whole list of stopped tasks is read. */
const MOST_GAP_MS = 10_000;

/** What a new reading must do, so that nothing is missed. */
export interface Reading {
  /** The token of the first page of stopped tasks that is read. */
  from?: string;
  /** Every page must be read, however many there are. */
  whole: boolean;
}

/** What was read: ARNs, and the first token that was not used. */
export interface Lists {
  beganAt: number;
  /** See {@link Reading}. */
  whole: boolean;
  running: readonly string[];
  stopped: readonly string[];
  next?: string;
}

/** How the lists are to be read after those of `before`. */
export function planReading(before: TaskLedger | undefined, now: number): Reading {
  if (before === undefined || now - before.beganAt > MOST_GAP_MS) return { whole: true };
  return before.scan === undefined ? { whole: false } : { from: before.scan.next, whole: false };
}

/** The tasks of the lists whose marks are not known yet. */
export function findUnmarked(before: TaskLedger | undefined, { running, stopped }: Lists): string[] {
  const isKnown = (arn: string) => before !== undefined && markOf(before, idOf(arn)) !== undefined;
  return [...new Set([...running, ...stopped])].filter((arn) => !isKnown(arn));
}

/** The ledger after a reading. `described`: the tasks that were not marked; those that ECS does not show are left out. */
export function addReading(
  before: TaskLedger | undefined,
  { beganAt, whole, running, stopped, next }: Lists,
  described: readonly TaskState[],
  digest: (text: string) => string,
): TaskLedger {
  const marks = new Map<string, Mark>([
    ...Object.entries(before?.left ?? {}),
    ...Object.entries(before?.running ?? {}),
    ...described.map((task) => [idOf(task.taskArn), markTask(task, digest)] as const),
  ]);
  const take = (ids: Iterable<string>) => {
    const marked = [...ids].flatMap((id) => (marks.has(id) ? [[id, marks.get(id) as Mark] as const] : []));
    return Object.fromEntries(marked);
  };
  const runs = new Set(running.map(idOf));
  const gone = Object.keys(before?.running ?? {}).filter((id) => !runs.has(id));
  const found = [...(whole ? [] : (before?.scan?.ids ?? [])), ...stopped.map(idOf), ...gone, ...(before?.lately ?? [])];
  const isWhole = next === undefined;
  const left = isWhole ? found : [...Object.keys(before?.left ?? {}), ...found];
  const [first = `${before?.place ?? ''}/`] = [...running, ...stopped];
  return {
    version: VERSION,
    beganAt,
    place: first.slice(0, first.lastIndexOf('/')),
    running: take(runs),
    left: take(new Set(left.filter((id) => !runs.has(id)))),
    lately: gone,
    ...(isWhole ? {} : { scan: { next, ids: [...new Set(found)] } }),
  };
}

/**
 * Returns a function that finds the ARNs of the tasks that may be holders of a lock, or migrations without a lock. The rest
 * is decided by the guard.
 */
export function indexLedger(
  { place, running, left }: TaskLedger,
  digest: (text: string) => string,
): (startedBy: string) => string[] {
  const byMark = new Map<Mark, string[]>();
  for (const [id, mark] of [...Object.entries(running), ...Object.entries(left)]) {
    const arns = byMark.get(mark) ?? [];
    if (arns.length === 0) byMark.set(mark, arns);
    arns.push(`${place}/${id}`);
  }
  const marked = (mark: Mark) => byMark.get(mark) ?? [];
  return (startedBy) => [...marked(digest(startedBy).slice(0, MARK_LENGTH)), ...marked(ANYBODY)];
}

/** Reads a ledger that some other process has written. `undefined`: it is none, or one of another version. */
export function readLedger(text: string): TaskLedger | undefined {
  try {
    const ledger = JSON.parse(text) ?? {};
    const { version, beganAt, running, left, lately } = ledger;
    const isValid = version === VERSION && Number.isFinite(beganAt) && Array.isArray(lately);
    return isValid && isRecord(running) && isRecord(left) ? ledger : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

const ANYBODY = '*';
const SERVICE = '-';
/** So few digits of a hash that the ledger is small. If two locks share them, a task is looked at in vain. */
const MARK_LENGTH = 12;

function markTask({ startedBy, group }: TaskState, digest: (text: string) => string): Mark {
  if (startedBy?.startsWith(LOCK_PREFIX)) return digest(startedBy).slice(0, MARK_LENGTH);
  return group?.startsWith('service:') ? SERVICE : ANYBODY;
}

const markOf = ({ running, left }: TaskLedger, id: string): Mark | undefined => running[id] ?? left[id];

const idOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
