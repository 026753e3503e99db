import {
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTasksCommand, ListClustersCommand, ListTasksCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { FAULTS, parseFaults } from '../../src/engine/faults.ts';
import { FAULT_SCOPES } from '../../src/engine/operations.ts';
import { aContainer, aManualClock, anEngine, aShiftedClock, GROUP, NETWORK, until } from './support.ts';

type World = Awaited<ReturnType<typeof anEngine>>;

const FOREVER = [aContainer('exec sleep 600')];
const runTask = { taskDefinition: 'app', networkConfiguration: NETWORK };

const list = (world: World) => world.ecs.send(new ListClustersCommand({}));
/** The result of each call in a series: the name of its error, or `ok`. */
async function outcomes(call: () => Promise<unknown>, times: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < times; i++) {
    names.push(
      await call().then(
        () => 'ok',
        (it: Error & { code?: string }) => it.code ?? it.name,
      ),
    );
  }
  return names;
}
const launched = async (world: World) => (await world.ecs.send(new ListTasksCommand({}))).taskArns?.length;

describe('the words', () => {
  test.each([
    ['nonsense', 'fault "nonsense" is unknown'],
    ['throttle', 'expects an operation, a service or *, not ""'],
    ['throttle:Nonsense', 'expects an operation, a service or *, not "Nonsense"'],
    ['throttle:RunTask:0', 'expects a count such as 3, or *, not "0"'],
    ['throttle:RunTask:1:2', 'has too many parts'],
    ['slow:RunTask', 'expects a duration'],
    ['slow:RunTask:5', 'expects a duration with a unit such as 500ms or 2s, not "5"'],
    ['outage:*:-1s', 'expects a duration with a unit'],
    ['spot:soon', 'expects a duration with a unit'],
    ['stuck:RUNNING', 'expects PROVISIONING or PENDING'],
    ['failed-start', 'expects a reason'],
    ['failed-start:2:', 'expects a reason'],
    ['failed-start:0:none', 'expects a count'],
    ['run-failure:', 'expects a reason'],
    ['no-exit-code:1', 'takes no value'],
  ])('%s is refused', (word, message) => {
    expect(() => parseFaults([word], FAULT_SCOPES)).toThrow(message);
    expect(() => parseFaults([word], FAULT_SCOPES)).toThrow('throttle:OPERATION[:COUNT]');
  });

  test('an engine with a bad one does not start', async () => {
    await expect(anEngine({ faults: ['nonsense'] })).rejects.toThrow('nonsense');
  });

  test('every fault says what it rehearses', () => {
    for (const { name, syntax, rehearses } of FAULTS) {
      expect(syntax.startsWith(name)).toBe(true);
      expect(rehearses).toMatch(/\.$/);
    }
  });
});

