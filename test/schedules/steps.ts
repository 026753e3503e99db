import type { TaskRef } from '../../src/core/ecs/task-ref.ts';
import type { GuardFacts } from '../../src/core/run/guard.ts';
import { giveWay, launch } from '../../src/core/run/launch.ts';
import type { LaunchInput } from '../../src/core/run/launch-types.ts';
import { fromProgress, toProgress } from '../../src/core/run/progress.ts';
import { beginWatch, watch } from '../../src/core/run/watch.ts';
import type { WatchInput } from '../../src/core/run/watch-types.ts';
import { arnOf, CLUSTER, CONTAINER, DEFINITION, identityOf, idOf, LOCK, listTasks, taskOf, viewOf } from './ecs.ts';
import type { Bounds, Model, ModelRun } from './model.ts';

/** Time between two turns. */
const TURN_MS = 10_000;

export function take(model: Model, run: ModelRun, input: LaunchInput & WatchInput, bounds: Bounds): void {
  if (run.at === 'launching') takeLaunch(model, run, input, bounds);
  else takeWatch(model, run, input, bounds);
}

export function takeLaunch(model: Model, run: ModelRun, input: LaunchInput, bounds: Bounds): void {
  const step = launch(run.launch, input, {
    now: model.now,
    random: 0.5,
    facts: factsOf(run.build),
    ifRunning: undefined,
    waitTimeoutMs: bounds.waitTimeoutMs,
    startTimeoutMs: 600_000,
    endsAt: Number.POSITIVE_INFINITY,
    cluster: CLUSTER,
    signal: undefined,
    mask: (text) => text,
    troubleMs: run.turns ? 120_000 : 0,
  });
  run.launch = step.state;
  note(run, step.events);
  const { effect } = step;
  run.effect = effect;
  run.dueAt = model.now;
  if (effect.do === 'wait') run.dueAt += run.turns ? TURN_MS : effect.ms;
  if (effect.do === 'end') {
    run.at = 'done';
    run.ending = { kind: effect.ending.kind };
  }
  if (effect.do === 'watch') {
    run.task = idOf(effect.task.taskArn);
    run.whose = effect.whose;
    run.at = 'watching';
    run.watch = beginWatch(refOf(model, run), model.now, effect.whose !== 'others');
    run.looks = 0;
    if (run.turns && effect.whose !== 'ours') endTurn(run, model.now + TURN_MS);
    else takeWatch(model, run, { on: run.turns ? 'due' : 'begin' }, bounds);
    if (run.turns && effect.whose === 'ours') run.dueAt = model.now + 2_500;
  }
}

function takeWatch(model: Model, run: ModelRun, input: WatchInput, bounds: Bounds): void {
  if (run.watch === undefined) throw new Error('nothing is watched');
  const step = watch(run.watch, input, {
    now: model.now,
    random: 0.5,
    ref: refOf(model, run),
    limits: { timeoutMs: undefined, startTimeoutMs: 600_000, onTimeout: 'stop', onInterrupt: 'stop', quietMs: 5_000 },
    signal: undefined,
    facts: factsOf(run.build),
    ...(run.turns ? { lastLinesMs: 120_000 } : {}),
  });
  run.watch = step.state;
  note(run, step.events);
  for (const call of step.calls) run.behind.push({ call, dueAt: model.now + (call.call === 'pause' ? call.ms : 0) });
  const { effect } = step;
  if (effect === undefined) {
    settle(model, run, bounds);
    return;
  }
  run.effect = effect;
  run.dueAt = model.now;
  if (effect.do === 'look') {
    run.looks += 1;
    run.dueAt += effect.inMs;
  }
  if (effect.do === 'end' || (run.turns && run.looks > 1)) close(model, run, bounds);
}

/** Ends the background calls: after the verdict, and at the end of each turn. */
function close(model: Model, run: ModelRun, bounds: Bounds): void {
  run.at = 'closing';
  for (const one of run.behind) one.dueAt = model.now;
  takeWatch(model, run, { on: 'closing' }, bounds);
}

