/** The reading state of one log stream. Times are milliseconds of the injected clock. */
export interface Reading {
  /** The last read returned everything that the stream contained. */
  caughtUp: boolean;
  /** When the last read was sent. */
  readAt: number;
  /** When the last new line was received. */
  lastLineAt: number | undefined;
  /** Whether a read has shown that the stream exists. */
  exists: boolean;
  /** When the latest line was written, by its host's clock. */
  lastTimestamp?: number | undefined;
}

/** What is known about the task while its log is read to the end. */
export interface Closing {
  /** The latest time at which the container can have ended. */
  endedAt: number;
  /** When the task was first seen STOPPED. */
  stoppedAt: number | undefined;
  /** None of our code ever ran. */
  neverStarted: boolean;
  /** Containers that never started, although others of the task did. */
  unstarted?: readonly string[];
  /** The container failed, so its last line may be the error and must not be lost. */
  failed: boolean;
  /**
   * A line is from the container's last seconds if its timestamp, by ECS's clock, is this time or later. Absent if that
   * is unimportant.
   */
  lastSecondsFrom?: number;
}

/** How long before the container's end a line may be written and still count as its last line. */
export const LAST_SECONDS_MS = 3_000;
/**
 * If there is no such line, how long after the container's end we wait for the task to stop. Fargate needs about 12 s.
 */
export const STOP_WAIT_MS = 15_000;

/**
 * Whether the stream has been read to its end. CloudWatch Logs has no end mark, so silence is the end: no new line for
 * the quiet window since the container's exit or the last line. After a failure without a later line, the silence
 * counts from when the task stopped, because the missing line would be the error.
 */
export function isDrained(reading: Reading, closing: Closing, quietMs: number): boolean {
  if (!reading.caughtUp) return false;
  if (closing.neverStarted && !reading.exists) return true;
  return reading.readAt - quietSince(reading, closing) >= quietMs;
}

/**
 * Whether a stream that became silent after a success may contain more. That is so if the container's last seconds
 * brought no line and nobody has read the stream since the task stopped. The log driver hands over the last lines when
 * the container ends. AWS does not promise how soon they can be read.
 */
export function mayEndEarly({ readAt, lastTimestamp }: Reading, closing: Closing): boolean {
  const { failed, lastSecondsFrom, stoppedAt = Number.POSITIVE_INFINITY } = closing;
  if (failed || lastSecondsFrom === undefined) return false;
  return (lastTimestamp ?? Number.NEGATIVE_INFINITY) < lastSecondsFrom && readAt < stoppedAt;
}

/** The time from which the silence counts. Infinity if that time is still to come. */
export function quietSince(
  { lastLineAt, lastTimestamp }: Pick<Reading, 'lastLineAt' | 'lastTimestamp'>,
  closing: Closing,
): number {
  const { lastSecondsFrom = Number.NEGATIVE_INFINITY } = closing;
  // A log that is read late also returns old lines. They do not show the end.
  const isLate = lastTimestamp === undefined || lastTimestamp >= lastSecondsFrom;
  const lineSince = lastLineAt !== undefined && lastLineAt >= closing.endedAt && isLate;
  const from = closing.failed && !lineSince ? (closing.stoppedAt ?? Number.POSITIVE_INFINITY) : closing.endedAt;
  return Math.max(from, lastLineAt ?? 0);
}

/** Whether to stop reading although the stream has not become silent. */
export function isBoundHit(closing: Closing, now: number, boundMs: number): boolean {
  return now - Math.max(closing.endedAt, closing.stoppedAt ?? 0) >= boundMs;
}
