import { describe, expect, test } from 'vitest';
import type { CallFailure, FailureKind } from '../../../src/core/base/failure.ts';
import type { Ending } from '../../../src/core/explain/endings.ts';
import { outcomeOf } from '../../../src/core/explain/explain.ts';
import { findCause } from '../../../src/core/log-causes/find-cause.ts';
import type { StopFacts, Verdict } from '../../../src/core/verdict/verdict.ts';

const stop = (over: Partial<StopFacts> = {}): StopFacts => ({
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containerReason: undefined,
  otherReasons: {},
  othersRan: [],
  ...over,
});
const failure = (kind: FailureKind): CallFailure => ({
  kind,
  operation: 'ecs:RunTask',
  name: 'SomeException',
  message: 'User: x is not authorized to perform: iam:PassRole on resource: arn:role because',
});
const release = { pipeline: 'shop', execution: 'e-1' };
const verdict = (it: Verdict): Ending => ({ kind: 'verdict', verdict: it });

describe('outcome and exit code', () => {
  test.each<[Ending, string, number, number | null]>([
    [verdict({ kind: 'succeeded' }), 'succeeded', 0, 0],
    [verdict({ kind: 'failed', exitCode: 3, stop: stop() }), 'failed', 3, 3],
    [verdict({ kind: 'failed', exitCode: 256, stop: stop() }), 'failed', 255, 256],
    [verdict({ kind: 'failed', exitCode: -1, stop: stop() }), 'failed', 255, -1],
    [verdict({ kind: 'failed', exitCode: 3_221_225_477, stop: stop() }), 'failed', 255, 3_221_225_477],
    [verdict({ kind: 'never-started', stop: stop() }), 'never-started', 125, null],
    [verdict({ kind: 'stopped', exitCode: 0, stop: stop() }), 'stopped', 125, 0],
    [verdict({ kind: 'stopped', exitCode: undefined, stop: stop() }), 'stopped', 125, null],
    [verdict({ kind: 'no-exit-code', stop: stop() }), 'no-exit-code', 125, null],
    [verdict({ kind: 'uncertain', exitCode: 0, others: ['app'], stop: stop() }), 'uncertain', 125, 0],
    [verdict({ kind: 'forgotten', forMs: 60_000 }), 'unknown', 76, null],
    [{ kind: 'timed-out', afterMs: 1, ofBuild: false, stopped: true, verdict: undefined }, 'timed-out', 124, null],
    [{ kind: 'not-started-in-time', afterMs: 1, verdict: undefined }, 'try-later', 75, null],
    [
      { kind: 'interrupted', signal: 'SIGINT', stopped: true, launched: true, verdict: undefined },
      'interrupted',
      130,
      null,
    ],
    [
      { kind: 'interrupted', signal: 'SIGTERM', stopped: true, launched: true, verdict: undefined },
      'interrupted',
      143,
      null,
    ],
    [{ kind: 'detached' }, 'detached', 0, null],
    [{ kind: 'listed', cluster: 'c', region: 'r', lock: 'x', found: 0, running: 0, looked: 1 }, 'listed', 0, null],
    [
      { kind: 'placement', failures: [{ reason: 'Capacity is unavailable at this time.' }], capacity: true },
      'try-later',
      75,
      null,
    ],
    [{ kind: 'placement', failures: [{ reason: 'ATTRIBUTE' }], capacity: false }, 'invalid', 64, null],
    [{ kind: 'lost-sight', failure: failure('denied'), forMs: 60_000 }, 'unknown', 76, null],
    [{ kind: 'launch-unknown', cluster: 'staging', failure: failure('lost') }, 'unknown', 76, null],
    [{ kind: 'aws', failure: failure('throttled') }, 'unreachable', 69, null],
    [{ kind: 'aws', failure: failure('unreachable') }, 'unreachable', 69, null],
    [{ kind: 'aws', failure: failure('lost') }, 'unreachable', 69, null],
    [{ kind: 'aws', failure: failure('denied') }, 'denied', 77, null],
    [{ kind: 'aws', failure: failure('expired') }, 'denied', 77, null],
    [{ kind: 'aws', failure: failure('unconfigured') }, 'invalid', 64, null],
    [{ kind: 'aws', failure: failure('refused') }, 'invalid', 64, null],
    [{ kind: 'invalid', findings: [{ code: 'no-cluster' }] }, 'invalid', 64, null],
    [{ kind: 'bug', error: 'x', launched: true }, 'bug', 70, null],
    [{ kind: 'withheld', withheld: { ...release, why: 'Superseded', onRollback: 'skip' } }, 'try-later', 75, null],
    [{ kind: 'withheld', withheld: { ...release, why: 'Stopping', onRollback: 'skip' } }, 'try-later', 75, null],
    [{ kind: 'withheld', withheld: { ...release, why: 'rollback', onRollback: 'skip' } }, 'skipped', 0, null],
    [{ kind: 'withheld', withheld: { ...release, why: 'rollback', onRollback: 'fail' } }, 'refused', 64, null],
  ])('%j', (ending, outcome, exitCode, containerExitCode) => {
    const result = outcomeOf(ending, null, 'ecs-migrate attach t');
    expect(result).toMatchObject({ outcome, exitCode, containerExitCode });
    expect(result.cause).not.toBe('');
    // Whatever did not go well has a next step.
    if (exitCode !== 0) expect(result.next).not.toBe('');
  });
});

