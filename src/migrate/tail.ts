import { type CallFailure, describeFailure } from '../core/failure.ts';
import { type Closing, isBoundHit, isDrained, quietSince, type Reading } from '../core/log-cursor.ts';
import type { LogStream } from '../core/log-stream.ts';
import type { World } from '../core/ports.ts';
import { nextReadMs } from '../core/schedule.ts';

export type NamedStream = LogStream & { stream: string };

/** What a tail asks of the run around it. */
export interface TailControl {
  stream: NamedStream;
  /** What is known of the end; `undefined` while the container may still write. */
  closing(): Closing | undefined;
  /** Aborted, and then replaced, whenever `closing` has changed, so that a waiting tail looks again. */
  changed(): AbortSignal;
  /** Aborted to give up at once. */
  abandon: AbortSignal;
  quietMs: number;
  boundMs: number;
}

interface Position extends Reading {
  /** The last page was large: the next one is probably waiting. */
  full: boolean;
  cursor: string | undefined;
  /** Reads in a row that failed, and the last of them. */
  failures: number;
  failure: CallFailure | undefined;
}

/** Failures in a row before a log that cannot be read is mentioned: one alone is noise. */
const MENTION_AFTER = 4;
/** Between pages that hold little although more may be to come. */
const SMALL_PAGE_MS = 100;
const LARGE_PAGE = { lines: 1_000, characters: 100_000 };

/**
 * Reads one stream from its head to its end and emits each line once. The position is CloudWatch's token, never a
 * time: events share timestamps and have no id. One page is held at a time, and a slow reader holds the reading back.
 */
export async function tail(control: TailControl, world: World): Promise<void> {
  const { clock, random } = world;
  let position: Position = {
    ...{ caughtUp: false, readAt: clock.now(), lastLineAt: undefined, exists: false },
    ...{ cursor: undefined, failures: 0, failure: undefined, full: false },
  };
  while (!control.abandon.aborted) {
    position = await readOn(position, control, world);
    const closing = control.closing();
    if (closing !== undefined) {
      if (isDrained(position, closing, control.quietMs)) return;
      if (hasToEnd(position, closing)) return warnIncomplete(control.stream, world);
    }
    await clock.sleep(restMs(position, closing), AbortSignal.any([control.changed(), control.abandon]));
  }
  if (control.closing() !== undefined) await warnIncomplete(control.stream, world);

  function hasToEnd({ caughtUp, failure }: Position, closing: Closing): boolean {
    const boundMs = failure !== undefined && isFinal(failure) ? control.quietMs : control.boundMs;
    return (caughtUp || failure !== undefined) && isBoundHit(closing, clock.now(), boundMs);
  }

  function restMs(position: Position, closing: Closing | undefined): number {
    const { failures, caughtUp, lastLineAt, readAt, full } = position;
    const now = clock.now();
    if (full) return 0;
    // A few lines while the container runs are all there is; asking again at once would double the calls.
    const fresh = lastLineAt !== undefined && lastLineAt >= readAt;
    if (failures === 0 && !caughtUp && (closing !== undefined || !fresh)) return SMALL_PAGE_MS;
    if (closing === undefined) return nextReadMs(now - (lastLineAt ?? now), failures, random.next());
    if (failures > 0) return nextReadMs(0, failures, random.next());
    const untilQuiet = Math.max(50, control.quietMs - (now - quietSince({ lastLineAt }, closing)));
    return Math.min(nextReadMs(0, failures, random.next()), untilQuiet);
  }
}

async function readOn(position: Position, { stream, abandon }: TailControl, world: World): Promise<Position> {
  const readAt = world.clock.now();
  const answer = await world.logs.read(stream, position.cursor);
  if (!answer.ok) return fail(position, answer.failure, stream, world);
  const { lines, cursor, caughtUp } = answer.value;
  for (const line of lines) {
    if (abandon.aborted) break;
    await world.emit({ type: 'log', container: stream.container, stream: stream.stream, ...line });
  }
  const characters = lines.reduce((sum, { message }) => sum + message.length, 0);
  const full = lines.length >= LARGE_PAGE.lines || characters >= LARGE_PAGE.characters;
  const exists = position.exists || cursor !== undefined;
  const lastLineAt = lines.length > 0 ? world.clock.now() : position.lastLineAt;
  return { caughtUp, readAt, lastLineAt, exists, cursor, full, failures: 0, failure: undefined };
}

async function fail(position: Position, failure: CallFailure, stream: NamedStream, world: World): Promise<Position> {
  const failures = position.failures + 1;
  if (failures === (isFinal(failure) ? 1 : MENTION_AFTER)) {
    const text = `the log of ${stream.container} cannot be read at the moment; the task goes on (${describeFailure(failure)})`;
    await world.emit({ type: 'warning', code: 'log-unavailable', text });
  }
  return { ...position, caughtUp: false, full: false, failures, failure };
}

function isFinal(failure: CallFailure): boolean {
  return failure.kind === 'denied' || failure.kind === 'refused';
}

async function warnIncomplete({ container, group, stream }: NamedStream, { emit }: World): Promise<void> {
  const text = `the log of ${container} was not read to its end: there may be more in log group ${group}, stream ${stream}`;
  await emit({ type: 'warning', code: 'log-incomplete', text });
}
