import { type CallFailure, isFinal } from '../../core/base/failure.ts';
import { refusesClass } from '../../core/base/log-class.ts';
import { warn, warnOf } from '../../core/events/warnings.ts';
import type { EmitContext, LogControl, NamedStream, TailContext } from '../../core/ports.ts';
import { nextPageMs, nextReadMs } from '../../core/run/schedule.ts';
import {
  type Closing,
  isBoundHit,
  isDrained,
  mayEndEarly,
  quietSince,
  type Reading,
  STOP_WAIT_MS,
} from '../../core/verdict/log-cursor.ts';
import { emitLines, type Place } from './emit-lines.ts';
import { warnClass, warnIncomplete, warnMayEndEarly, warnMissing } from './log-warnings.ts';

interface Position extends Reading, Place {
  /** The last page was large, so the next one is probably available. */
  full: boolean;
  /** Number of consecutive empty pages whose token said that there is more. */
  emptyPages: number;
  cursor: string | undefined;
  /** Which part of the log stream's location does not exist. */
  missing: 'group' | 'stream' | undefined;
  /** `failures` is the number of consecutive failed reads, and `failure` the last of them. */
  failures: number;
  failure: CallFailure | undefined;
  /** When reading worked again after failures. Milliseconds since the epoch. */
  recoveredAt: number;
}

/** A log that cannot be read is reported after this many consecutive failures: a single one is noise. */
const MENTION_AFTER = 4;
const LARGE_PAGE = { lines: 1_000, characters: 100_000 };
/** Shortest pause between two reads, because an answer may take longer than the pause. Milliseconds. */
const SHORTEST_REST_MS = 200;
const LAST_REST_MS = 3_000;

/**
 * Reads one stream from its beginning to its end and emits each line once. The position is CloudWatch's token, never a
 * time: events share timestamps and have no id. Only one page is in memory, and a slow reader slows the reading down.
 * Returns whether the log was read to its end.
 */
export async function tail(control: LogControl, context: TailContext): Promise<'read' | 'unread'> {
  const { clock, random } = context;
  const { stream } = control;
  const began = clock.now();
  let position: Position = {
    caughtUp: false,
    readAt: began,
    lastLineAt: undefined,
    exists: false,
    cursor: undefined,
    missing: undefined,
    failures: 0,
    failure: undefined,
    full: false,
    emptyPages: 0,
    recoveredAt: 0,
    lastTimestamp: undefined,
    since: undefined,
    known: 0,
    ties: 0,
  };
  while (!control.abandon.aborted) {
    position = await readOn(position, control, context);
    const ended = await restOrEnd();
    if (ended !== undefined) return ended;
  }
  const closing = control.closing();
  if (closing === undefined) return 'unread';
  return isDrained(position, closing, patienceMs(position)) ? sayMayEndEarly(closing) : sayIncomplete();

  /** Waits until the next read is due. Returns how the reading has ended, if it has. */
  async function restOrEnd(): Promise<'read' | 'unread' | undefined> {
    for (let changed = true; changed && !control.abandon.aborted; ) {
      const closing = control.closing();
      const ended = closing && (await endIfOver(closing));
      if (ended !== undefined) return ended;
      const change = control.changed();
      await clock.sleep(restMs(position, closing), change);
      changed = change.aborted;
    }
    return undefined;
  }

  async function endIfOver(closing: Closing): Promise<'read' | 'unread' | undefined> {
    if (!isDrained(position, closing, patienceMs(position))) {
      return hasToEnd(position, closing) ? sayIncomplete() : undefined;
    }
    if (!mayEndEarly(position, closing)) return sayEnd(closing);
    if (clock.now() >= closing.endedAt + STOP_WAIT_MS) return sayMayEndEarly(closing);
    control.awaitStop();
    return undefined;
  }

  /** The log driver creates the stream before the container starts, so a missing stream deserves a longer wait. */
  function patienceMs({ exists }: Position): number {
    return exists ? control.quietMs : 2 * control.quietMs;
  }

  async function sayIncomplete(): Promise<'unread'> {
    const { failure, exists } = position;
    const closing = control.closing();
    if (closing?.neverStarted && !exists) await sayMissing(closing);
    else if (failure !== undefined && refusesClass(failure)) await warnClass(control, { from: began }, context);
    else await warnIncomplete(stream, failure, context);
    return 'unread';
  }

  async function sayMayEndEarly(closing: Closing): Promise<'read'> {
    if (position.exists) await warnMayEndEarly(stream, context);
    return sayEnd(closing);
  }

  async function sayEnd(closing: Closing): Promise<'read'> {
    if (!position.exists) await sayMissing(closing);
    return 'read';
  }

  async function sayMissing(closing: Closing): Promise<void> {
    await warnMissing(stream, closing.neverStarted ? 'never-started' : (position.missing ?? 'stream'), context);
  }

  function hasToEnd({ caughtUp, failure, lastLineAt = 0, recoveredAt }: Position, closing: Closing): boolean {
    if (failure !== undefined) {
      // Every read would get the same answer.
      if (refusesClass(failure)) return true;
      // If access to the log is denied, we hardly wait for it. If it cannot be read for another reason, we try for a
      // minute.
      return isBoundHit(closing, clock.now(), isFinal(failure) ? control.quietMs : 2 * control.boundMs);
    }
    // As long as older lines keep arriving, the end is only a matter of time.
    const from = caughtUp ? recoveredAt : Math.max(recoveredAt, lastLineAt);
    return clock.now() - from >= control.boundMs && isBoundHit(closing, clock.now(), control.boundMs);
  }

  function restMs(position: Position, closing: Closing | undefined): number {
    const { failures, caughtUp, lastLineAt, readAt, full, emptyPages } = position;
    const now = clock.now();
    if (full) return 0;
    // While the container runs, a few lines are all there is. Asking again at once would double the calls.
    const fresh = lastLineAt !== undefined && lastLineAt >= readAt;
    if (failures === 0 && !caughtUp && (closing !== undefined || !fresh)) return nextPageMs(emptyPages);
    if (failures > 0) return nextReadMs(0, failures, random.next());
    const silentMs = closing === undefined ? now - (lastLineAt ?? began) : 0;
    const nextMs = Math.max(SHORTEST_REST_MS, nextReadMs(silentMs, 0, random.next()) - (now - readAt));
    if (closing === undefined) return nextMs;
    if (isDrained(position, closing, patienceMs(position))) {
      return closing.stoppedAt === undefined ? Math.max(0, closing.endedAt + STOP_WAIT_MS - now) : 0;
    }
    const untilQuiet = patienceMs(position) - (now - quietSince(position, closing));
    // One read at the end of the quiet window replaces the last two.
    return untilQuiet < LAST_REST_MS ? Math.max(50, untilQuiet) : nextMs;
  }
}

