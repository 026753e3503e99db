import type { LaunchEffect, LaunchInput, LaunchState, TaskOwner } from '../../src/core/run/launch-types.ts';
import type { RaceCall } from '../../src/core/run/race.ts';
import type { WatchEffect, WatchInput, WatchState } from '../../src/core/run/watch-types.ts';
import type { Course, ModelEcs } from './ecs.ts';

/** The whole state of a small world. It is plain data, so that equal worlds are recognized. */
export interface Model {
  now: number;
  ecs: ModelEcs;
  runs: ModelRun[];
  /** How many more crashes and faults can happen. */
  crashes: number;
  faults: number;
  /** A response took longer than the code assumes when it looks for rivals. */
  slow?: true;
}

/** A run: a process of the command line, or the turns of a Lambda function. */
export interface ModelRun {
  build: number;
  turns: boolean;
  at: 'new' | 'launching' | 'watching' | 'closing' | 'dead' | 'done';
  launch: LaunchState;
  watch?: WatchState;
  /** The task that the run follows, and its owner. */
  task?: number;
  whose?: TaskOwner;
  /** The next effect, or the input that results from it. */
  effect?: LaunchEffect | WatchEffect;
  answer?: LaunchInput | WatchInput;
  dueAt: number;
  /** Calls in the background of the race. */
  behind: { call: RaceCall; dueAt: number }[];
  looks: number;
  /**
   * How many unfinished migrations of others the last survey showed, and whether the run launched a task nevertheless.
   */
  rivals: number;
  careless?: true;
  /** Codes of the warnings that a promise depends on. */
  said: string[];
  ending?: { kind: string; verdict?: string; exitCode?: number };
}

/** Something that can happen next, and the resulting world. */
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
