import { expect, test } from 'vitest';
import { FLEET_BUCKET } from '../support/fleet-machine.ts';
import { executeFleets, type MachineStory, type MachineTold } from '../support/virtual-aws/fleet-functions.ts';
import { AWS_QUOTAS } from '../support/virtual-aws/quotas.ts';

const FAST = { startAfterMs: 10_000, runsMs: 5_000, teardownMs: 4_000 };

async function executeFleet(story: MachineStory): Promise<MachineTold> {
  const [told] = await executeFleets([story]);
  if (told === undefined) throw new Error('no execution');
  return told;
}

/** An object that the execution has written. */
function objectOf({ objects }: MachineTold, run: number, name: string): Record<string, unknown>[] | undefined {
  const text = objects.get(`${FLEET_BUCKET}/fleet/run-${run}/${name}`);
  return text === undefined ? undefined : JSON.parse(text);
}

/** How often each target was launched, at most. */
function mostLaunches({ ecs }: MachineTold): number {
  const counts = new Map<string | undefined, number>();
  for (const { startedBy } of ecs.launched) counts.set(startedBy, (counts.get(startedBy) ?? 0) + 1);
  return Math.max(...counts.values());
}

/** The targets of which two migrations ran at the same time, or which were not migrated by both fleets. */
function overlapsIn({ ecs }: MachineTold): string[] {
  const lives = new Map<string, { from: number; to: number }[]>();
  for (const { startedBy = '', timeline } of ecs.launched) {
    const { startedAt, endedAt } = timeline.lives[0] ?? {};
    // It gave way before it started.
    if (startedAt === undefined || endedAt === undefined) continue;
    lives.set(startedBy, [...(lives.get(startedBy) ?? []), { from: startedAt, to: endedAt }]);
  }
  return [...lives].flatMap(([target, spans]) => {
    const [first, second, ...more] = spans.toSorted((a, b) => a.from - b.from);
    const isGood = first !== undefined && second !== undefined && more.length === 0 && first.to <= second.from;
    return isGood ? [] : [target];
  });
}

const countsOf = ({ executed: { output, error } }: MachineTold) => output ?? JSON.parse(error?.cause ?? 'null');

test("500 targets within AWS's quotas: one first, then the rest in batches, each once; results equal targets", async () => {
  const story = { targets: 500, fate: FAST, quotas: AWS_QUOTAS, input: { concurrency: 500, rate: 20 } };
  const told = await executeFleet(story);
  expect(told.executed.status).toBe('SUCCEEDED');
  expect(countsOf(told)).toMatchObject({ targets: 500, succeeded: 500, failed: 0, unknown: 0, notLaunched: 0 });
  expect(told.executed.children.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'SUCCEEDED'));
  expect(told.ecs.launched).toHaveLength(500);
  const results = objectOf(told, 0, 'results.json') ?? [];
  expect(results.map(({ name }) => name)).toEqual(Array.from({ length: 500 }, (_, n) => `t${n}`));
  expect(results.every(({ outcome, taskArn }) => outcome === 'succeeded' && taskArn !== null)).toBe(true);
  expect(objectOf(told, 0, 'failures.json')).toBeUndefined();
  // 25 s of launches after the first wave. Fewer than ten calls in a thousand are throttled.
  expect(told.wallMs).toBeLessThan(120_000);
  expect(told.throttled).toBeLessThan(10);
  expect(told.mostPerSecond('ECS reads')).toBeLessThan(15);
});

