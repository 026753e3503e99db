import { retry } from '../../api.ts';
import type { Answer, CallFailure } from '../../core/base/failure.ts';
import { warnFleet } from '../../core/events/fleet-warnings.ts';
import type { ExecutionProgress, SeenObjects } from '../../core/fleet/execution-progress.ts';
import type { DescribedExecution } from '../../core/fleet/state-machines.ts';
import type { TargetOutcome } from '../../core/fleet/target-outcome.ts';
import { loseSight } from '../../core/run/schedule.ts';
import type { ExecutionContext } from './execution-ports.ts';
import type { ExecutionObjects } from './read-objects.ts';

/** What happens at a signal, and at the end of the time of the build. */
export interface FollowOptions {
  /** `stop` ends the launches and follows what runs; `detach` leaves the execution as it is. */
  onInterrupt: 'stop' | 'detach';
  /** `stop` ends the launches; either way, this process ends. */
  onTimeout: 'stop' | 'detach';
  /** When this process must end. Milliseconds since the epoch. */
  deadlineAt?: number;
}

/** How the following ended. */
export type Followed =
  /** `fuse`: why the launches were ended, if they were. */
  | { how: 'ended'; described: DescribedExecution; fuse: string | undefined; signal?: string }
  /** The process leaves; the execution goes on. */
  | { how: 'left' | 'time'; signal?: string }
  | { how: 'sight'; failure: CallFailure; signal?: string }
  | { how: 'absent'; failure: CallFailure };

/** The looks begin soon after each other, and then grow with the age of the execution. Milliseconds. */
const LOOKS = { shortest: 1_000, longest: 15_000, growth: 1 / 20 };
/** Step Functions may not show an execution at once. Milliseconds. */
const UNSEEN_MS = 30_000;

/** `results`, `fuse`: once the execution has ended. */
interface Look {
  described: DescribedExecution;
  seen: SeenObjects;
  results?: TargetOutcome[];
  fuse?: string | undefined;
}

const NEVER = new AbortController().signal;

/**
 * Follows an execution to its end, and emits what its children write. It is never stopped from here: that would leave its
 * tasks without anybody who follows them.
 */
export async function followExecution(
  executionArn: string,
  objects: ExecutionObjects,
  progress: ExecutionProgress,
  context: ExecutionContext & { options: FollowOptions },
): Promise<Followed> {
  const { clock, random, machines, halt, emit, options } = context;
  const { onInterrupt, onTimeout, deadlineAt = Number.POSITIVE_INFINITY } = options;
  const beganAt = clock.now();
  let signal: string | undefined;
  let blind: { since: number; told: boolean } | undefined;

  async function setFuse(why: string): Promise<void> {
    const set = await retry(() => objects.setFuse(why), { clock, random, signal: NEVER, purpose: () => 'task' });
    const place = objects.placeOf('fuse');
    const event = set.ok
      ? warnFleet('fuse-set', { why, execution: executionArn })
      : warnFleet('fuse-unwritten', { place, failure: set.failure });
    await emit({ ...event, at: at() });
  }

  const at = () => new Date(clock.now()).toISOString();

  /** What is known now. Fails if something cannot be read at the moment. */
  async function look(): Promise<Answer<Look>> {
    const described = await machines.describe(executionArn);
    if (!described.ok) return described;
    // Read after the status: once the execution has ended, its objects are complete.
    const seen = await objects.read();
    if (!seen.ok) return seen;
    if (described.value.status === 'RUNNING')
      return { ok: true, value: { described: described.value, seen: seen.value } };
    const [results, fuse] = [await objects.results(), await objects.fuse()];
    if (!results.ok) return results;
    if (!fuse.ok) return fuse;
    const { value: all = [] } = results;
    return { ok: true, value: { described: described.value, seen: seen.value, results: all, fuse: fuse.value } };
  }

  const withSignal = () => (signal === undefined ? {} : { signal });

  /** Obeys a signal, and the end of the time. Returns how the following ends, if it does. */
  async function obey(): Promise<Followed | undefined> {
    if (halt.aborted && signal === undefined) {
      signal = String(halt.reason);
      if (onInterrupt === 'detach') return { how: 'left', signal };
      await setFuse(`interrupted by ${signal}`);
    }
    if (clock.now() < deadlineAt) return undefined;
    if (onTimeout === 'stop' && signal === undefined) await setFuse('the time limit of the build was reached');
    return { how: 'time', ...withSignal() };
  }

  async function takeLook({ described, seen, results = [], fuse }: Look, now: number): Promise<Followed | undefined> {
    blind = undefined;
    for (const event of [...progress.observe(seen, now), ...progress.settle(results, now)]) await emit(event);
    return described.status === 'RUNNING' ? undefined : { how: 'ended', described, fuse, ...withSignal() };
  }

  async function takeFailure(failure: CallFailure, now: number): Promise<Followed | undefined> {
    const isAbsent = failure.name === 'ExecutionDoesNotExist';
    if (isAbsent && now - beganAt >= UNSEEN_MS) return { how: 'absent', failure };
    blind ??= { since: now, told: false };
    if (loseSight(failure, now - blind.since) && !isAbsent) return { how: 'sight', failure, ...withSignal() };
    if (!blind.told && !isAbsent) {
      blind.told = true;
      await emit({ ...warnFleet('execution-trouble', { failure }), at: at() });
    }
    return undefined;
  }

  for (;;) {
    const obeyed = await obey();
    if (obeyed !== undefined) return obeyed;
    const looked = await look();
    const now = clock.now();
    const followed = looked.ok ? await takeLook(looked.value, now) : await takeFailure(looked.failure, now);
    if (followed !== undefined) return followed;
    const wait = nextLookMs(now - beganAt, random.next());
    await clock.sleep(Math.max(0, Math.min(wait, deadlineAt - now)), signal === undefined ? halt : NEVER);
  }
}

function nextLookMs(age: number, chance: number): number {
  return Math.min(LOOKS.longest, Math.max(LOOKS.shortest, age * LOOKS.growth)) * (0.8 + 0.4 * chance);
}
