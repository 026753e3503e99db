import { setMaxListeners } from 'node:events';
import { timeFormatter } from '../core/base/clock.ts';
import type { EventBody, MigrationEvent, ResultEvent } from '../core/events/events.ts';
import type { TargetEvent, TargetState } from '../core/events/fleet-events.ts';
import { warnFleet } from '../core/events/fleet-warnings.ts';
import { outcomeOfFleet } from '../core/explain/fleet-endings.ts';
import type { FleetPlan } from '../core/fleet/fleet-plan.ts';
import { type Start, startOf } from '../core/fleet/resume.ts';
import {
  FLEET_START,
  type FleetInput,
  type FleetStep,
  scheduleTargets,
  type TargetEnd,
  type WaveFact,
} from '../core/fleet/schedule-targets.ts';
import { countTargets, type TargetRecord } from './count-targets.ts';
import type { Fleet, FleetWork } from './fleet.ts';
import type { Prepared } from './prepare.ts';
import { runTarget } from './run-target.ts';

/** The logs of so many targets at once are followed while they are written. */
const FEW = 10;
/** A target that runs for longer than this is followed live. Milliseconds. */
const SLOW_MS = 2 * 60_000;

/**
 * Runs a fleet: passes each input to the pure function {@link scheduleTargets}, and carries out what it returns. Each
 * target runs as a single run does. A target that runs is never stopped because of another one.
 */
export async function runTargets(
  fleet: Fleet,
  plan: FleetPlan,
  prepared: ReadonlyMap<string, Prepared>,
  options: FleetWork,
): Promise<ResultEvent> {
  const { clock, random, journal, halt, stop } = options;
  const time = timeFormatter();
  const records = createRecords(fleet, plan, prepared, clock.now());
  const launchHalt = new AbortController();
  setMaxListeners(0, launchHalt.signal, stop);
  let state = FLEET_START;
  let timer = new AbortController();
  let saying: Promise<void> = Promise.resolve();
  let finish: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });

  /** Events are emitted one after another. Whoever must wait for a slow reader awaits the promise. */
  function say(event: EventBody): Promise<void> {
    const stamped = Object.assign(event, { at: time(clock.now()) }) as MigrationEvent;
    saying = saying.then(() => options.emit(stamped));
    return saying;
  }

  function put(input: FleetInput): void {
    const step = scheduleTargets(state, input, { plan, now: clock.now(), random: random.next() });
    ({ state } = step);
    if (state.halt !== undefined && !launchHalt.signal.aborted) launchHalt.abort(halt.reason ?? 'SIGTERM');
    for (const fact of step.waves) void say(waveEvent(fact, plan, time));
    for (const name of step.final) void end(recordOf(name));
    for (const { name } of step.launch) launch(recordOf(name));
    arrange(step.next);
  }

  function arrange({ due, approval, over: isOver }: FleetStep['next']): void {
    timer.abort();
    timer = new AbortController();
    const { signal } = timer;
    if (isOver) finish();
    if (due !== undefined) {
      void clock.sleep(Math.max(0, due - clock.now()), signal).then(() => signal.aborted || put({ on: 'due' }));
    }
    if (approval) {
      // First everything is printed: the question stands below it.
      const asked = saying.then(() => options.approve?.(state.wave + 1, signal) ?? false);
      void asked.then((yes) => {
        if (!signal.aborted) put(yes ? { on: 'approved' } : { on: 'halt', why: 'not-approved' });
      });
    }
  }

  function recordOf(name: string): TargetRecord {
    const record = records.get(name);
    if (record === undefined) throw new Error(`${name} is no target`);
    return record;
  }

  function launch(record: TargetRecord): void {
    void goThrough(record)
      .catch(async (error: unknown) => {
        failed ??= error;
        return 'unknown' as const;
      })
      .then((ended) => takeEnd(record, ended));
  }
  let failed: unknown;

  async function goThrough(record: TargetRecord): Promise<TargetEnd> {
    const { prepared: its, start } = record;
    if (start.do === 'skip') throw new Error('a target that is done is launched');
    await tell(record, 'launching');
    const live = new AbortController();
    // The lines of a canary are wanted at once, and a few targets can be followed at little cost.
    if (record.wave === 1 || plan.concurrency <= FEW) live.abort();
    const { result, end: ended } = await runTarget(
      {
        fleet: fleet.id,
        prepared: its,
        start,
        intend: () => intend(record),
        launchHalt: launchHalt.signal,
        live: live.signal,
        onEvent: async (event) => {
          if (event.type === 'settings' || event.type === 'build' || event.type === 'plan') return;
          if (event.type === 'launched') {
            await noteLaunch(record, event.taskArn);
            void followIfSlow(live);
          }
          await options.emit(Object.assign(event, { target: record.name }));
        },
      },
      options,
    );
    live.abort();
    record.result = result;
    return ended;
  }

  /** The log of a slow target is followed: somebody may wonder what it does. */
  async function followIfSlow(live: AbortController): Promise<void> {
    await clock.sleep(SLOW_MS, live.signal);
    live.abort();
  }

  async function intend(record: TargetRecord): Promise<boolean> {
    const { name, start, prepared: its } = record;
    const { migration, image, cluster, region } = its;
    const what = { target: name, attempt: start.attempt, migration, image, cluster, region };
    record.intended = start.attempt;
    return note({ entry: 'intent', at: time(clock.now()), ...what });
  }

  async function noteLaunch(record: TargetRecord, taskArn: string): Promise<void> {
    record.taskArn = taskArn;
    // A task that was found, and not launched by this process.
    if (record.start.do !== 'attach' && record.intended !== record.start.attempt) await intend(record);
    await note({
      entry: 'launched',
      at: time(clock.now()),
      target: record.name,
      attempt: record.start.attempt,
      taskArn,
    });
    await tell(record, 'running');
  }

  /** Without a journal, a fleet that is killed cannot be continued. So nothing new is launched. */
  async function note(entry: Parameters<NonNullable<typeof journal>['append']>[0]): Promise<boolean> {
    if (journal === undefined) return true;
    try {
      await journal.append(entry);
      return true;
    } catch (error) {
      if (state.halt === undefined) {
        const problem = (error as Error).message;
        await say(warnFleet('journal-unwritten', { place: journal.place, problem }));
        put({ on: 'halt', why: 'journal' });
      }
      return false;
    }
  }

  /** The end is noted before another target is launched in its place. */
  async function takeEnd(record: TargetRecord, ended: TargetEnd): Promise<void> {
    const { result } = record;
    const isFinal = ended !== 'never-started' && ended !== 'not-launched';
    if (isFinal && result !== undefined) {
      record.end = ended;
      await noteEnd(record);
      await tell(record, 'ended');
    }
    if (ended === 'not-launched') {
      delete record.result;
      await tell(record, 'waiting');
    }
    put({ on: 'ended', target: record.name, end: ended });
    if (ended !== 'never-started') return;
    if (state.delayed.some(({ target }) => target.name === record.name)) {
      // A task that never started is spent: its identity would only show it again.
      const next = result?.outcome === 'never-started' ? record.start.attempt + 1 : record.start.attempt;
      record.start = { do: 'launch', attempt: next };
      await tell(record, 'waiting');
    }
  }

  /** A failed start that is not repeated. */
  async function end(record: TargetRecord): Promise<void> {
    record.end = 'failed';
    await noteEnd(record);
    await tell(record, 'ended');
  }

  async function noteEnd({ name, start, result, end: ended = 'failed' }: TargetRecord): Promise<void> {
    if (result === undefined) return;
    const { outcome, exitCode, containerExitCode, cause, next, taskArn, phases } = result;
    const how = { outcome, exitCode, containerExitCode, cause, next, taskArn, tookMs: phases.total ?? null };
    await note({ entry: 'ended', at: time(clock.now()), target: name, attempt: start.attempt, end: ended, ...how });
  }

  function tell(record: TargetRecord, to: TargetState): Promise<void> {
    return say(targetEvent(record, to));
  }

  const onHalt = () => put({ on: 'halt', why: 'signal' });
  if (halt.aborted) onHalt();
  halt.addEventListener('abort', onHalt, { once: true });
  for (const record of records.values()) if (record.before !== undefined) await tell(record, 'ended');
  if (plan.waves.length > 0) {
    put({ on: 'begin' });
    await over;
  }
  halt.removeEventListener('abort', onHalt);
  await saying;
  await journal?.close();
  if (failed !== undefined) throw failed;
  const signal = halt.aborted ? String(halt.reason) : undefined;
  const { targets, ending } = countTargets(fleet, [...records.values()], { halt: state.halt, signal, journal });
  const result = { type: 'result' as const, ...outcomeOfFleet(ending), phases: {}, task: null, targets };
  await say(result);
  return result as unknown as ResultEvent;
}

