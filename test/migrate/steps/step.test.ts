import { describe, expect, test } from 'vitest';
import type { CallFailure } from '../../../src/core/base/failure.ts';
import { outcomeOf } from '../../../src/core/explain/explain.ts';
import { type Story, type Told, tell } from '../virtual-run.ts';

const DAY = 24 * 60 * 60_000;
const steps = { everyMs: 30_000, limitMs: DAY };
const STORY: Story = { startsAt: 13_000, exitsAt: 33_000, lines: [15_000, 20_000, 32_900], steps };
const failing = (kind: CallFailure['kind'], operation: string, from: number, to: number) => {
  const failure: CallFailure = { kind, operation: `ecs:${operation}`, name: 'X', message: '' };
  return (one: string, at: number) => (one === operation && at >= from && at < to ? failure : undefined);
};
const lines = ({ events }: Told) => events.filter(({ type }) => type === 'log');
const warnings = ({ events }: Told) => events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));

describe('a run in steps of half a minute', () => {
  test('comes to its verdict, with every line and few calls', async () => {
    const story = await tell(STORY);
    expect(story.ran.ending).toMatchObject({ kind: 'verdict', verdict: { kind: 'succeeded' } });
    expect(lines(story)).toHaveLength(3);
    expect(story.calls['RunTask']).toBe(1);
    expect(story.calls['DescribeTasks']).toBeLessThanOrEqual(6);
  });

  test('a container that failed is waited for until its task is STOPPED, for the last line would be the error', async () => {
    // Seen stopping at 62.5 s; the teardown ends at 72 s.
    const story = await tell({ ...STORY, exitsAt: 60_000, lines: [59_000, 71_000], exitCode: 4 });
    expect(story.ran.ending).toMatchObject({ verdict: { kind: 'failed', exitCode: 4 } });
    expect(story.ran.lastLines).toEqual(['0', '1']);
  });

  test('another image is registered once, however many steps wait for a place', async () => {
    const story = await tell({ ...STORY, refusals: 5, settings: { image: ['app:2'] } });
    expect(story.ran.ending).toMatchObject({ kind: 'verdict', verdict: { kind: 'succeeded' } });
    expect(story.calls['RunTask']).toBe(6);
    expect(story.calls['RegisterTaskDefinition']).toBe(1);
  });

  test('a timeout of a setting counts from the launch', async () => {
    const story = await tell({ ...STORY, exitsAt: DAY, settings: { timeout: '10m' } });
    expect(story.ran.ending).toMatchObject({ kind: 'timed-out', afterMs: 600_000, stopped: true });
    expect(story.callTimes.find(({ operation }) => operation === 'StopTask')?.at).toBeLessThan(640_000);
  });

  test('what the caller gives for all steps together is a time-out too', async () => {
    const story = await tell({ ...STORY, exitsAt: DAY, steps: { everyMs: 30_000, limitMs: 300_000 } });
    expect(story.ran.ending).toMatchObject({ kind: 'timed-out', stopped: true });
  });

  test('onTimeout detach leaves the task alone', async () => {
    const story = await tell({ ...STORY, exitsAt: DAY, settings: { timeout: '10m', onTimeout: 'detach' } });
    expect(story.ran.ending).toMatchObject({ kind: 'timed-out', stopped: false });
    expect(story.calls['StopTask']).toBeUndefined();
  });

  test('a container that does not start in time is stopped', async () => {
    const story = await tell({ ...STORY, startsAt: DAY, exitsAt: DAY, settings: { startTimeout: '2m' } });
    expect(story.ran.ending).toMatchObject({ kind: 'not-started-in-time', afterMs: 120_000 });
  });

  test('a StopTask that fails is asked for again at the next step', async () => {
    const fails = failing('lost', 'StopTask', 0, 680_000);
    const story = await tell({ ...STORY, exitsAt: DAY, settings: { timeout: '8m20s' }, fails });
    expect(story.ran.ending).toMatchObject({ kind: 'timed-out', stopped: true });
  });

  test('minutes without any answer of DescribeTasks are ridden out', async () => {
    const story = await tell({ ...STORY, fails: failing('unreachable', 'DescribeTasks', 1_000, 600_000) });
    expect(story.ran.ending).toMatchObject({ verdict: { kind: 'succeeded' } });
  });

  test('access that is taken away after the launch ends it after a minute, and never with 0', async () => {
    const story = await tell({ ...STORY, fails: failing('denied', 'DescribeTasks', 1_000, DAY) });
    expect(story.ran.ending).toMatchObject({ kind: 'lost-sight' });
    expect(outcomeOf(story.ran.ending, null, null).exitCode).toBe(76);
  });

  test('so does the right to read the task definition', async () => {
    const story = await tell({ ...STORY, fails: failing('denied', 'DescribeTaskDefinition', 1_000, DAY) });
    expect(story.ran.ending).toMatchObject({ kind: 'lost-sight' });
    expect(story.ran.attach).toContain('attach arn:');
  });

  test('a launch that is answered by nobody is unknown, not denied or unreachable', async () => {
    const story = await tell({
      ...STORY,
      fails: failing('lost', 'RunTask', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
    });
    expect(story.ran.ending).toMatchObject({ kind: 'launch-unknown' });
  });

  test('a log that cannot be read changes nothing in the verdict', async () => {
    const story = await tell({ ...STORY, fails: failing('denied', 'GetLogEvents', 1_000, DAY) });
    expect(story.ran.ending).toMatchObject({ verdict: { kind: 'succeeded' } });
    expect(warnings(story)).toContain('log-incomplete');
  });
});
