import { expect, test } from 'vitest';
import { type FollowedPlan, followProgress } from '../../../src/core/fleet/execution-progress.ts';
import type { RunningTarget, TargetOutcome } from '../../../src/core/fleet/target-outcome.ts';

const NOW = Date.parse('2026-11-27T12:00:00.000Z');
const arnOf = (name: string) => `arn:aws:ecs:eu-west-1:111122223333:task/prod/${name}`;

const planOf = (...waves: string[][]): FollowedPlan => ({
  waves: waves.map((names) => names.map((name) => ({ name, row: `t.json:${name}`, attempt: 1 }))),
  pauseMs: 0,
  maxFailures: 1,
});

function outcome(name: string, word: TargetOutcome['outcome'] = 'succeeded', more: Partial<TargetOutcome> = {}) {
  const codes: Partial<Record<TargetOutcome['outcome'], number>> = { succeeded: 0, unknown: 76, 'not-launched': 75 };
  const exitCode = codes[word] ?? 3;
  const taskArn = word === 'not-launched' ? null : arnOf(name);
  const base = { name, attempt: 1, outcome: word, exitCode, containerExitCode: exitCode, taskArn, cause: '', next: '' };
  return { ...base, tookMs: 5_000, at: new Date(NOW - 1_000).toISOString(), ...more };
}

const running = (name: string): RunningTarget => {
  return { attempt: 1, begunAt: NOW - 9_000, taskArn: arnOf(name), launchedAt: NOW - 8_000 };
};

function seen(outcomes: Record<number, TargetOutcome[]>, progress: Record<number, Record<string, RunningTarget>> = {}) {
  const byNumber = <T>(record: Record<number, T>) =>
    new Map(Object.entries(record).map(([wave, its]): [number, T] => [Number(wave), its]));
  return { outcomes: byNumber(outcomes), progress: byNumber(progress) };
}

/** The events in short. */
const short = (events: readonly object[]) =>
  events.map((event) => {
    const { type, wave, state, target, outcome: how, message } = event as Record<string, unknown>;
    if (type === 'wave') return `wave ${wave} ${state}`;
    if (type === 'log') return `${target} | ${message}`;
    return `${target} ${state}${how === undefined ? '' : ` ${how}`}`;
  });

test('each change is told once, with the time at which it happened', () => {
  const progress = followProgress(planOf(['a'], ['b', 'c']));
  const first = progress.observe(seen({}, { 0: { a: { attempt: 1, begunAt: NOW - 9_000 } } }), NOW);
  expect(short(first)).toEqual(['wave 1 started', 'a launching']);
  const second = progress.observe(seen({}, { 0: { a: running('a') } }), NOW);
  expect(short(second)).toEqual(['a running']);
  expect(second[0]).toMatchObject({ at: '2026-11-27T11:59:52.000Z', taskArn: arnOf('a'), row: 't.json:a', wave: 1 });
  expect(progress.observe(seen({}, { 0: { a: running('a') } }), NOW)).toEqual([]);
  const third = progress.observe(seen({ 0: [outcome('a')] }, { 0: {}, 1: { b: running('b') } }), NOW);
  expect(short(third)).toEqual(['a ended succeeded', 'wave 1 ended', 'wave 2 started', 'b launching', 'b running']);
  expect(third[0]).toMatchObject({ at: '2026-11-27T11:59:59.000Z', exitCode: 0, phases: { total: 5_000 } });
});

test('what began and ended between two looks is told whole, with the last lines of a failure', () => {
  const progress = followProgress(planOf(['a']));
  const failed = outcome('a', 'failed', { lines: ['one', 'two'], container: 'app', causeCode: 'exit' });
  const events = progress.observe(seen({ 0: [failed] }), NOW);
  expect(short(events)).toEqual([
    'wave 1 started',
    'a launching',
    'a running',
    'a | one',
    'a | two',
    'a ended failed',
    'wave 1 ended',
  ]);
  expect(events[1]).toMatchObject({ at: '2026-11-27T11:59:54.000Z' });
  expect(events[5]).toMatchObject({ exitCode: 3, causeCode: 'exit' });
  expect(events[6]).toMatchObject({ succeeded: 0, failed: 1 });
});

test('a target that was not launched is no end, and its wave has not begun', () => {
  const progress = followProgress(planOf(['a'], ['b']));
  progress.observe(seen({ 0: [outcome('a', 'failed')] }), NOW);
  expect(progress.observe(seen({ 0: [outcome('a', 'failed')], 1: [outcome('b', 'not-launched')] }), NOW)).toEqual([]);
  expect(progress.conclude('FAILED', true, NOW)).toEqual([]);
  expect(progress.ends().map(({ name, end }) => [name, end])).toEqual([
    ['a', 'failed'],
    ['b', undefined],
  ]);
});

test('a pause between two waves is told, unless no other wave begins', () => {
  const calm = followProgress({ ...planOf(['a'], ['b']), pauseMs: 60_000 });
  const events = calm.observe(seen({ 0: [outcome('a')] }), NOW);
  expect(short(events).at(-1)).toBe('wave 2 paused');
  expect(events.at(-1)).toMatchObject({ until: '2026-11-27T12:01:00.000Z' });
  const failing = followProgress({ ...planOf(['a'], ['b']), pauseMs: 60_000 });
  expect(short(failing.observe(seen({ 0: [outcome('a', 'failed')] }), NOW)).at(-1)).toBe('wave 1 ended');
});

test.each<[string, Parameters<typeof seen>, boolean, (string | undefined)[]]>([
  ['nothing was prepared', [{}], false, [undefined, undefined, undefined, undefined]],
  ['the first wave may have begun without a trace', [{}], true, ['unknown', 'unknown', undefined, undefined]],
  ['one runs', [{}, { 0: { a: running('a') } }], true, ['unknown', 'unknown', undefined, undefined]],
  ['one has ended', [{ 0: [outcome('a')] }], true, ['succeeded', 'unknown', undefined, undefined]],
  [
    'the second wave may have begun',
    [{ 0: [outcome('a'), outcome('b')] }],
    true,
    ['succeeded', 'succeeded', 'unknown', undefined],
  ],
])('an execution that was stopped from outside: %s', (_, objects, prepared, expected) => {
  const progress = followProgress(planOf(['a', 'b'], ['c'], ['d']));
  progress.observe(seen(...objects), NOW);
  progress.conclude('ABORTED', prepared, NOW);
  expect(progress.ends().map(({ end }) => end)).toEqual(expected);
});

test.each<[string, Partial<TargetOutcome>]>([
  ['succeeded with another code', { exitCode: 3 }],
  ['unknown with code 0', { outcome: 'unknown', exitCode: 0 }],
])('an outcome that is %s has not earned its zero', (_, more) => {
  const progress = followProgress(planOf(['a']));
  progress.observe(seen({ 0: [outcome('a', 'succeeded', more)] }), NOW);
  expect(progress.ends()[0]?.end).not.toBe('succeeded');
});

test('an outcome in the folder of another wave, or of a stranger, counts for nothing', () => {
  const progress = followProgress(planOf(['a'], ['b']));
  progress.observe(seen({ 0: [outcome('b'), outcome('z')] }), NOW);
  expect(progress.ends().map(({ end }) => end)).toEqual([undefined, undefined]);
});
