import { describe, expect, test } from 'vitest';
import type { CallFailure } from '../../src/core/base/failure.ts';
import { type Story, type Told, tell } from './virtual-run.ts';

const aLineASecond = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i * 1_000);
const atPercentile = (percent: number, values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length * percent) / 100)] ?? 0;
const total = ({ calls }: Told) => Object.values(calls).reduce((sum, count) => sum + count, 0);
const throttled: CallFailure = { kind: 'throttled', operation: 'x', name: 'ThrottlingException', message: '' };
const lost: CallFailure = { kind: 'lost', operation: 'x', name: 'ECONNRESET', message: '' };
const between = (from: number, to: number, operation: string, failure: CallFailure) => (one: string, at: number) =>
  one === operation && at >= from && at < to ? failure : undefined;
const warnings = ({ events }: Told) => events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));
const succeeded = { kind: 'verdict', verdict: { kind: 'succeeded' } };

/** The container runs 20 s of a task of 45 s. */
const SHORT: Story = { startsAt: 13_000, exitsAt: 33_000, lines: aLineASecond(17_000, 16) };

describe('few calls, and no line late', () => {
  test.each<[number, string, Story, number]>([
    [40, 'a container that runs for 20 s', SHORT, 16],
    [60, 'one that runs for 45 s', { startsAt: 13_000, exitsAt: 58_000, lines: aLineASecond(13_500, 44) }, 44],
    [24, 'one that runs for 2 s', { startsAt: 13_000, exitsAt: 15_000, lines: [13_500, 14_900] }, 2],
    [21, 'the same, started at once', { startsAt: 1_000, exitsAt: 3_000, lines: [1_500, 2_900] }, 2],
  ])('at most %i calls for %s, whatever the dice say', async (calls, _, short, lines) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const story = await tell({ ...short, seed: seed * 7_919 });
      expect(story.ran.ending).toMatchObject(succeeded);
      expect(story.delays).toHaveLength(lines);
      // Those of the first moment wait until the start is seen.
      expect(atPercentile(95, story.delays.slice(2))).toBeLessThan(1_500);
      expect(total(story), JSON.stringify(story.calls)).toBeLessThanOrEqual(calls);
      // The quiet window counts from the exit, not from when it was seen.
      expect(story.afterExitMs).toBeLessThan(5_000 + (lines > 2 ? 1_500 : 3_000));
    }
  });

  test('three silent hours cost less than ten calls a minute', async () => {
    const minutes = 180;
    const story = await tell({ startsAt: 13_000, exitsAt: minutes * 60_000 });
    expect(total(story) / minutes).toBeLessThan(10);
    expect(story.ran.ending).toMatchObject(succeeded);
  });

  test('a line after hours of silence is shown within 15 s, the next ones within two', async () => {
    const late = 2 * 3_600_000;
    const { delays } = await tell({ startsAt: 0, exitsAt: late + 60_000, lines: aLineASecond(late, 30) });
    expect(Math.max(...delays)).toBeLessThan(16_000);
    expect(Math.max(...delays.slice(15))).toBeLessThan(2_000);
  });
});

describe('a whole minute without an answer is ridden out', () => {
  test.each([
    ['DescribeTasks', 20_000],
    ['GetLogEvents', 20_000],
    ['DescribeTasks', 500],
    ['GetLogEvents', 32_000],
  ])('%s from %i ms on', async (operation, from) => {
    const story = await tell({ ...SHORT, fails: between(from, from + 60_000, operation, lost) });
    expect(story.ran.ending).toMatchObject(succeeded);
    expect(story.delays).toHaveLength(16);
    expect(warnings(story)).toContain(operation === 'DescribeTasks' ? 'aws-trouble' : 'log-unavailable');
    expect(warnings(story)).not.toContain('log-incomplete');
  });

  test('and so are twelve throttlings in a row of every call', async () => {
    let count = 0;
    const fails = (operation: string) => {
      if (operation !== 'DescribeTasks' && operation !== 'GetLogEvents') return undefined;
      count += 1;
      return count % 24 < 12 ? throttled : undefined;
    };
    const story = await tell({ ...SHORT, fails });
    expect(story.ran.ending).toMatchObject(succeeded);
    expect(story.delays).toHaveLength(16);
  });
});

