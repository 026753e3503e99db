import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { aContainer, anEngine, GROUP } from '../support.ts';

type World = Awaited<ReturnType<typeof anEngine>>;

const get = (world: World, logStreamName: string, input: Partial<GetLogEventsCommandInput>) =>
  world.logs.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName, ...input }));

const messages = (page: { events?: { message?: string | undefined }[] | undefined }) =>
  page.events?.map((it) => it.message);

async function filterAll(world: World, input: Partial<FilterLogEventsCommandInput>): Promise<FilteredLogEvent[]> {
  const events: FilteredLogEvent[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page = await world.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, nextToken, ...input }));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
    if (nextToken === undefined) return events;
  }
}

test('from the head, by token, until the token repeats', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('seq 1 25')]);
  const stream = world.stream(task);
  const first = await get(world, stream, { startFromHead: true, limit: 10 });
  expect(messages(first)).toHaveLength(10);
  expect(first.nextForwardToken).toMatch(/^f\/\d{56}\/s$/);
  const second = await get(world, stream, { nextToken: first.nextForwardToken, startFromHead: true, limit: 10 });
  const third = await get(world, stream, { nextToken: second.nextForwardToken, startFromHead: true, limit: 10 });
  expect(messages(third)).toEqual(['21', '22', '23', '24', '25']);
  const end = await get(world, stream, { nextToken: third.nextForwardToken, startFromHead: true });
  expect(end).toMatchObject({ events: [], nextForwardToken: third.nextForwardToken });
  const back = await get(world, stream, { nextToken: second.nextBackwardToken, limit: 3 });
  expect(messages(back)).toEqual(['8', '9', '10']);
});

test('without a token and not from the head, the last page', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('seq 1 25')]);
  const last = await get(world, world.stream(task), { limit: 3 });
  expect(messages(last)).toEqual(['23', '24', '25']);
  const before = await get(world, world.stream(task), { limit: 3, nextToken: last.nextBackwardToken });
  expect(messages(before)).toEqual(['20', '21', '22']);
  const after = await get(world, world.stream(task), { nextToken: last.nextForwardToken });
  expect(after).toMatchObject({ events: [], nextForwardToken: last.nextForwardToken });
  await expect(get(world, world.stream(task), { nextToken: 'f/1' })).rejects.toThrow('nextToken is invalid');
});

test('an empty stream has tokens, and its later events come after them', async () => {
  await using world = await anEngine();
  world.fifo('gate');
  await world.register({ containerDefinitions: [aContainer('read line < gate; echo $line')] });
  const task = await world.run();
  await world.running(task);
  const empty = await get(world, world.stream(task), { startFromHead: true });
  expect(empty).toMatchObject({
    events: [],
    nextForwardToken: expect.any(String),
    nextBackwardToken: expect.any(String),
  });
  world.file('gate', 'late\n');
  await world.stopped(task);
  const page = await get(world, world.stream(task), { startFromHead: true, nextToken: empty.nextForwardToken });
  expect(messages(page)).toEqual(['late']);
});

test('startTime is inclusive and endTime exclusive', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('echo a; sleep 0.5; echo b; sleep 0.5; echo c')]);
  const [a, b, c] = (await world.events(task)).map((it) => it.timestamp ?? 0);
  const range = { startFromHead: true, startTime: b, endTime: c };
  expect(messages(await get(world, world.stream(task), range))).toEqual(['b']);
  expect(messages(await get(world, world.stream(task), { startTime: a, endTime: b }))).toEqual(['a']);
  const filtered = await filterAll(world, { startTime: b ?? 0, endTime: c ?? 0 });
  expect(filtered.map((it) => it.message)).toEqual(['b', 'c']);
});

test('a page holds 1 MB, however long its lines', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('head -c 2500000 /dev/zero | tr "\\0" x')]);
  const page = await get(world, world.stream(task), { startFromHead: true });
  expect(page.events?.map((it) => it.message?.length)).toEqual([262_118, 262_118, 262_118, 262_118]);
  const all = await world.lines(task);
  expect(all.join('')).toBe('x'.repeat(2_500_000));
});

