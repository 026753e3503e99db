import type { CallFailure } from '../../src/core/base/failure.ts';
import type { LaunchInput } from '../../src/core/run/launch-types.ts';
import type { WatchInput } from '../../src/core/run/watch-types.ts';
import { reasonOfOwnStop } from '../../src/core/verdict/own-stop.ts';
import {
  type Course,
  DEFINITION,
  idOf,
  isNewToken,
  listTasks,
  livedFrom,
  type ModelTask,
  runTask,
  stopTask,
  taskOf,
  viewOf,
} from './ecs.ts';
import { type Bounds, isLive, type Model, type ModelRun, type Move, newRun, runOf } from './model.ts';
import { endTurn, performBehind, take, takeLaunch } from './steps.ts';

const SLOW_MS = 1_500;
const LOST_MS = 120_000;
const RESTART_MS = 3_000;

/**
 * Everything that can happen next. The world moves to the next time at which something is due; each run that is due
 * then can move.
 */
export function movesOf(model: Model, bounds: Bounds): Move[] {
  const due = model.runs.flatMap((run, index) => (isLive(run) ? [{ index, at: nextAt(run) }] : []));
  const now = Math.min(...due.map(({ at }) => at));
  if (due.length === 0) return [];
  if (now === Number.POSITIVE_INFINITY) throw new Error('nothing is due, and a run has not ended');
  const base: Model = { ...model, now: Math.max(now, model.now) };
  return due.filter(({ at }) => at <= base.now).flatMap(({ index }) => movesOfRun(base, index, bounds));
}

function nextAt({ dueAt, behind, at }: ModelRun): number {
  const front = at === 'closing' ? Number.POSITIVE_INFINITY : dueAt;
  return Math.min(front, ...behind.map((one) => one.dueAt));
}

function movesOfRun(model: Model, index: number, bounds: Bounds): Move[] {
  const moves: Move[] = [];
  const move = (what: string, change: (copy: Model, run: ModelRun) => void) => {
    const copy = structuredClone(model);
    change(copy, runOf(copy, index));
    moves.push({ what: `${index}: ${what}`, model: copy });
  };
  const run = runOf(model, index);
  if (model.crashes > 0 && run.at !== 'new') {
    move('crashes, and is started again', (copy, it) => {
      copy.crashes -= 1;
      if (it.turns) redeliver(it, copy.now);
      else {
        it.at = 'dead';
        copy.runs.push(newRun(it.build, false, copy.now + RESTART_MS));
      }
    });
  }
  const behind = run.behind.findIndex(({ dueAt }) => dueAt <= model.now);
  if (behind >= 0) {
    move(run.behind[behind]?.call.call ?? '', (copy, it) => performBehind(copy, it, behind));
    if (run.at === 'closing' || run.dueAt > model.now) return moves;
  }
  if (run.at === 'new') {
    move('starts', (copy, it) => {
      it.at = 'launching';
      takeLaunch(copy, it, { on: 'due' }, bounds);
    });
  } else if (run.answer !== undefined) {
    move('is answered', (copy, it) => {
      const { answer } = it;
      delete it.answer;
      take(copy, it, answer as LaunchInput & WatchInput, bounds);
    });
  } else for (const [what, change] of waysOf(model, run, bounds)) move(what, change);
  return moves;
}

/** CodePipeline calls the function again with its last token. */
function redeliver(run: ModelRun, now: number): void {
  run.behind = [];
  run.dueAt = now + RESTART_MS;
  delete run.answer;
  if (run.at === 'launching' || run.watch === undefined || run.task === undefined) {
    run.at = 'launching';
    run.launch = { at: 'start' };
    run.effect = { do: 'wait', ms: 0, text: '' };
  } else {
    run.at = 'watching';
    run.watch = { ...run.watch };
    endTurn(run, now + RESTART_MS);
  }
}

type Way = [what: string, change: (copy: Model, run: ModelRun) => void];