describe('on the wire', () => {
  test.each([
    ['throttle', 'ThrottlingException', 0],
    ['error-500', 'ServerException', 0],
    ['error-503', 'ServiceUnavailable', 0],
    ['error-html', 'SyntaxError', 0],
    ['reset', 'ECONNRESET', 0],
    ['denied', 'AccessDeniedException', 0],
    ['expired', 'ExpiredTokenException', 0],
    ['lost', 'ECONNRESET', 1],
    ['cut', 'ECONNRESET', 1],
  ])('%s: the caller sees %s, and %i task was launched', async (name, seen, tasks) => {
    await using world = await anEngine({ faults: [`${name}:RunTask`] });
    await world.register({ containerDefinitions: FOREVER });
    const call = () => world.ecs.send(new RunTaskCommand(runTask));
    expect(await outcomes(call, 1)).toEqual([seen]);
    expect(await launched(world)).toBe(tasks);
    expect(await outcomes(call, 1)).toEqual(['ok']);
  });

  test('a denial names the action and the resource', async () => {
    await using world = await anEngine({ faults: ['denied:*:*'] });
    await expect(world.ecs.send(new RunTaskCommand(runTask))).rejects.toThrow(
      'User: arn:aws:sts::000000000000:assumed-role/local/ecs-migrate is not authorized to perform: ecs:RunTask on resource: arn:aws:ecs:us-east-1:000000000000:task-definition/app because no identity-based policy allows the ecs:RunTask action',
    );
    const read = new GetLogEventsCommand({ logGroupName: 'g', logStreamName: 's' });
    await expect(world.logs.send(read)).rejects.toThrow(
      'logs:GetLogEvents on resource: arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:s because',
    );
  });

  test.each([
    ['throttle:ListClusters:3', ['x', 'x', 'x', 'ok', 'ok']],
    ['throttle:*:2', ['x', 'x', 'ok']],
    ['throttle:ecs', ['x', 'ok']],
    ['throttle:logs:*', ['ok', 'ok']],
    ['throttle:RunTask:*', ['ok', 'ok']],
    ['throttle:ListClusters:*', ['x', 'x', 'x', 'x']],
    ['throttle:ListClusters:every2', ['ok', 'x', 'ok', 'x']],
  ])('%s hits %j', async (word, expected) => {
    await using world = await anEngine({ faults: [word] });
    const seen = await outcomes(() => list(world), expected.length);
    expect(seen).toEqual(expected.map((it) => (it === 'x' ? 'ThrottlingException' : 'ok')));
  });

  test('several faults take their turns', async () => {
    await using world = await anEngine({ faults: ['throttle:ListClusters', 'error-500:ListClusters:2'] });
    expect(await outcomes(() => list(world), 4)).toEqual([
      'ThrottlingException',
      'ServerException',
      'ServerException',
      'ok',
    ]);
  });

  test('slow: the answer comes that much later', async () => {
    const clock = aManualClock();
    await using world = await anEngine({ clock, faults: ['slow:ListClusters:2s'] });
    let answered = false;
    const call = list(world).then(() => {
      answered = true;
    });
    await until(() => clock.sleepers() === 1);
    clock.advance(1_999);
    await fetch(world.engine.endpoint);
    expect(answered).toBe(false);
    clock.advance(1);
    await call;
  });

  test('outage: from the first call on, for that long', async () => {
    const clock = aShiftedClock();
    await using world = await anEngine({ clock, faults: ['outage:ListClusters:1m'] });
    clock.advance(120_000);
    expect(await outcomes(() => list(world), 3)).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET']);
    expect(await launched(world)).toBe(0);
    clock.advance(60_000);
    expect(await outcomes(() => list(world), 2)).toEqual(['ok', 'ok']);
  });
});