describe('wording', () => {
  const say = (ending: Ending) => {
    const { cause, next } = outcomeOf(ending, null, 'ecs-migrate attach t');
    return `${cause} | ${next}`;
  };

  test('a denial names action and resource', () => {
    expect(say({ kind: 'aws', failure: failure('denied') })).toContain('allow iam:PassRole on arn:role');
  });

  test('an image that cannot be pulled is explained, with what ECS said', () => {
    const stoppedReason =
      'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref app:1: not found';
    const said = say(verdict({ kind: 'never-started', stop: stop({ stopCode: 'TaskFailedToStart', stoppedReason }) }));
    expect(said).toContain('the image does not exist in the registry');
    expect(said).toContain(stoppedReason);
  });

  test('a container killed for want of memory', () => {
    const containerReason = 'OutOfMemoryError: Container killed due to memory usage';
    expect(say(verdict({ kind: 'failed', exitCode: 137, stop: stop({ containerReason }) }))).toContain(
      'raise the memory',
    );
  });

  test('after a launch with unknown end the attach command is printed', () => {
    expect(say({ kind: 'lost-sight', failure: failure('denied'), forMs: 60_000 })).toContain('ecs-migrate attach t');
  });

  test('a zero that came after a stop says so', () => {
    const said = say(
      verdict({
        kind: 'stopped',
        exitCode: 0,
        stop: stop({ stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }),
      }),
    );
    expect(said).toContain('only after the task was told to stop');
    expect(said).toContain('not on Spot');
  });
});

/** A log that was read, of a container with a command that says nothing. */
const logOf = (lines: string[], command: string[] = ['migrate']) => ({
  lines,
  command,
  findCause,
  mask: (text: string) => text,
});

