import type { Answer } from '../../../src/core/base/failure.ts';
import type { LogStream } from '../../../src/core/ecs/log-place.ts';
import type { LogPage, ManyStreams, StreamEvent } from '../../../src/core/ports.ts';
import { failure } from './failures.ts';
import { hashed } from './randomness.ts';
import type { Scenario } from './scenario.ts';
import { MIGRATE, type Timeline } from './timeline.ts';
import { runtimeIdOf, type SimulatedTask } from './view.ts';

export interface Line {
  timestamp: number;
  message: string;
  readableAt: number;
}

export const LOG_GROUP = '/ecs/app-migrate';
export const STREAM_PREFIX = 'ecs';

/** The part of CloudWatch Logs that a run reads: the streams of all tasks, by opaque token. */
export class SimulatedLogs {
  readonly #scenario: Scenario;
  readonly #now: () => number;
  readonly #tasks: readonly SimulatedTask[];
  /** Keyed by timeline, because a stop creates a new timeline. */
  readonly #known = new WeakMap<Timeline, Map<string, Lines>>();

  readonly #byStream = new Map<string, SimulatedTask>();

  constructor(scenario: Scenario, tasks: readonly SimulatedTask[], now: () => number) {
    this.#scenario = scenario;
    this.#tasks = tasks;
    this.#now = now;
  }

  read({ stream }: LogStream, cursor: string | undefined, since: number): Answer<LogPage> {
    const now = this.#now();
    const lines = this.linesOf(stream);
    if (lines === undefined || now < lines.existsAt) {
      return { ok: true, value: { lines: [], caughtUp: true, ...(cursor === undefined ? {} : { cursor }) } };
    }

    const first = lines.all.findIndex(({ timestamp }) => timestamp >= since);
    const from = first < 0 ? lines.all.length : first;
    const [at, blank, issuedAt] = cursor === undefined ? [from, 0, now] : positionOf(cursor);
    if (now - issuedAt > this.#scenario.logs.tokenLifeMs) {
      return { ok: false, failure: failure('refused', 'GetLogEvents') };
    }
    const readable = lines.all.filter(({ readableAt }) => readableAt <= now).slice(at);
    if (readable.length === 0) {
      const { endlessTokens } = this.#scenario.logs;
      const next = cursor === undefined || endlessTokens ? tokenOf(at, blank, now) : cursor;
      return { ok: true, value: { lines: [], cursor: next, caughtUp: next === cursor } };
    }
    const { pageLines, emptyPages } = this.#scenario.logs;
    if (emptyPages && blank < (at * 7) % 3) {
      return { ok: true, value: { lines: [], cursor: tokenOf(at, blank + 1, now), caughtUp: false } };
    }
    const page = readable.slice(0, pageLines).map(({ timestamp, message }) => ({ timestamp, message }));
    return { ok: true, value: { lines: page, cursor: tokenOf(at + page.length, 0, now), caughtUp: false } };
  }

  /**
   * Lines of many streams, by time. As FilterLogEvents does, it fails if one of the streams does not exist, and returns
   * pages without lines although more follow.
   */
  readMany(
    { streams, since }: ManyStreams,
    next: string | undefined,
  ): Answer<{ events: StreamEvent[]; next?: string }> {
    const now = this.#now();
    const known = streams.map((stream) => ({ stream, lines: this.linesOf(stream) }));
    if (known.some(({ lines }) => lines === undefined || now < lines.existsAt)) {
      return { ok: false, failure: failure('refused', 'FilterLogEvents', 'ResourceNotFoundException') };
    }
    const [from = 0, blank = 0] = (next ?? '0/0').split('/').map(Number);
    const all = known
      .flatMap(({ stream, lines }) =>
        (lines?.all ?? []).flatMap((line, n) =>
          line.readableAt <= now && line.timestamp >= since
            ? [{ stream, id: `${stream} ${n}`, timestamp: line.timestamp, message: line.message }]
            : [],
        ),
      )
      .toSorted((a, b) => a.timestamp - b.timestamp);
    const { pageLines, emptyPages } = this.#scenario.logs;
    if (emptyPages && from < all.length && blank < (from * 7) % 3) {
      return { ok: true, value: { events: [], next: `${from}/${blank + 1}` } };
    }
    const events = all.slice(from, from + pageLines);
    const end = from + events.length;
    return { ok: true, value: { events, ...(end < all.length ? { next: `${end}/0` } : {}) } };
  }

  /** All lines that a stream will ever have. `undefined` if no container writes to it. */
  linesOf(stream: string | undefined): Lines | undefined {
    if (stream === undefined) return undefined;
    const { streamPrefix } = this.#scenario.definition;
    const known = this.#byStream.get(stream);
    const tasks = known === undefined ? this.#tasks : [known];
    for (const task of tasks) {
      for (const { name } of task.timeline.lives) {
        const id = task.arn.slice(task.arn.lastIndexOf('/') + 1);
        const its = streamPrefix ? `${STREAM_PREFIX}/${name}/${id}` : runtimeIdOf(task.arn, name);
        // A stop may take a container away. Its stream stays that of the same task.
        this.#byStream.set(its, task);
        if (its === stream) return this.#linesOfContainer(task, name);
      }
    }
    return undefined;
  }

  #linesOfContainer(task: SimulatedTask, name: string): Lines {
    const known = this.#known.get(task.timeline) ?? new Map<string, Lines>();
    const lines = known.get(name) ?? linesOfContainer(task, name);
    this.#known.set(task.timeline, known.set(name, lines));
    return lines;
  }
}

interface Lines {
  existsAt: number;
  all: Line[];
}

function linesOfContainer({ fate, timeline }: SimulatedTask, name: string): Lines {
  const { count, lastWords, coarse, identical, lateMs, lastLate, readableMs } = fate.lines;
  const lifeOf = (container: string) => timeline.lives.find((life) => life.name === container);
  const startedAt = lifeOf(name)?.startedAt ?? 0;
  // A sidecar is silent after the migration: a process need not read its much later lines.
  const until = Math.min(lifeOf(name)?.endedAt ?? 0, lifeOf(MIGRATE)?.endedAt ?? timeline.toldAt);
  if (until < startedAt) return { existsAt: startedAt, all: [] };
  if (readableMs !== undefined) {
    const readable = readableMs.map((ms) => timeline.createdAt + ms);
    const all = readable.map((at, n) => ({
      timestamp: Math.floor(Math.min(at, until)),
      message: `${n}`,
      readableAt: at,
    }));
    return { existsAt: startedAt, all };
  }
  const times = Array.from({ length: count }, (_, n) => startedAt + (fate.runsMs * (n + 0.5)) / count);
  const written = [...times.filter((at) => at <= until), ...(lastWords ? [until] : [])];
  let readableAt = startedAt + lateMs * hashed(startedAt, 1);
  const existsAt = readableAt;
  const all = written.map((at, n) => {
    const muchLater = n >= written.length - lastLate.lines ? lastLate.ms : 0;
    readableAt = Math.max(readableAt, at + lateMs * hashed(at, n) + muchLater);
    const message = identical ? 'again' : `${name} ${at === until && n === written.length - 1 ? 'last' : n}`;
    return { timestamp: coarse ? Math.floor(at / 1_000) * 1_000 : Math.floor(at), message, readableAt };
  });
  return { existsAt, all };
}

const tokenOf = (at: number, blank: number, issuedAt: number) => `f/${at}/${blank}/${issuedAt}`;

function positionOf(token: string): [at: number, blank: number, issuedAt: number] {
  const [, at, blank, issuedAt] = token.split('/');
  return [Number(at), Number(blank), Number(issuedAt)];
}