describe('of tasks', () => {
  test('no-capacity: failures and no task', async () => {
    await using world = await anEngine({ faults: ['no-capacity:2'] });
    await world.register();
    const run = async () => {
      const { tasks, failures } = await world.ecs.send(new RunTaskCommand(runTask));
      return { tasks: tasks?.length, failures };
    };
    const reason = 'Capacity is unavailable at this time. Please try again later or in a different availability zone';
    expect(await run()).toEqual({ tasks: 0, failures: [{ reason }] });
    expect(await run()).toEqual({ tasks: 0, failures: [{ reason }] });
    expect(await run()).toEqual({ tasks: 1, failures: [] });
  });

  test('run-failure: this reason, once', async () => {
    await using world = await anEngine({ faults: ['run-failure:RESOURCE:MEMORY'] });
    await world.register();
    const run = () => world.ecs.send(new RunTaskCommand(runTask));
    expect(await run()).toMatchObject({ tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] });
    expect(await run()).toMatchObject({ tasks: [{}], failures: [] });
  });

  test('failed-start: stopped with this reason, never started', async () => {
    await using world = await anEngine({ faults: ['failed-start:CannotPullContainerError: ref x:1: not found'] });
    const task = await world.runToEnd([aContainer('echo never > ran')]);
    expect(task).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError: ref x:1: not found',
      containers: [{ lastStatus: 'STOPPED' }],
    });
    expect(task.startedAt).toBeUndefined();
    expect(task.containers?.[0]).not.toHaveProperty('exitCode');
  });

  test('failed-start with a count: only the first ones', async () => {
    await using world = await anEngine({ faults: ['failed-start:1:CannotPullContainerError: i/o timeout'] });
    const first = await world.runToEnd([aContainer('true')]);
    expect(first).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError: i/o timeout',
    });
    expect(await world.runToEnd([aContainer('true')])).toMatchObject({ containers: [{ exitCode: 0 }] });
  });

  test('spot: interrupted while it runs', async () => {
    await using world = await anEngine({ faults: ['spot:50ms'] });
    const task = await world.runToEnd([aContainer('trap "exit 0" TERM; while :; do sleep 0.02; done')]);
    expect(task).toMatchObject({
      stopCode: 'SpotInterruption',
      stoppedReason: 'Your Spot Task was interrupted.',
      containers: [{ exitCode: 0 }],
    });
    expect((task.stoppingAt?.getTime() ?? 0) - (task.startedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(49);
  });

  test('spot comes too late for a task that has ended', async () => {
    await using world = await anEngine({ faults: ['spot:1h'] });
    expect(await world.runToEnd([aContainer('exit 3')])).toMatchObject({ stopCode: 'EssentialContainerExited' });
  });

  test('host-terminated: no exit codes', async () => {
    await using world = await anEngine({ faults: ['host-terminated:10ms'] });
    const task = await world.runToEnd(FOREVER, { launchType: 'EC2' });
    expect(task).toMatchObject({
      stopCode: 'TerminationNotice',
      stoppedReason: 'Host EC2 (instance i-0123456789abcdef0) terminated.',
      containers: [{ lastStatus: 'STOPPED' }],
    });
    expect(task.containers?.[0]).not.toHaveProperty('exitCode');
    expect(task.executionStoppedAt).toBeUndefined();
  });

  test.each(['PROVISIONING', 'PENDING'])('stuck:%s, until it is stopped', async (state) => {
    const clock = aManualClock();
    await using world = await anEngine({ clock, faults: [`stuck:${state}`] });
    await world.register({ containerDefinitions: FOREVER });
    const task = await world.run();
    for (let i = 0; i < 5; i++) {
      clock.advance(3_600_000);
      await world.describe(task);
    }
    expect(await world.describe(task)).toMatchObject({ lastStatus: state, desiredStatus: 'RUNNING' });
    await world.stop(task);
    await until(async () => {
      clock.advance(1_000);
      return (await world.describe(task)).lastStatus === 'STOPPED';
    });
  });

  test('provisioning and deprovisioning last as long as said', async () => {
    const clock = aManualClock();
    await using world = await anEngine({ clock, stateMs: 0, faults: ['provisioning:20s', 'deprovisioning:12s'] });
    await world.register({ networkMode: 'bridge', requiresCompatibilities: ['EC2'] });
    const task = await world.run({ launchType: 'EC2', networkConfiguration: undefined });
    clock.advance(19_999);
    expect((await world.describe(task)).lastStatus).toBe('PROVISIONING');
    clock.advance(1);
    await until(async () => {
      clock.advance(0);
      return (await world.describe(task)).lastStatus === 'DEPROVISIONING';
    });
    clock.advance(11_999);
    expect(await world.describe(task)).toMatchObject({ lastStatus: 'DEPROVISIONING', containers: [{ exitCode: 0 }] });
    clock.advance(1);
    await world.stopped(task);
  });

  test('missing: a new task is not there yet', async () => {
    await using world = await anEngine({ faults: ['missing:2'] });
    await world.register({ containerDefinitions: FOREVER });
    for (const task of [await world.run(), await world.run()]) {
      const ask = () => world.ecs.send(new DescribeTasksCommand({ tasks: [task.taskArn ?? ''] }));
      for (let i = 0; i < 2; i++) {
        expect(await ask()).toMatchObject({ tasks: [], failures: [{ arn: task.taskArn, reason: 'MISSING' }] });
      }
      expect(await ask()).toMatchObject({ tasks: [{ taskArn: task.taskArn }], failures: [] });
    }
  });

  test('containers-late: none are shown until it runs', async () => {
    const clock = aManualClock();
    await using world = await anEngine({ clock, stateMs: 1_000, faults: ['containers-late'] });
    await world.register({ containerDefinitions: FOREVER });
    const task = await world.run();
    expect(task.containers).toEqual([]);
    for (const status of ['PENDING', 'ACTIVATING', 'RUNNING']) {
      clock.advance(1_000);
      const seen = await world.reaches(task, (it) => it.lastStatus === status);
      expect(seen.containers).toHaveLength(status === 'RUNNING' ? 1 : 0);
    }
  });

  test.each([
    ['injected', 'aws-guardduty-agent-x1y2'],
    ['injected:envoy', 'envoy'],
  ])('%s: one container more, and first', async (word, name) => {
    await using world = await anEngine({ faults: [word] });
    const task = await world.runToEnd([aContainer('exit 3')]);
    expect(task.containers).toMatchObject([
      { name, lastStatus: 'STOPPED', exitCode: 137 },
      { name: 'app', exitCode: 3 },
    ]);
    expect(task.overrides?.containerOverrides).toMatchObject([{ name }, { name: 'app' }]);
  });

  test('no-exit-code: none at all', async () => {
    await using world = await anEngine({ faults: ['no-exit-code'] });
    const task = await world.runToEnd([aContainer('true')]);
    expect(task).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ lastStatus: 'STOPPED' }] });
    expect(task.containers?.[0]).not.toHaveProperty('exitCode');
  });

  test('stop-code-late: the exit code comes first', async () => {
    const clock = aManualClock();
    await using world = await anEngine({ clock, stateMs: 0, faults: ['stop-code-late', 'deprovisioning:10s'] });
    await world.register({ containerDefinitions: [aContainer('true')] });
    const task = await world.run();
    const seen = await until(async () => {
      clock.advance(0);
      const it = await world.describe(task);
      return it.lastStatus === 'DEPROVISIONING' ? it : undefined;
    });
    expect(seen).toMatchObject({ desiredStatus: 'STOPPED', containers: [{ exitCode: 0 }] });
    expect(seen).not.toHaveProperty('stopCode');
    clock.advance(10_000);
    expect(await world.stopped(task)).toMatchObject({ stopCode: 'EssentialContainerExited' });
  });
});

