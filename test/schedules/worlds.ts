import type { Course } from './ecs.ts';
import { type Bounds, type Model, newRun } from './model.ts';

/** A small world, of which every possible course is explored. */
export interface SmallWorld {
  name: string;
  beginning: Model;
  bounds: Bounds;
}

/** How many faults and crashes can happen in one course of events. */
export interface Trouble {
  faults: number;
  crashes: number;
}

/** 2026-11-21T12:00:00Z. */
const BEGINNING = 1_795_262_400_000;
const WAIT_TIMEOUT_MS = 600_000;

const CALM: Course = { name: 'calm', listedMs: 0, startMs: 4_000, runsMs: 8_000, code: 0 };
/** It appears in lists just before the latest time that is allowed. */
const LATE: Course = { name: 'listed late', listedMs: 1_900, startMs: 4_000, runsMs: 8_000, code: 0 };
const FAST: Course = { name: 'fast, fails', listedMs: 1_900, startMs: 1_000, runsMs: 6_000, code: 3 };
const CANCELLED: Course = { ...CALM, name: 'stopped before it starts', operator: { afterMs: 1_000, code: 143 } };
const KILLED: Course = { ...CALM, name: 'stopped, says 0', operator: { afterMs: 6_000, code: 0 } };
const TERMINATED: Course = { ...CALM, name: 'stopped, says 143', operator: { afterMs: 6_000, code: 143 } };

/** Its container continues for a long time after it was told to stop. */
const SLOW_TO_STOP: Course = {
  ...CALM,
  name: 'stopped slowly',
  runsMs: 40_000,
  operator: { afterMs: 5_000, code: 143, graceMs: 30_000 },
};

/** Courses with starts close together, and courses with slow stops. */
export const RACES = [LATE, FAST];
export const STOPS = [CALM, SLOW_TO_STOP];

/**
 * Two runs, of the same build or of two builds. Each runs in one go or in turns. They start at once, or the second one
 * a second later.
 */
export function pairs(trouble: Trouble, courses: Course[] = [...RACES, ...STOPS]): SmallWorld[] {
  const drivers = [
    [false, false],
    [false, true],
    [true, true],
  ] as const;
  return drivers.flatMap(([first, second]) =>
    [1, 2].flatMap((build) =>
      [0, 1_000].map((laterMs): SmallWorld => {
        const how = (turns: boolean) => (turns ? 'in turns' : 'in one go');
        const runs = [newRun(1, first, BEGINNING), newRun(build, second, BEGINNING + laterMs)];
        return {
          name: `${how(first)}, and ${how(second)} ${laterMs} ms later, of ${build === 1 ? 'the same build' : 'another build'}`,
          beginning: { now: BEGINNING, ecs: { tasks: [], tokens: {} }, runs, ...trouble },
          bounds: { courses, waitTimeoutMs: WAIT_TIMEOUT_MS },
        };
      }),
    ),
  );
}

/** One run, with every possible course of its task. */
export function singles(trouble: Trouble): SmallWorld[] {
  return [false, true].map((turns) => ({
    name: `alone, ${turns ? 'in turns' : 'in one go'}`,
    beginning: { now: BEGINNING, ecs: { tasks: [], tokens: {} }, runs: [newRun(1, turns, BEGINNING)], ...trouble },
    bounds: { courses: [CALM, FAST, CANCELLED, KILLED, TERMINATED], waitTimeoutMs: WAIT_TIMEOUT_MS },
  }));
}