async function readOn(position: Position, { stream, abandon }: LogControl, context: TailContext): Promise<Position> {
  const readAt = context.clock.now();
  const answer = await context.logs.read(stream, position.cursor, position.since);
  if (!answer.ok) {
    const { kind } = answer.failure;
    return kind === 'refused' && position.cursor !== undefined
      ? withoutCursor(position)
      : fail(position, answer.failure, stream, context);
  }
  const { cursor, caughtUp, missing } = answer.value;
  const { lines, characters, ...place } = await emitLines(answer.value.lines, position, { stream, abandon }, context);
  const full = lines >= LARGE_PAGE.lines || characters >= LARGE_PAGE.characters;
  const emptyPages = lines === 0 && !caughtUp ? position.emptyPages + 1 : 0;
  const exists = position.exists || cursor !== undefined;
  const lastLineAt = lines > 0 ? context.clock.now() : position.lastLineAt;
  const recoveredAt = position.failures >= MENTION_AFTER ? readAt : position.recoveredAt;
  const reading = { caughtUp, readAt, lastLineAt, exists, cursor, full, emptyPages, missing, recoveredAt };
  return { ...reading, ...place, failures: 0, failure: undefined };
}

/**
 * CloudWatch refuses a token that is 24 hours old, and a silent stream returns no newer one. Lines have no id, so
 * reading starts again at the latest timestamp, and skips as many lines with that timestamp as were already emitted.
 */
function withoutCursor(position: Position): Position {
  const { lastTimestamp, ties } = position;
  return { ...position, cursor: undefined, since: lastTimestamp, known: ties, caughtUp: false, full: true };
}

async function fail(
  position: Position,
  failure: CallFailure,
  stream: NamedStream,
  context: EmitContext,
): Promise<Position> {
  const failures = position.failures + 1;
  if (failures === 1 && refusesClass(failure)) {
    await context.emit(warnOf({ code: 'log-class', followed: stream.container }));
  } else if (failures === (isFinal(failure) ? 1 : MENTION_AFTER)) {
    await context.emit(warn('log-unavailable', { stream, failure }));
  }
  return { ...position, caughtUp: false, full: false, emptyPages: 0, failures, failure };
}