describe('of logs', () => {
  test('logs-late: stream and events are readable later, also after the stop', async () => {
    const clock = aShiftedClock();
    await using world = await anEngine({ clock, faults: ['logs-late:1h'] });
    const task = await world.runToEnd([aContainer('echo early; sleep 0.05; echo late')]);
    await expect(world.lines(task)).rejects.toThrow('The specified log stream does not exist.');
    const streams = await world.logs.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }));
    expect(streams.logStreams).toEqual([]);
    clock.advance(3_600_000);
    expect(await world.lines(task)).toEqual(['early', 'late']);
  });

  test('logs-late: each event in its time', async () => {
    const clock = aManualClock();
    await using world = await anEngine({ clock, stateMs: 0, faults: ['logs-late:10s'] });
    world.fifo('gate');
    await world.register({ containerDefinitions: [aContainer('echo early; read line < gate; echo late')] });
    const task = await world.run();
    await until(async () => {
      clock.advance(0);
      return (await world.describe(task)).lastStatus === 'RUNNING';
    });
    // The engine may have read the line only now: the lateness counts from then.
    await until(async () => {
      clock.advance(10_000);
      return (await world.lines(task)).length === 1;
    });
    world.file('gate', 'go\n');
    await until(async () => {
      clock.advance(0);
      return (await world.describe(task)).lastStatus === 'STOPPED';
    });
    expect(await world.lines(task)).toEqual(['early']);
    clock.advance(10_000);
    expect(await world.lines(task)).toEqual(['early', 'late']);
  });

  test('no-stream: it never comes', async () => {
    await using world = await anEngine({ faults: ['no-stream'] });
    const task = await world.runToEnd([aContainer('echo hello')]);
    await expect(world.lines(task)).rejects.toThrow('The specified log stream does not exist.');
  });

  test('empty-pages: tokens lead through them', async () => {
    await using world = await anEngine({ faults: ['empty-pages:2'] });
    const task = await world.runToEnd([aContainer('seq 1 3')]);
    expect(await world.lines(task)).toEqual(['1', '2', '3']);
    const sizes: number[] = [];
    let token: string | undefined;
    for (let i = 0; i < 7; i++) {
      const page = await world.logs.send(
        new GetLogEventsCommand({
          logGroupName: GROUP,
          logStreamName: world.stream(task),
          startFromHead: true,
          limit: 2,
          nextToken: token,
        }),
      );
      sizes.push(page.events?.length ?? 0);
      if (i < 6) expect(page.nextForwardToken).not.toBe(token);
      else expect(page.nextForwardToken).toBe(token);
      token = page.nextForwardToken;
    }
    expect(sizes).toEqual([0, 0, 2, 0, 0, 1, 0]);
    const filtered: number[] = [];
    for (let nextToken: string | undefined; ; ) {
      const page = await world.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, nextToken }));
      filtered.push(page.events?.length ?? 0);
      nextToken = page.nextToken;
      if (nextToken === undefined) break;
    }
    expect(filtered).toEqual([0, 0, 3]);
  });
});
