import type { LaunchEffect, LaunchInput, LaunchState, TaskOwner } from '../../src/core/run/launch-types.ts';
import type { RaceCall } from '../../src/core/run/race.ts';
import type { WatchEffect, WatchInput, WatchState } from '../../src/core/run/watch-types.ts';
import type { Course, ModelEcs } from './ecs.ts';

/** All of a small world: plain data, so that it can be compared with worlds that were met before. */
export interface Model {
  now: number;
  ecs: ModelEcs;
  runs: ModelRun[];
  /** How many more things may go wrong. */
  crashes: number;
  faults: number;
  /** An answer was under way for longer than the code counts on where it looks for rivals. */
  slow?: true;
}

/** A run: a process of the command line, or the turns of a function. */
export interface ModelRun {
  build: number;
  turns: boolean;
  at: 'new' | 'launching' | 'watching' | 'closing' | 'dead' | 'done';
  launch: LaunchState;
  watch?: WatchState;
  /** The task that is followed, and whose it is. */
  task?: number;
  whose?: TaskOwner;
  /** What is done next, or what comes of it. */
  effect?: LaunchEffect | WatchEffect;
  answer?: LaunchInput | WatchInput;
  dueAt: number;
  /** What goes on in the background of the race. */
  behind: { call: RaceCall; dueAt: number }[];
  looks: number;
  /** How many migrations of others its last survey showed that had not come to their end; and whether it launched all the same. */
  rivals: number;
  careless?: true;
  /** Codes of warnings that a promise speaks of. */
  said: string[];
  ending?: { kind: string; verdict?: string; exitCode?: number };
}

/** What may happen next, with the world that comes of it. */
export interface Move {
  what: string;
  model: Model;
}

export interface Bounds {
  courses: Course[];
  waitTimeoutMs: number;
}

export function newRun(build: number, turns: boolean, dueAt: number): ModelRun {
  return { build, turns, at: 'new', launch: { at: 'start' }, dueAt, behind: [], looks: 0, rivals: 0, said: [] };
}

export function runOf(model: Model, index: number): ModelRun {
  const run = model.runs[index];
  if (run === undefined) throw new Error('no such run');
  return run;
}

export const isLive = ({ at }: ModelRun) => at !== 'dead' && at !== 'done';