function settle(model: Model, run: ModelRun, bounds: Bounds): void {
  if (run.at !== 'closing' || run.behind.length > 0) return;
  const { effect } = run;
  if (effect?.do !== 'end') {
    run.at = 'watching';
    endTurn(run, model.now + TURN_MS);
  } else if (effect.ending.kind === 'gave-way') beginAgain(model, run, bounds);
  else {
    run.at = 'done';
    const { ending } = effect;
    const verdict = 'verdict' in ending ? ending.verdict : undefined;
    const exitCode = verdict !== undefined && 'exitCode' in verdict ? verdict.exitCode : undefined;
    run.ending = {
      kind: ending.kind,
      ...(verdict && { verdict: verdict.kind }),
      ...(exitCode === undefined ? {} : { exitCode }),
    };
  }
}

/** Starts again after our task has given way. */
function beginAgain(model: Model, run: ModelRun, bounds: Bounds): void {
  const { whose = 'ours' } = run;
  const task = run.watch?.seen.last;
  run.at = 'launching';
  delete run.watch;
  if (run.turns) {
    run.launch = giveWay({ at: 'start' }, whose, task);
    run.effect = { do: 'wait', ms: 0, text: '' };
    run.dueAt = model.now + TURN_MS;
  } else takeLaunch(model, run, { on: 'gave-way', whose, task }, bounds);
}

/** The next turn knows only what the token contains. */
export function endTurn(run: ModelRun, dueAt: number): void {
  if (run.watch === undefined) throw new Error('nothing is watched');
  const ref = { taskArn: arnOf(run.task ?? 0), taskDefinitionArn: DEFINITION, container: CONTAINER, launchedAt: 0 };
  const raced = run.watch.race === undefined;
  const progress = JSON.parse(JSON.stringify(toProgress(run.watch, run.whose ?? 'ours', ref, raced)));
  run.watch = fromProgress(progress, dueAt, run.whose !== 'others');
  run.looks = 1;
  run.effect = { do: 'look', inMs: 0, untilMs: 0, mayPutOff: false, interruptible: false };
  run.dueAt = dueAt;
}

export function performBehind(model: Model, run: ModelRun, index: number): void {
  const [one] = run.behind.splice(index, 1);
  if (one === undefined) throw new Error('nothing goes on behind');
  const { call } = one;
  const { ecs, now } = model;
  const bounds: Bounds = { courses: [], waitTimeoutMs: 0 };
  if (call.call === 'pause') {
    takeWatch(model, run, { on: 'pause-ended' }, bounds);
    return;
  }
  const shown =
    call.call === 'survey-rivals'
      ? listTasks(ecs, 'all', now)
      : call.taskArns.map((arn) => viewOf(taskOf(ecs, idOf(arn)), now));
  const answer = { ok: true as const, value: shown.filter(({ taskArn }) => idOf(taskArn) !== run.task) };
  takeWatch(model, run, { on: call.call === 'survey-rivals' ? 'rivals-surveyed' : 'rivals-described', answer }, bounds);
}

function note(run: ModelRun, events: readonly { type: string; code?: string }[]): void {
  for (const { type, code } of events) {
    if (type === 'warning' && code !== undefined && SPOKEN_OF.has(code) && !run.said.includes(code))
      run.said.push(code);
  }
  run.said.sort();
}

const SPOKEN_OF = new Set(['overlap', 'guard-blind']);

function refOf({ ecs }: Model, { task = 0 }: ModelRun): TaskRef {
  return {
    taskArn: arnOf(task),
    taskDefinitionArn: DEFINITION,
    cluster: CLUSTER,
    region: 'eu-west-1',
    container: CONTAINER,
    containers: [CONTAINER],
    essential: [CONTAINER],
    command: ['up'],
    logs: [],
    launchedAt: taskOf(ecs, task).createdAt,
  };
}

function factsOf(build: number): GuardFacts {
  return {
    identity: identityOf(build),
    migration: `m${build}`,
    build: `${build}`,
    startedBy: LOCK,
    family: 'app',
    container: CONTAINER,
    command: ['up'],
    definedCommand: ['up'],
  };
}