test('a failed wave stops the next, and no running migration', async () => {
  const input = { waves: '3,rest', concurrency: 50 };
  const told = await executeFleet({ targets: 20, fate: FAST, exitCodes: [0, 7], input });
  expect(told.executed).toMatchObject({ status: 'FAILED', error: { error: 'TargetsFailed' } });
  expect(countsOf(told)).toMatchObject({ targets: 20, succeeded: 2, failed: 1, notLaunched: 17 });
  expect(told.ecs.launched).toHaveLength(3);
  expect(told.ecs.launched.flatMap(({ arn }) => told.ecs.stopsByClient(arn))).toEqual([]);
  expect(told.executed.children.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
});

test('the fuse stops launches within a wave; what runs is followed to its end', async () => {
  const input = { waves: 'rest', concurrency: 4, maxFailures: 1 };
  const told = await executeFleet({ targets: 30, fate: FAST, exitCodes: [0, 3], input });
  const { succeeded, failed, notLaunched } = countsOf(told);
  expect([failed, succeeded + failed + notLaunched]).toEqual([1, 30]);
  expect(told.ecs.launched.length).toBeLessThan(12);
  expect(told.ecs.launched.flatMap(({ arn }) => told.ecs.stopsByClient(arn))).toEqual([]);
});

test('another execution over the failures file runs only what did not succeed: failed ones anew, others as they were', async () => {
  const input = { waves: '4,rest', concurrency: 50 };
  const [first, second] = await executeFleets([
    { targets: 10, fate: FAST, exitCodes: [0, 7], input },
    { targets: 10, input: { ...input, targets: `s3://${FLEET_BUCKET}/fleet/run-0/failures.json` } },
  ]);
  if (first === undefined || second === undefined) throw new Error('no execution');
  const failures = objectOf(first, 0, 'failures.json') ?? [];
  expect(failures).toHaveLength(7);
  expect(failures.filter(({ attempt }) => attempt === 2)).toHaveLength(1);
  expect(second.executed.status).toBe('SUCCEEDED');
  expect(countsOf(second)).toMatchObject({ targets: 7, succeeded: 7 });
  // The one that had failed is launched a second time.
  expect(second.ecs.launched).toHaveLength(11);
});

test.each(['twice', 'answer-lost', 'dies'] as const)(
  'a call that %s launches nothing twice, whichever call it is',
  async (fault) => {
    const calm = await executeFleet({ targets: 6, fate: FAST, input: { concurrency: 50 } });
    for (let nth = 1; nth <= calm.invocations + 1; nth += 1) {
      const told = await executeFleet({
        targets: 6,
        fate: FAST,
        input: { concurrency: 50 },
        fault: (call) => (call === nth ? fault : undefined),
      });
      expect([nth, told.executed.status, mostLaunches(told)]).toEqual([nth, 'SUCCEEDED', 1]);
      expect(countsOf(told)).toMatchObject({ targets: 6, succeeded: 6 });
    }
  },
);

test.each([60, 700, 2_700, 4_000, 9_000])(
  'a call that dies after %i ms launches nothing twice, whichever call it is',
  async (diesAfterMs) => {
    for (let nth = 2; nth <= 6; nth += 1) {
      const told = await executeFleet({
        targets: 6,
        fate: FAST,
        input: { concurrency: 50 },
        fault: (call) => (call === nth ? { diesAfterMs } : undefined),
      });
      expect([nth, told.executed.status, mostLaunches(told)]).toEqual([nth, 'SUCCEEDED', 1]);
      expect(countsOf(told)).toMatchObject({ targets: 6, succeeded: 6 });
    }
  },
);

test.each([
  ['pace', 'denied'],
  ['surveys', 'denied'],
  ['surveys', 'lost'],
  ['lease', 'lost'],
] as const)('an object %s whose writing is %s costs no launch, and none is made twice', async (part, trouble) => {
  const told = await executeFleet({
    targets: 120,
    fate: FAST,
    input: { concurrency: 120, waves: 'rest', rate: 20 },
    s3Trouble: (what, place) => (what === 'write' && place.includes(part) ? trouble : undefined),
  });
  expect([told.executed.status, mostLaunches(told)]).toEqual(['SUCCEEDED', 1]);
  expect(countsOf(told)).toMatchObject({ targets: 120, succeeded: 120 });
});

test('functions whose clocks differ by a minute and a half launch each target once, and give way as they should', async () => {
  const input = { waves: 'rest', concurrency: 120, rate: 20 };
  const told = await executeFleets(
    ['deploy-1', 'deploy-2'].map((fleet) => ({
      targets: 20,
      fate: FAST,
      input: { ...input, fleet },
      aheadMs: (call: number) => ((call % 3) - 1) * 90_000,
    })),
    'together',
  );
  expect(told.map(({ executed }) => executed.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(overlapsIn(told[0] as MachineTold)).toEqual([]);
});

test('every call twice, and every third answer lost', async () => {
  const told = await executeFleet({
    targets: 40,
    fate: FAST,
    input: { concurrency: 50 },
    fault: (call) => (call % 3 === 0 ? 'answer-lost' : 'twice'),
  });
  expect([told.executed.status, mostLaunches(told)]).toEqual(['SUCCEEDED', 1]);
  expect(countsOf(told)).toMatchObject({ targets: 40, succeeded: 40 });
});

test('every call is made again while the first goes on, and what the first writes arrives late', async () => {
  const told = await executeFleet({
    targets: 40,
    fate: FAST,
    input: { concurrency: 40, rate: 2, waves: '20,rest' },
    fault: (_, { action }) => (action === 'turn' ? { againMs: 6_000, lateMs: 8_000 } : undefined),
  });
  expect([told.executed.status, mostLaunches(told)]).toEqual(['SUCCEEDED', 1]);
  expect(countsOf(told)).toMatchObject({ targets: 40, succeeded: 40, unknown: 0 });
});

test('two fleets over the same targets at the same moment: no two migrations of a target overlap, and both succeed', async () => {
  const input = { waves: 'rest', concurrency: 40, rate: 20 };
  const told = await executeFleets(
    ['deploy-1', 'deploy-2'].map((fleet) => ({ targets: 40, fate: FAST, input: { ...input, fleet } })),
    'together',
  );
  expect(told.map(({ executed }) => executed.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(overlapsIn(told[0] as MachineTold)).toEqual([]);
});

test('a child whose calls always die ends as a success, and its targets are unknown; a new execution finds their tasks', async () => {
  const input = { waves: 'rest', concurrency: 300, maxFailures: 1_000 };
  let turns = 0;
  const [first, second] = await executeFleets([
    {
      targets: 110,
      fate: { ...FAST, runsMs: 3_600_000 },
      input,
      fault: (_, payload) => {
        const [row] = (payload['targets'] ?? []) as { name: string }[];
        if (payload['action'] !== 'turn' || row?.name !== 't0') return undefined;
        turns += 1;
        return turns > 2 ? 'dies' : undefined;
      },
    },
    { targets: 110, input: { ...input, targets: `s3://${FLEET_BUCKET}/fleet/run-0/failures.json` } },
  ]);
  if (first === undefined || second === undefined) throw new Error('no execution');
  expect(first.executed.children.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(countsOf(first)).toMatchObject({ targets: 110, succeeded: 55, unknown: 55 });
  expect(second.executed.status).toBe('SUCCEEDED');
  expect(mostLaunches(second)).toBe(1);
});

test('what ECS has forgotten in the meantime stays unknown: it is looked for, and not launched again', async () => {
  const input = { waves: 'rest', maxFailures: 1_000 };
  const again = { ...input, targets: `s3://${FLEET_BUCKET}/fleet/run-0/failures.json` };
  let turns = 0;
  const dies = (_: number, payload: Record<string, unknown>) => {
    if (payload['action'] === 'turn') turns += 1;
    return payload['action'] === 'turn' && turns > 1 ? 'dies' : undefined;
  };
  const [first, late, later] = await executeFleets([
    { targets: 4, fate: FAST, input, fault: dies },
    { targets: 4, input: again, afterMs: 90 * 60_000 },
    { targets: 4, input: { ...again, targets: `s3://${FLEET_BUCKET}/fleet/run-1/failures.json` } },
  ]);
  if (first === undefined || late === undefined || later === undefined) throw new Error('no execution');
  const launched = objectOf(first, 0, 'failures.json')?.filter(({ begunAt }) => begunAt !== undefined) ?? [];
  expect(launched.length).toBeGreaterThan(0);
  // The third execution begins just after the second, and still knows since when nobody knows.
  for (const told of [late, later]) {
    expect(told.executed.status).toBe('FAILED');
    expect(countsOf(told)).toMatchObject({ unknown: launched.length, failed: 0 });
  }
  expect(mostLaunches(later)).toBe(1);
  expect(later.ecs.launched.length).toBeLessThanOrEqual(4);
});

test('a setting that a fleet cannot follow fails its targets, and launches nothing', async () => {
  const settings = { cluster: 'sim', taskDefinition: 'app-migrate', imageFrom: 'auto' };
  const told = await executeFleet({ targets: 1, input: { settings } });
  expect(countsOf(told)).toMatchObject({ failed: 1 });
  expect(told.ecs.launched).toEqual([]);
  expect(objectOf(told, 0, 'results.json')).toMatchObject([{ outcome: 'invalid', exitCode: 64 }]);
});

test('a targets file that is not valid ends the execution before anything is launched', async () => {
  const told = await executeFleet({ targets: 1, input: { targets: `s3://${FLEET_BUCKET}/none.json` } });
  expect(told.executed).toMatchObject({ status: 'FAILED', error: { error: 'BadEvent' } });
  expect(told.ecs.launched).toEqual([]);
});

test('S3 shows at any time what may be running, and how each target ended in detail', async () => {
  const seen: object[] = [];
  let objects: ReadonlyMap<string, string> | undefined;
  const story: MachineStory = {
    targets: 3,
    fate: FAST,
    exitCodes: [0, 7],
    input: { waves: 'rest', concurrency: 3 },
    fault(_, payload) {
      if (payload['action'] !== 'turn' || objects === undefined) return undefined;
      for (const [key, text] of objects) if (key.includes('/progress/')) seen.push(JSON.parse(text));
      return undefined;
    },
    onObjects: (given) => {
      objects = given;
    },
  };
  const told = await executeFleet(story);
  const shown = seen.at(-1) as { targets: Record<string, { attempt: number; taskArn?: string; launchedAt?: number }> };
  expect(Object.keys(shown.targets).length).toBeGreaterThan(0);
  const arns = told.ecs.launched.map(({ arn }) => arn);
  for (const { attempt, taskArn, launchedAt } of Object.values(shown.targets)) {
    expect([attempt, arns.includes(taskArn ?? ''), Number.isFinite(launchedAt)]).toEqual([1, true, true]);
  }
  const results = objectOf(told, 0, 'results.json') ?? [];
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  expect(failed).toMatchObject([
    {
      fleet: 'deploy-1',
      ending: 'failed',
      reasons: expect.any(Array),
      phases: expect.objectContaining({ running: 5_000 }),
    },
  ]);
  const ended = [...told.objects].filter(([key]) => key.includes('/progress/')).map(([, text]) => JSON.parse(text));
  expect(ended).toEqual([{ targets: {} }]);
});

test('what begins is noted before it is launched', async () => {
  let objects: ReadonlyMap<string, string> | undefined;
  const before: string[][] = [];
  const told = await executeFleet({
    targets: 2,
    fate: FAST,
    input: { waves: 'rest', concurrency: 2 },
    onObjects: (given) => {
      objects = given;
    },
    onLaunch() {
      const [text = '{"targets":{}}'] = [...(objects ?? [])].flatMap(([key, it]) =>
        key.includes('/progress/') ? [it] : [],
      );
      before.push(Object.keys(JSON.parse(text).targets));
    },
  });
  expect(told.executed.status).toBe('SUCCEEDED');
  expect(before).toEqual([
    ['t0', 't1'],
    ['t0', 't1'],
  ]);
});
