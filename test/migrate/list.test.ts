import { describe, expect, test } from 'vitest';
import type { CallFailure } from '../../src/core/base/failure.ts';
import type { ClusterFacts } from '../../src/core/ecs/cluster.ts';
import type { TaskState } from '../../src/core/ecs/task.ts';
import type { TaskDefinition } from '../../src/core/ecs/task-definition.ts';
import type { EventBody } from '../../src/core/events/events.ts';
import type { Clusters, Definitions, Tasks } from '../../src/core/ports.ts';
import { resolveSettings } from '../../src/core/settings/settings.ts';
import { list } from '../../src/migrate/list.ts';
import { aContainer, aStoppedTask, aTask, NOON } from '../support/a-task.ts';
import { aWorld, onlyWith } from '../support/a-world.ts';
import { checkEvent } from '../support/check-events.ts';

const marks = { identity: 'i', attempt: 1, container: 'migrate' };
const startedBy = 'ecs-migrate/app';
const denied: CallFailure = { kind: 'denied', operation: 'x', name: 'AccessDeniedException', message: 'no' };
const resolved = resolveSettings([{ values: { cluster: 'staging' }, origin: () => 'test' }]);

const CLUSTER: ClusterFacts = {
  arn: 'c',
  name: 'c',
  status: 'ACTIVE',
  defaultStrategy: [],
  capacityProviders: [],
  tags: {},
};

interface Cluster {
  running?: TaskState[];
  stopped?: TaskState[];
  /** Listed, and not described at first. */
  late?: string;
  definition?: TaskDefinition;
  fails?: string;
  interruptedAt?: string;
}

/** Lists a cluster of fake ports, two tasks a page. */
async function listOf(cluster: Cluster, lock?: string) {
  const { running = [], stopped = [], definition, fails } = cluster;
  const [calls, events, asked]: [string[], EventBody[], string[][]] = [[], [], []];
  const interrupt = new AbortController();
  let late = cluster.late;
  const call = async <T>(operation: string, value: () => T) => {
    calls.push(operation);
    if (operation === cluster.interruptedAt) interrupt.abort('SIGINT');
    return operation === fails ? { ok: false as const, failure: denied } : { ok: true as const, value: value() };
  };
  const world = aWorld({
    interrupt: interrupt.signal,
    clock: { now: () => NOON + 600_000, sleep: () => Promise.resolve() },
    emit: async (event: EventBody) => {
      checkEvent({ ...event, at: '2026-11-21T12:10:00.000Z' });
      events.push(event);
    },
    clusters: onlyWith<Clusters>('clusters', {
      describe: (name) => call('DescribeClusters', () => ({ ...CLUSTER, arn: name, name })),
    }),
    definitions: onlyWith<Definitions>('definitions', {
      describe: () => call('DescribeTaskDefinition', () => definition),
    }),
    tasks: onlyWith<Tasks>('tasks', {
      list: (_, filter, page = '0') =>
        call('ListTasks', () => {
          const all = 'desiredStatus' in filter && filter.desiredStatus === 'STOPPED' ? stopped : running;
          const found = 'startedBy' in filter ? all.filter((task) => task.startedBy === filter.startedBy) : all;
          const at = Number(page);
          const next = at + 2 < found.length ? { next: String(at + 2) } : {};
          return { taskArns: found.slice(at, at + 2).map(({ taskArn }) => taskArn), ...next };
        }),
      describe: (_, arns) =>
        call('DescribeTasks', () => {
          asked.push(arns);
          const missing = arns.filter((arn) => arn === late);
          late = undefined;
          const tasks = [...new Set([...running, ...stopped])].filter(({ taskArn }) => arns.includes(taskArn));
          return { tasks: tasks.filter(({ taskArn }) => !missing.includes(taskArn)), missing };
        }),
    }),
  });
  const ending = await list(lock, resolved, world);
  const rows = events.flatMap((event) => (event.type === 'migration' ? [event] : []));
  const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));
  return { ending, rows, warnings, calls, asked };
}

const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => aTask({ taskArn: `${prefix}-${i}`, startedBy, marks }));

describe('list', () => {
  test('reads every page, and describes 100 tasks a call, each once', async () => {
    const running = many(150, 'r');
    const { rows, asked, ending } = await listOf({ running, stopped: [...many(3, 's'), running[0] as TaskState] });
    expect(rows).toHaveLength(153);
    expect(asked.map((arns) => arns.length)).toEqual([100, 53]);
    expect(ending).toMatchObject({ kind: 'listed', found: 153, looked: 153 });
  });

  test('a task that has only just been launched is asked for again', async () => {
    const { rows } = await listOf({ running: many(2, 'r'), late: 'r-1' });
    expect(rows.map(({ taskArn }) => taskArn)).toEqual(['r-0', 'r-1']);
  });

  test('of one lock ECS finds those that run', async () => {
    const other = aTask({ taskArn: 'other', startedBy: 'ecs-migrate/other', marks });
    const { rows, asked, ending } = await listOf({ running: [...many(1, 'r'), other], stopped: [other] }, 'app');
    expect(rows.map(({ taskArn }) => taskArn)).toEqual(['r-0']);
    expect(asked).toEqual([['r-0', 'other']]);
    expect(ending).toMatchObject({ lock: 'app', found: 1, running: 1, looked: 2 });
  });

  const ended = aContainer({ lastStatus: 'STOPPED', exitCode: 0 });
  const proxy = aContainer({ name: 'proxy', lastStatus: 'STOPPED', exitCode: 1 });
  const two = ['a', 'b'].map((taskArn) => aStoppedTask({ taskArn, startedBy, marks, containers: [ended, proxy] }));
  const containers = [
    { name: 'migrate', essential: true },
    { name: 'proxy', essential: false },
  ];

  test('asks which of several containers are essential, once a revision', async () => {
    const { rows, calls } = await listOf({
      stopped: two,
      definition: { containers, requiresCompatibilities: ['FARGATE'] } as unknown as TaskDefinition,
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    expect(calls.filter((call) => call === 'DescribeTaskDefinition')).toHaveLength(1);
  });

  test('where that is denied nothing is assumed, and it is said', async () => {
    const { rows, warnings } = await listOf({ stopped: two, fails: 'DescribeTaskDefinition' });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['uncertain', 'uncertain']);
    expect(warnings).toEqual(['definition-unread']);
  });

  test.each([
    ['ListTasks', { kind: 'aws', failure: denied }],
    ['DescribeTasks', { kind: 'aws', failure: denied }],
    // The cluster is looked at for a better error only.
    ['DescribeClusters', { kind: 'listed', found: 1 }],
  ])('denied %s', async (fails, ending) => {
    expect(await listOf({ running: many(1, 'r'), fails })).toMatchObject({ ending });
  });

  test.each(['DescribeClusters', 'ListTasks', 'DescribeTaskDefinition'])('interrupted at %s', async (interruptedAt) => {
    const { ending, rows } = await listOf({ stopped: two, interruptedAt });
    expect(ending).toMatchObject({ kind: 'interrupted', launched: false });
    expect(rows).toEqual([]);
  });
});