describe('what the log adds', () => {
  const explain = (exitCode: number, lines: string[], stop_: Partial<StopFacts> = {}) =>
    outcomeOf(verdict({ kind: 'failed', exitCode, stop: stop(stop_) }), null, 'a', logOf(lines));
  const refused = 'Error: connect ECONNREFUSED 10.0.0.5:5432';

  test('the message is the cause, with what it means', () => {
    const { cause, causeCode, causeLine, again, next } = explain(1, ['> migrate', refused]);
    expect(cause).toMatch(/^connect ECONNREFUSED 10\.0\.0\.5:5432 \(.+\)$/);
    expect({ causeCode, causeLine, again }).toEqual({
      causeCode: 'refused',
      causeLine: 'connect ECONNREFUSED 10.0.0.5:5432',
      again: 'depends',
    });
    expect(next).toMatch(/host and port/);
  });

  test('a message of no known kind is quoted as the first error', () => {
    expect(explain(1, ['> migrate', 'Error: the flux is low', 'at x'])).toMatchObject({
      causeCode: null,
      causeLine: 'the flux is low',
      cause: expect.stringMatching(/^the flux is low /),
    });
    expect(explain(1, ['all is lost'])).toMatchObject({ causeCode: null, causeLine: null });
  });

  test('a long message is cut after it was masked', () => {
    const secret = 'hunter22';
    const lines = [`Error: ${'x'.repeat(295)}${secret}`];
    const log = { ...logOf(lines), mask: (text: string) => text.replaceAll(secret, '***') };
    const { cause } = outcomeOf(verdict({ kind: 'failed', exitCode: 1, stop: stop({}) }), null, 'a', log);
    expect(cause).toContain('x***');
    expect(cause).not.toContain('hunter');
  });

  test('what ECS knows wins, and a signal is not explained by the log', () => {
    const containerReason = 'OutOfMemoryError: Container killed due to memory usage';
    expect(explain(1, [refused], { containerReason }).next).toContain('memory');
    expect(explain(137, [refused])).toMatchObject({ causeCode: 'killed', causeLine: null });
    expect(explain(124, ['Running Changeset: x'])).toMatchObject({ causeCode: 'ended-by-timeout' });
    expect(explain(127, ['sh: 1: migrat: not found'])).toMatchObject({ causeCode: 'missing-file' });
    expect(explain(127, [])).toMatchObject({ causeCode: 'command-not-found' });
  });

  test('a connection string that cannot be read is masked up to its host', () => {
    const { causeLine } = explain(1, ['ValueError: invalid interpolation syntax in p%40ss@db:5432/x at position 1']);
    expect(causeLine).toBe('invalid interpolation syntax in ***@db:5432/x at position 1');
  });

  test('an unknown text is shown whole, with the nearest family', () => {
    const stoppedReason = 'The secret store refused the secret of the task with a novel error';
    const ending = verdict({ kind: 'never-started', stop: stop({ stopCode: 'TaskFailedToStart', stoppedReason }) });
    const { cause } = outcomeOf(ending, null, 'a');
    expect(cause).toContain(stoppedReason);
  });
});

describe('a failure whose log is empty', () => {
  const stop = {
    stopCode: 'EssentialContainerExited',
    stoppedReason: undefined,
    containerReason: undefined,
    otherReasons: {},
    othersRan: [],
  };
  const failed: Ending = { kind: 'verdict', verdict: { kind: 'failed', exitCode: 1, stop } };

  test('says so, and what to check', () => {
    const { cause, next } = outcomeOf(failed, null, null, logOf([]));
    expect(cause).toContain('no line was found in its log');
    expect(next).toMatch(/reaches the database \(host, port, security groups\)/);
    expect(next).not.toContain('log above');
  });

  test('of a command that only looks: pending migrations', () => {
    const log = logOf([], ['python', 'manage.py', 'migrate', '--check']);
    expect(outcomeOf(failed, null, null, log)).toMatchObject({ causeCode: 'pending-migrations', again: 'no' });
    expect(outcomeOf(failed, null, null, logOf([]))).toMatchObject({ causeCode: 'nothing-printed' });
  });

  test('but not where nobody has read it', () => {
    expect(outcomeOf(failed, null, null).cause).toBe('the migration container exited with code 1');
  });
});

test('what only the local engine lacks is the first thing to do, and no word of ECS', () => {
  const containerReason = 'ResourceInitializationError: gone (local engine: give --secrets FILE with a value for db)';
  const ending = verdict({ kind: 'never-started', stop: stop({ stopCode: 'TaskFailedToStart', containerReason }) });
  const said = outcomeOf(ending, null, null);
  expect(said.next).toMatch(/^give --secrets FILE with a value for db; otherwise /);
  expect(said.cause).not.toContain('local engine');
});

test('a container that ours waits for and that failed is the cause, with its name, code and message', () => {
  const failedFirst = { name: 'init', exitCode: 3 };
  const ending = verdict({ kind: 'never-started', stop: stop({ othersRan: ['init'], failedFirst }) });
  const log = { lines: [], before: { init: ['starting', 'ERROR:  relation "t" already exists'] }, command: [] };
  const said = outcomeOf(ending, null, null, { ...log, findCause, mask: (text: string) => text });
  expect(said).toMatchObject({ exitCode: 125, causeLine: 'relation "t" already exists' });
  expect(said.cause).toContain('container init exited with code 3');
  expect(outcomeOf(ending, null, null).next).toContain('--container init');
});
