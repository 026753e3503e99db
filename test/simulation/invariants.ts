import type { Simulation } from '../support/virtual-aws/simulate.ts';
import * as again from './invariants-again.ts';
import * as ends from './invariants-ends.ts';
import * as launches from './invariants-launches.ts';
import * as lines from './invariants-lines.ts';
import * as verdicts from './invariants-verdicts.ts';

/** Checks a simulation. Returns a description of what is wrong, or undefined. */
export type Invariant = (simulation: Simulation) => string | undefined;

export interface Violation {
  invariant: string;
  /** The promise that the invariant checks. */
  promise: string;
  what: string;
}

/** The promises, each with the function that checks it. */
const INVARIANTS: [name: string, promise: string, holds: Invariant][] = [
  ['no-crash', 'run never throws', ends.noCrash],
  ['it-ends', 'every process that lives ends, soon after its task, with few calls', ends.itEnds],
  [
    'at-most-one',
    'one identity never has two containers, and no second task before the first is known to be void',
    launches.atMostOne,
  ],
  ['one-at-a-time', 'migrations of one lock never overlap in silence', launches.oneAtATime],
  ['own-migration', 'a result is that of the very migration that was asked for', again.ownMigration],
  ['again-is-anew', 'what came to nothing says nothing of a later try', again.againIsAnew],
  [
    'not-our-business',
    'services and other commands are never waited for, followed or stopped',
    launches.notOurBusiness,
  ],
  [
    'zero-is-earned',
    '0 only for a migration container that ended by itself with 0 before any stop',
    verdicts.zeroIsEarned,
  ],
  ['own-code', "the container's own code is the exit code, and nothing else is", verdicts.ownCode],
  ['green-is-green', 'a container that earned its 0 is not reported as a failure', verdicts.greenIsGreen],
  ['same-verdict', 'a task has one verdict, whoever looks at it and when', verdicts.sameVerdict],
  ['certain-codes', '64, 69, 75 and 77: no container of this process has started or will', verdicts.certainCodes],
  ['no-false-alarm', 'a launched task is lost sight of only if AWS stayed silent', verdicts.noFalseAlarm],
  ['nothing-half-started', 'whoever ends early has stopped the task or says so', ends.nothingHalfStarted],
  [
    'none-is-killed-at-work',
    'no task whose container runs is stopped as if it had not started',
    ends.noneIsKilledAtWork,
  ],
  ['none-is-killed-early', 'time-outs count from the launch, whatever the clock says', ends.noneIsKilledEarly],
  ['time-outs-hold', 'a task is told to stop when its time is out', ends.timeOutsHold],
  ['every-line-once', 'each line once, in order, to the last', lines.everyLineOnce],
  ['no-false-trouble', 'a log is called unreadable only if AWS does not let it be read', lines.noFalseTrouble],
  ['no-secret', 'values of environment overrides are never written', lines.noSecret],
];

/** The first broken promise. */
export function violationOf(simulation: Simulation): Violation | undefined {
  for (const [invariant, promise, holds] of INVARIANTS) {
    const what = holds(simulation);
    if (what !== undefined) return { invariant, promise, what };
  }
  return undefined;
}
