import { DEFAULTS } from '../../core/base/defaults.ts';
import { keepLastLines } from '../../core/base/last-lines.ts';
import { containerOf, hasEnded, type TaskState } from '../../core/ecs/task.ts';
import type { TaskRef } from '../../core/ecs/task-ref.ts';
import type { Emit } from '../../core/events/events.ts';
import { type Doubt, listenForDoubts } from '../../core/log-causes/false-success.ts';
import type { LogControl, NamedStream, TailContext } from '../../core/ports.ts';
import type { Closing } from '../../core/verdict/log-cursor.ts';
import type { LinesBefore } from '../base/endings.ts';
import { warnMissing } from './log-warnings.ts';
import { tail } from './tail.ts';

/**
 * How much of the log is kept to find the cause of a failure. The message may be far above the end, before a stack
 * trace or an error object.
 */
const KEPT = { lines: 600, lineCharacters: 8_192, characters: 131_072 };

/** The tails of all containers of one task. */
export interface Tails {
  /** Starts the tail of each stream that may exist by now. */
  seen(task: TaskState): void;
  /** Passes on what is known about the end. May be called again when more is known. */
  close(closing: Closing): void;
  /** Resolves when the log of the migration container needs to know when the task stopped. */
  stopAwaited(): Promise<void>;
  /** Resolves when every stream has been read to its end. */
  drained(): Promise<void>;
  /** When the last line of the migration container arrived. `undefined` before the first line. */
  lastLineAt(): number | undefined;
  /** The last lines of the migration container, for the cause of a failure. */
  lastLines(): readonly string[];
  /** The last lines of the containers that the migration container waits for, by container name. */
  linesBefore(): LinesBefore;
  /** Whether the log of the migration container could not be read to its end. */
  unread(): boolean;
  /** What the migration container's log contains that makes a success doubtful. */
  doubts(): readonly Doubt[];
  /** Whether the migration container's log can be read but has no line yet. */
  silent(): boolean;
  /** Ends all tails at once. */
  abandon(): void;
}

/** Follows the logs of all containers of a task. The tails begin when {@link Tails.seen} is called. */
export function followLogs(ref: TaskRef, quietMs: number, outer: TailContext): Tails {
  const lastLines = keepLastLines(KEPT);
  const before = new Map((ref.waitsFor ?? []).map((name) => [name, keepLastLines(KEPT)]));
  const doubts = listenForDoubts();
  let lastLineAt: number | undefined;
  // Nobody knows whether a container is silent if its log is read only at the end.
  let heard = outer.shared !== undefined;
  let unread = false;
  const emit: Emit = (event) => {
    // If the log cannot be read, we do not know whether the container prints anything.
    heard ||= event.type === 'warning';
    if (event.type === 'log' && event.container === ref.container) {
      heard = true;
      lastLines.add(event.message);
      doubts.hear(event.message);
      lastLineAt = outer.clock.now();
    }
    if (event.type === 'log') before.get(event.container)?.add(event.message);
    return outer.emit(event);
  };
  const context: TailContext = { ...outer, emit };
  const running = new Map<string, Promise<void>>();
  const abandon = new AbortController();
  let changed = new AbortController();
  let closing: Closing | undefined;
  const awaitsStop = new AbortController();

  function start(stream: NamedStream): void {
    if (running.has(stream.container)) return;
    const control: LogControl = {
      stream,
      taskArn: ref.taskArn,
      launchedAt: ref.launchedAt,
      quietMs,
      boundMs: DEFAULTS.drainBoundMs,
      abandon: abandon.signal,
      closing: () => closingOf(stream.container),
      changed: () => changed.signal,
      awaitStop: () => awaitsStop.abort(),
    };
    const reading = (outer.shared?.readLog ?? tail)(control, context).then((how) => {
      if (stream.container === ref.container) unread = how === 'unread';
    });
    running.set(stream.container, reading);
  }

  /** What is known about the end, for one container. */
  function closingOf(container: string): Closing | undefined {
    if (closing === undefined) return undefined;
    const { lastSecondsFrom, ...others } = closing;
    const its = container === ref.container ? closing : others;
    return closing.unstarted?.includes(container) ? { ...its, neverStarted: true } : its;
  }

  return {
    lastLineAt: () => lastLineAt,
    lastLines: () => lastLines.all(),
    linesBefore: () => Object.fromEntries([...before].map(([name, lines]) => [name, lines.all()])),
    unread: () => unread,
    doubts: () => doubts.doubts(),
    silent: () => !heard && running.has(ref.container),
    seen(task) {
      for (const stream of ref.logs) {
        const container = containerOf(task, stream.container);
        const begun = container?.lastStatus === 'RUNNING' || (container !== undefined && hasEnded(container));
        const mayHaveWritten = begun || task.startedAt !== undefined || closing !== undefined;
        const name = stream.stream ?? container?.runtimeId;
        if (mayHaveWritten && name !== undefined) start({ ...stream, stream: name });
      }
    },
    close(known) {
      closing = known;
      const previous = changed;
      changed = new AbortController();
      previous.abort();
    },
    stopAwaited: () => waitForAbort(awaitsStop.signal),
    drained: async () => {
      await Promise.all(running.values());
      // Warns of streams whose names never became known. Without a verdict, or if nothing started, no warning is
      // needed.
      if (closing === undefined || closing.neverStarted || abandon.signal.aborted) return;
      const unnamed = ref.logs.filter(
        ({ container }) => !running.has(container) && !closingOf(container)?.neverStarted,
      );
      for (const stream of unnamed) await warnMissing(stream, 'unnamed', context);
    },
    abandon: () => {
      abandon.abort();
      changed.abort();
    },
  };
}

function waitForAbort(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What explains how the task ended. */
export function linesOf(tails: Tails): { lastLines: readonly string[]; linesBefore: LinesBefore; unread: boolean } {
  return { lastLines: tails.lastLines(), linesBefore: tails.linesBefore(), unread: tails.unread() };
}