/** The possible outcomes of the next effect of a run. */
function waysOf(model: Model, { effect, build }: ModelRun, bounds: Bounds): Way[] {
  if (effect === undefined) throw new Error('a run that does nothing');
  const ways: Way[] = [];
  const answer = (what: string, perform: (copy: Model, run: ModelRun) => LaunchInput | WatchInput | undefined) => {
    ways.push([
      what,
      (copy, run) => {
        const input = perform(copy, run);
        if (input !== undefined) take(copy, run, input as LaunchInput & WatchInput, bounds);
      },
    ]);
  };
  const later = (what: string, perform: (copy: Model, run: ModelRun) => LaunchInput | WatchInput, ms: number) => {
    if (model.faults === 0) return;
    ways.push([
      what,
      (copy, run) => {
        copy.faults -= 1;
        if (ms > 0) copy.slow = true;
        run.answer = perform(copy, run);
        run.dueAt = copy.now + ms;
      },
    ]);
  };
  switch (effect.do) {
    case 'wait':
      answer('waits no more', () => ({ on: 'due' }));
      break;
    case 'survey': {
      const surveyed = (copy: Model, run: ModelRun): LaunchInput => {
        run.rivals = copy.ecs.tasks.filter((task) => task.build !== run.build && mayRun(task, copy.now)).length;
        return { on: 'surveyed', answer: { ok: true, value: listTasks(copy.ecs, 'all', copy.now) } };
      };
      answer('surveys', surveyed);
      later('surveys, and the answer is slow', surveyed, SLOW_MS);
      later('surveys in vain', () => ({ on: 'surveyed', answer: { ok: false, failure: THROTTLED } }), LOST_MS);
      break;
    }
    case 'see-rival':
      answer('sees its rival', (copy) => {
        return {
          on: 'rival-seen',
          answer: { ok: true, value: viewOf(taskOf(copy.ecs, idOf(effect.taskArn)), copy.now) },
        };
      });
      break;
    case 'ask-gate':
      answer('passes the gate', () => ({ on: 'gate-asked', answer: { ok: true, value: undefined } }));
      break;
    case 'prepare-revision':
      answer('has a revision', () => ({ on: 'revision-ready', revision: DEFINITION, registered: false }));
      break;
    case 'run':
      for (const way of waysToRun(model, build, effect.attempt, bounds)) ways.push(way);
      break;
    case 'describe-task':
      answer('sees how it ended', (copy) => {
        return { on: 'task-described', task: viewOf(taskOf(copy.ecs, idOf(effect.task.taskArn)), copy.now) };
      });
      break;
    case 'search-own': {
      const { failure } = effect;
      answer('searches its own', (copy) => {
        return { on: 'own-searched', failure, answer: { ok: true, value: listTasks(copy.ecs, 'all', copy.now) } };
      });
      later(
        'searches its own in vain',
        () => ({ on: 'own-searched', failure, answer: { ok: false, failure: THROTTLED } }),
        0,
      );
      break;
    }
    case 'look': {
      const looked = (copy: Model, run: ModelRun): WatchInput => {
        const task = viewOf(taskOf(copy.ecs, run.task ?? 0), copy.now);
        return { on: 'looked', askedAt: copy.now, answer: { ok: true, value: { task } } };
      };
      answer('looks', looked);
      later('looks, and the answer is slow', looked, SLOW_MS);
      later(
        'looks in vain',
        ({ now }) => ({ on: 'looked', askedAt: now, answer: { ok: false, failure: THROTTLED } }),
        0,
      );
      break;
    }
    case 'read-holders':
      answer('reads the holders', (copy, run) => {
        const others = listTasks(copy.ecs, 'running', copy.now).filter(({ taskArn }) => idOf(taskArn) !== run.task);
        return { on: 'holders-read', askedAt: copy.now, answer: { ok: true, value: others } };
      });
      later(
        'reads the holders in vain',
        ({ now }) => ({ on: 'holders-read', askedAt: now, answer: { ok: false, failure: THROTTLED } }),
        0,
      );
      break;
    case 'stop': {
      const { why } = effect;
      answer('asks for the stop', (copy, run) => {
        stopTask(copy.ecs, run.task ?? 0, reasonOfOwnStop(why), copy.now);
        return { on: 'stop-answered', why, answer: { ok: true, value: undefined } };
      });
      later(
        'asks for the stop in vain',
        () => ({ on: 'stop-answered', why, answer: { ok: false, failure: THROTTLED } }),
        0,
      );
      break;
    }
    default:
      throw new Error(`nothing is known of ${effect.do}`);
  }
  return ways;
}

/**
 * Outcomes of RunTask: response received, response lost at first, response lost for good; each with a task or without.
 */
function waysToRun(model: Model, build: number, attempt: number, bounds: Bounds): Way[] {
  const isNew = isNewToken(model.ecs, build, attempt);
  const courses = isNew ? bounds.courses : [undefined];
  const ways: Way[] = [];
  const run = (copy: Model, it: ModelRun, course: Course | undefined): LaunchInput => {
    const launchedBy = copy.runs.indexOf(it);
    if (isNew && it.rivals > 0) it.careless = true;
    const told = runTask(copy.ecs, { build, attempt, launchedBy }, course, copy.now);
    const value = 'task' in told ? { tasks: [told.task], failures: [] } : { tasks: [], failures: told.failures };
    return { on: 'run-answered', answer: { ok: true, value }, mayHaveLaunched: false };
  };
  const lost: LaunchInput = { on: 'run-answered', answer: { ok: false, failure: LOST }, mayHaveLaunched: true };
  for (const course of courses) {
    const name = course?.name ?? 'again';
    ways.push([
      `RunTask (${name})`,
      (copy, it) => take(copy, it, run(copy, it, course) as LaunchInput & WatchInput, bounds),
    ]);
    if (model.faults === 0) continue;
    const faulty = (what: string, ms: number, perform: (copy: Model, it: ModelRun) => LaunchInput) => {
      ways.push([
        `RunTask (${name}) ${what}`,
        (copy, it) => {
          copy.faults -= 1;
          it.answer = perform(copy, it);
          it.dueAt = copy.now + ms;
        },
      ]);
    };
    faulty('is answered late', SLOW_MS, (copy, it) => run(copy, it, course));
    faulty('takes effect, and its answers are lost', LOST_MS, (copy, it) => {
      run(copy, it, course);
      return lost;
    });
  }
  if (model.faults > 0 && isNew) {
    ways.push([
      'RunTask finds no place',
      (copy, it) => {
        copy.faults -= 1;
        take(copy, it, run(copy, it, undefined) as LaunchInput & WatchInput, bounds);
      },
    ]);
    ways.push([
      'RunTask is lost on its way',
      (copy, it) => {
        copy.faults -= 1;
        it.answer = lost;
        it.dueAt = copy.now + LOST_MS;
      },
    ]);
  }
  return ways;
}

/** Whether lists show the task, and its container runs or can still start. */
function mayRun(task: ModelTask, now: number): boolean {
  return now >= task.listedAt && now < (livedFrom(task)?.to ?? task.stop?.at ?? Number.POSITIVE_INFINITY);
}

const THROTTLED: CallFailure = {
  kind: 'throttled',
  operation: 'ecs:X',
  name: 'ThrottlingException',
  message: 'Rate exceeded',
};
const LOST: CallFailure = { kind: 'lost', operation: 'ecs:RunTask', name: 'ECONNRESET', message: 'socket hang up' };
