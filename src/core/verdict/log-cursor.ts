/** How far the reading of one stream has come. Times in milliseconds of the injected clock. */
export interface Reading {
  /** The last read brought all there was. */
  caughtUp: boolean;
  /** When the last read was sent. */
  readAt: number;
  /** When the last new line came. */
  lastLineAt: number | undefined;
  /** Whether the stream has been seen to exist. */
  exists: boolean;
  /** When the latest line was written, by the clock of its host. */
  lastTimestamp?: number | undefined;
}

/** What is known of the task while its log is read to the end. */
export interface Closing {
  /** When the container had ended at the latest. */
  endedAt: number;
  /** When the task was seen STOPPED. */
  stoppedAt: number | undefined;
  /** Nothing of ours ever ran. */
  neverStarted: boolean;
  /** Containers that never started, though others of the task have. */
  unstarted?: readonly string[];
  /** The container's log matters to the end: it failed, so its last line may be the error. */
  failed: boolean;
  /** From when on, by ECS's clock, a line belongs to the last seconds of the container. Absent where it does not matter. */
  lastSecondsFrom?: number;
}

/** How far before its end a container's last line may be, to be taken for the last that it had to say. */
export const LAST_SECONDS_MS = 3_000;
/** How long, after the container's end, the task's stop is waited for where there is no such line. Fargate takes some 12 s. */
export const STOP_WAIT_MS = 15_000;

/**
 * Whether the stream has been read to its end. CloudWatch Logs has no end mark, so the end is silence: nothing new
 * for the quiet window since the container's exit or the last line. After a failure without a line since, silence
 * counts from the task's stop, for what is still missing would be the error.
 */
export function isDrained(reading: Reading, closing: Closing, quietMs: number): boolean {
  if (!reading.caughtUp) return false;
  if (closing.neverStarted && !reading.exists) return true;
  return reading.readAt - quietSince(reading, closing) >= quietMs;
}

/**
 * Whether a stream that has fallen silent after a good end may hold more: the container's last seconds brought no line, and
 * nobody has read it since the task's stop. The driver hands over the last lines as the container ends; how long they
 * are under way, nobody promises.
 */
export function mayEndEarly({ readAt, lastTimestamp }: Reading, closing: Closing): boolean {
  const { failed, lastSecondsFrom, stoppedAt = Number.POSITIVE_INFINITY } = closing;
  if (failed || lastSecondsFrom === undefined) return false;
  return (lastTimestamp ?? Number.NEGATIVE_INFINITY) < lastSecondsFrom && readAt < stoppedAt;
}

/** From when silence counts; Infinity while that is still to come. */
export function quietSince(
  { lastLineAt, lastTimestamp }: Pick<Reading, 'lastLineAt' | 'lastTimestamp'>,
  closing: Closing,
): number {
  const { lastSecondsFrom = Number.NEGATIVE_INFINITY } = closing;
  // A log that is read late brings old lines, too: they are no word of the end.
  const isLate = lastTimestamp === undefined || lastTimestamp >= lastSecondsFrom;
  const lineSince = lastLineAt !== undefined && lastLineAt >= closing.endedAt && isLate;
  const from = closing.failed && !lineSince ? (closing.stoppedAt ?? Number.POSITIVE_INFINITY) : closing.endedAt;
  return Math.max(from, lastLineAt ?? 0);
}

/** Whether the reading has to be given up although the stream has not fallen silent. */
export function isBoundHit(closing: Closing, now: number, boundMs: number): boolean {
  return now - Math.max(closing.endedAt, closing.stoppedAt ?? 0) >= boundMs;
}