describe('the bound is stated when it is hit', () => {
  test('logs that cannot be read for minutes: a minute after the exit it ends, and says so', async () => {
    const story = await tell({ ...SHORT, fails: between(20_000, 1_000_000, 'GetLogEvents', lost) });
    expect(story.ran.ending).toMatchObject(succeeded);
    expect(warnings(story)).toContain('log-incomplete');
    expect(story.afterExitMs).toBeLessThan(150_000);
  });

  test('a stream whose token never comes back unchanged', async () => {
    const story = await tell({ ...SHORT, endlessTokens: true });
    expect(story.ran.ending).toMatchObject(succeeded);
    expect(story.delays).toHaveLength(16);
    expect(warnings(story)).toContain('log-incomplete');
    expect(story.afterExitMs).toBeLessThan(70_000);
    expect(story.calls['GetLogEvents']).toBeLessThan(150);
  });

  test('an interrupt while the log is read to its end', async () => {
    const story = await tell({ ...SHORT, settings: { logQuiet: '50s' }, interruptAt: 45_000 });
    expect(story.ran.ending).toMatchObject(succeeded);
    expect(warnings(story)).toContain('log-incomplete');
    expect(story.afterExitMs).toBeLessThan(20_000);
  });
});

describe('lines that come after the end', () => {
  test('4 s after the container’s exit', async () => {
    const story = await tell({ ...SHORT, lines: [37_000] });
    expect(story.delays).toHaveLength(1);
  });

  test('after a failure, until 5 s after the task has stopped', async () => {
    const story = await tell({ ...SHORT, exitCode: 1, lines: [33_000 + 12_000 + 4_500] });
    expect(story.delays).toHaveLength(1);
    expect(story.ran.ending).toMatchObject({ verdict: { kind: 'failed', exitCode: 1 } });
  });
});

describe('after a good end', () => {
  const seldom = { ...SHORT, lines: [14_000, 15_000] };

  test('with a line of the last seconds nobody waits for the task to stop', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const story = await tell({ ...SHORT, seed: seed * 7_919 });
      expect(story.afterExitMs).toBeLessThan(6_000);
    }
  });

  test('without one the log is read once more at STOPPED: a line that comes 7 s late is shown, for five calls', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const story = await tell({ ...seldom, lines: [...seldom.lines, 40_000], seed: seed * 7_919 });
      expect(story.delays).toHaveLength(3);
      expect(warnings(story)).not.toContain('log-may-end-early');
      const plain = await tell({ ...seldom, seed: seed * 7_919 });
      expect(plain.afterExitMs).toBeLessThan(14_500);
      expect(total(plain)).toBeLessThanOrEqual(51);
    }
  });

  test('where the task does not stop in time it is said that there may be more', async () => {
    const story = await tell({ ...seldom, teardownMs: 40_000 });
    expect(story.ran.ending).toMatchObject(succeeded);
    expect(warnings(story)).toContain('log-may-end-early');
    expect(story.afterExitMs).toBeLessThan(16_000);
  });

  test('an interrupt ends the waiting, and says so', async () => {
    const story = await tell({ ...seldom, interruptAt: 41_000 });
    expect(story.ran.ending).toMatchObject(succeeded);
    expect(warnings(story)).toContain('log-may-end-early');
    expect(story.afterExitMs).toBeLessThan(9_000);
  });
});

describe('a token that expires', () => {
  const day = 24 * 3_600_000;

  test('after 24 silent hours: the lines after it come, none twice, and nothing is said to be wrong', async () => {
    const lines = [14_000, 14_000, 14_000, day + 3_600_000, day + 3_600_000];
    const story = await tell({ startsAt: 13_000, exitsAt: day + 3_700_000, lines, tokenLifeMs: day });
    expect(story.events.flatMap((event) => (event.type === 'log' ? [event.message] : []))).toEqual([...'01234']);
    expect(warnings(story)).not.toContain('log-unavailable');
  });
});

describe('a container that prints nothing', () => {
  const silent = (story: Told) => story.events.filter((event) => event.type === 'warning' && event.code === 'silent');
  const LONG: Story = { startsAt: 13_000, exitsAt: 900_000 };

  test('is mentioned once, two minutes after its start, with what to check', async () => {
    const story = await tell(LONG);
    const said = silent(story);
    expect(said).toHaveLength(1);
    expect(said[0]?.atMs).toBeGreaterThanOrEqual(133_000);
    expect(said[0]?.atMs).toBeLessThan(165_000);
    expect(said[0]).toMatchObject({
      text: expect.stringMatching(/printed nothing: .*PYTHONUNBUFFERED.*lock.*security groups/),
    });
  });

  test.each<[string, Story]>([
    ['not one that has printed a line', { ...LONG, lines: [20_000] }],
    ['not one that ends before', { startsAt: 13_000, exitsAt: 120_000 }],
    ['not one that waits long for its start', { startsAt: 500_000, exitsAt: 600_000 }],
    [
      'not one whose log cannot be read',
      { ...LONG, fails: between(0, 900_000, 'GetLogEvents', { ...lost, kind: 'denied' }) },
    ],
  ])('%s', async (_, story) => {
    expect(silent(await tell(story))).toEqual([]);
  });
});