function createRecords(
  { targets, memory, settings }: Fleet,
  { waves }: FleetPlan,
  prepared: ReadonlyMap<string, Prepared>,
  now: number,
): Map<string, TargetRecord> {
  const waveOf = new Map(waves.flatMap((wave, index) => wave.map(({ name }) => [name, index + 1] as const)));
  return new Map(
    targets.map((target): [string, TargetRecord] => {
      const { name, group, row } = target;
      const its = prepared.get(name);
      if (its === undefined) throw new Error(`${name} has no plan`);
      const known = memory?.targets.get(name);
      const start: Start = startOf(known, settings.rerun === true, now);
      const before = start.do === 'skip' ? known?.end : undefined;
      const wave = waveOf.get(name) ?? 1;
      const taskArn = known?.taskArn;
      const more = { ...(before && { before }), ...(taskArn === undefined ? {} : { taskArn }) };
      return [name, { name, group, row, wave, prepared: its, start, ...more }];
    }),
  );
}

function waveEvent(
  { wave, state, succeeded, failed, until }: WaveFact,
  { waves }: FleetPlan,
  time: (ms: number) => string,
): EventBody {
  return {
    type: 'wave',
    wave: wave + 1,
    of: waves.length,
    state,
    targets: waves[wave]?.length ?? 0,
    succeeded,
    failed,
    until: until === undefined ? null : time(until),
  };
}

function targetEvent(record: TargetRecord, state: TargetState): Omit<TargetEvent, 'at'> {
  const { name, group = null, row, wave, start, prepared, result } = record;
  const { migration, image } = prepared;
  const base = {
    type: 'target' as const,
    target: name,
    state,
    group,
    row,
    wave,
    attempt: start.attempt,
    migration,
    image,
  };
  const { before } = record;
  if (before !== undefined) {
    const { at: _, end: __, tookMs, ...how } = before;
    const more = { ending: 'targets-done', reasons: [], causeCode: null, causeLine: null, again: null };
    const phases = tookMs === null ? {} : { total: tookMs };
    return { ...base, taskArn: record.taskArn ?? null, ...how, ...more, phases, task: null };
  }
  if (state !== 'ended' || result === undefined) return { ...base, taskArn: record.taskArn ?? null };
  const { type: _, at: __, target: ___, targets: ____, ...outcome } = result;
  return { ...base, ...outcome };
}