test('the group is found by name or ARN, and in the region of awslogs-region alone', async () => {
  await using world = await anEngine();
  const container = aContainer('echo hello');
  Object.assign(container.logConfiguration?.options ?? {}, { 'awslogs-region': 'eu-west-1' });
  const task = await world.runToEnd([container]);
  await expect(get(world, world.stream(task), {})).rejects.toThrow('The specified log stream does not exist.');
  const logGroupIdentifier = `arn:aws:logs:eu-west-1:000000000000:log-group:${GROUP}`;
  const page = await get(world, world.stream(task), { logGroupName: undefined, logGroupIdentifier });
  expect(messages(page)).toEqual(['hello']);
  expect((await world.logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
});

test('without a prefix, the stream is the runtime id of the container', async () => {
  await using world = await anEngine();
  const container = aContainer('echo hello');
  delete container.logConfiguration?.options?.['awslogs-stream-prefix'];
  await world.register({ requiresCompatibilities: ['EC2'], containerDefinitions: [container] });
  const task = await world.stopped(await world.run({ launchType: 'EC2' }));
  const runtimeId = task.containers?.[0]?.runtimeId ?? '';
  expect(runtimeId).toMatch(/^[0-9a-f]{64}$/);
  expect(messages(await get(world, runtimeId, {}))).toEqual(['hello']);
});

test('a container without awslogs has no stream', async () => {
  await using world = await anEngine();
  await world.runToEnd([aContainer('echo hello', { logConfiguration: undefined })]);
  expect((await world.logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
});

test('FilterLogEvents merges the streams of a group, each event once, by pages', async () => {
  await using world = await anEngine();
  const noisy = (name: string) => aContainer(`for i in $(seq 1 40); do echo ${name} $i; done; sleep 0.3`, { name });
  const task = await world.runToEnd([noisy('one'), noisy('two'), noisy('three')]);
  const events = await filterAll(world, { limit: 7 });
  expect(events).toHaveLength(120);
  expect(new Set(events.map((it) => it.eventId)).size).toBe(120);
  const times = events.map((it) => it.timestamp ?? 0);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const one = events.filter((it) => it.logStreamName === world.stream(task, 'one')).map((it) => it.message);
  expect(one).toEqual(Array.from({ length: 40 }, (_, i) => `one ${i + 1}`));
  expect(await filterAll(world, { logStreamNames: [world.stream(task, 'two')] })).toHaveLength(40);
  expect(await filterAll(world, { logStreamNamePrefix: 'app/t' })).toHaveLength(80);
});

test.each([
  ['ERROR', ['ERROR disk full', 'ERROR net down']],
  ['ERROR disk', ['ERROR disk full']],
  ['"disk full"', ['ERROR disk full', 'WARN disk full']],
  ['?net ?WARN', ['ERROR net down', 'WARN disk full']],
  ['ERROR -disk', ['ERROR net down']],
  ['', ['ERROR disk full', 'ERROR net down', 'WARN disk full']],
])('the filter pattern %s', async (filterPattern, expected) => {
  await using world = await anEngine();
  await world.runToEnd([aContainer('echo ERROR disk full; echo ERROR net down; echo WARN disk full')]);
  expect((await filterAll(world, { filterPattern })).map((it) => it.message)).toEqual(expected);
});

test('a rare event is found behind empty pages with tokens', async () => {
  await using world = await anEngine();
  await world.runToEnd([aContainer('seq 1 120000; echo needle')]);
  const page = await world.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern: 'needle' }));
  expect(page).toMatchObject({ events: [], nextToken: expect.any(String) });
  expect(await filterAll(world, { filterPattern: 'needle' })).toHaveLength(1);
});

test('streams are listed by name or by time, in pages', async () => {
  await using world = await anEngine();
  await world.register({ containerDefinitions: [aContainer('echo hello')] });
  for (let i = 0; i < 3; i++) await world.stopped(await world.run());
  const list = (input: object) => world.logs.send(new DescribeLogStreamsCommand({ logGroupName: GROUP, ...input }));
  const first = await list({ limit: 2 });
  const second = await list({ limit: 2, nextToken: first.nextToken });
  expect([first.logStreams?.length, second.logStreams?.length, second.nextToken]).toEqual([2, 1, undefined]);
  const newest = (await list({ orderBy: 'LastEventTime', descending: true })).logStreams?.map(
    (it) => it.lastEventTimestamp ?? 0,
  );
  expect(newest).toEqual([...(newest ?? [])].sort((a, b) => b - a));
});

test('100,000 events are served within seconds', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([aContainer('seq -f "line %08g of the migration, as long as lines are" 1 100000')]);
  const began = process.cpuUsage();
  const lines = await world.lines(task);
  expect(lines).toHaveLength(100_000);
  expect(lines.at(-1)).toContain('00100000');
  // The CPU time of this process, which includes the engine. Other processes of the machine do not count.
  expect(process.cpuUsage(began).user / 1_000).toBeLessThan(5_000);
});
