import type { Task } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { aContainer, aManualClock, anEngine, until } from './support.ts';

test('a task passes through every state, one at a time', async () => {
  const clock = aManualClock();
  await using world = await anEngine({ clock, stateMs: 1_000 });
  await world.register({ containerDefinitions: [aContainer('read line < gate; exit 3')] });
  world.fifo('gate');
  const task = await world.run();
  const seen: Task[] = [];
  const next = async (status: string) => {
    seen.push(await world.reaches(task, (it) => it.lastStatus === status));
    await until(() => clock.sleepers() > 0 || status === 'RUNNING' || status === 'STOPPED');
    clock.advance(1_000);
  };
  for (const status of ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING']) await next(status);
  world.file('gate', 'go\n');
  for (const status of ['DEACTIVATING', 'DEPROVISIONING', 'STOPPED']) await next(status);

  const versions = seen.map((it) => it.version ?? 0);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  const [, pending, activating, running, deactivating, deprovisioning, stopped] = seen;
  expect(pending).toMatchObject({ connectivity: 'CONNECTED', attachments: [{ status: 'ATTACHED' }] });
  expect(activating?.pullStartedAt).toBeInstanceOf(Date);
  expect(running).toMatchObject({ desiredStatus: 'RUNNING', containers: [{ lastStatus: 'RUNNING' }] });
  expect(running?.stopCode).toBeUndefined();
  const ended = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
  const containers = [{ lastStatus: 'STOPPED', exitCode: 3 }];
  expect(deactivating).toMatchObject({ ...ended, desiredStatus: 'STOPPED', containers });
  expect(deprovisioning).toMatchObject({ ...ended, containers });
  expect(deprovisioning?.stoppedAt).toBeUndefined();
  expect(stopped).toMatchObject({ ...ended, containers, attachments: [{ status: 'DELETED' }] });
  const times = [
    stopped?.createdAt,
    stopped?.connectivityAt,
    stopped?.pullStartedAt,
    stopped?.pullStoppedAt,
    stopped?.startedAt,
    stopped?.stoppingAt,
    stopped?.executionStoppedAt,
    stopped?.stoppedAt,
  ].map((it) => it?.getTime());
  expect(times.every((it) => it !== undefined)).toBe(true);
  expect(times).toEqual([...times].sort());
});

test('exit code 0 ends a task in the same words', async () => {
  await using world = await anEngine();
  expect(await world.runToEnd([aContainer('true')])).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ exitCode: 0 }],
  });
});

test('the end of an essential container stops the others, by SIGTERM and then by SIGKILL', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([
    aContainer('sleep 0.2; exit 4'),
    aContainer('exec sleep 600', { name: 'polite' }),
    aContainer('trap "" TERM; while :; do sleep 0.05; done', { name: 'stubborn', stopTimeout: 1 }),
  ]);
  expect(task.containers).toMatchObject([{ exitCode: 4 }, { exitCode: 143 }, { exitCode: 137 }]);
});

test('a container that is not essential ends alone', async () => {
  await using world = await anEngine();
  await world.register({
    containerDefinitions: [aContainer('exec sleep 600', { name: 'main' }), aContainer('exit 5', { essential: false })],
  });
  const task = await world.run();
  const seen = await world.reaches(task, (it) => it.containers?.[1]?.exitCode === 5);
  expect(seen).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
  await world.stop(task);
});

test('containers wait for what they depend on', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([
    aContainer('cat steps', {
      dependsOn: [
        { containerName: 'init', condition: 'SUCCESS' },
        { containerName: 'warm', condition: 'COMPLETE' },
      ],
    }),
    aContainer('sleep 0.1; echo init >> steps', { name: 'init', essential: false }),
    aContainer('exit 9', {
      name: 'warm',
      essential: false,
      dependsOn: [{ containerName: 'init', condition: 'START' }],
    }),
  ]);
  expect(task.containers).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }, { exitCode: 9 }]);
  expect(await world.lines(task)).toEqual(['init']);
});

test('a task is not RUNNING before all its containers have begun', async () => {
  await using world = await anEngine();
  world.fifo('gate');
  await world.register({
    containerDefinitions: [
      aContainer('exec sleep 600', { dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }] }),
      aContainer('read line < gate', { name: 'init', essential: false }),
    ],
  });
  const task = await world.run();
  const seen = await world.reaches(task, (it) => it.containers?.[1]?.lastStatus === 'RUNNING');
  expect(seen).toMatchObject({ lastStatus: 'ACTIVATING', containers: [{ lastStatus: 'PENDING' }, {}] });
  world.file('gate', 'go\n');
  await world.running(task);
});

test('a dependency that failed keeps its dependent from ever starting', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([
    aContainer('true', { dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }] }),
    aContainer('exit 3', { name: 'init', essential: false }),
  ]);
  expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: 'Task failed to start' });
  expect(task.startedAt).toBeUndefined();
  const [app, init] = task.containers ?? [];
  expect(init?.exitCode).toBe(3);
  expect(app?.exitCode).toBeUndefined();
  expect(app?.reason).toBe(
    'dependency graph: failed to resolve container ordering dependency [init(app:1) (STOPPED->STOPPED) - Exit: 3] for target [app(app:1) (CREATED->RUNNING)] as dependency did not exit successfully.',
  );
});

test('what depends on a container that cannot start never starts either', async () => {
  await using world = await anEngine();
  const task = await world.runToEnd([
    aContainer('true', { dependsOn: [{ containerName: 'init', condition: 'START' }] }),
    aContainer('', { name: 'init', essential: false, entryPoint: ['no-such-program'] }),
  ]);
  expect(task.containers?.[0]?.reason).toMatch(/because dependency will never start\.$/);
});

test('a missing log group fails the start where groups are not made', async () => {
  await using world = await anEngine({ autoLogGroups: false });
  const task = await world.runToEnd([aContainer('true')]);
  expect(task).toMatchObject({
    stopCode: 'TaskFailedToStart',
    stoppedReason:
      'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
  });
  expect(task.containers?.[0]).not.toHaveProperty('exitCode');
  expect(task.startedAt).toBeUndefined();
});

test('a log option that the driver cannot read fails the start', async () => {
  await using world = await anEngine();
  const container = aContainer('true');
  Object.assign(container.logConfiguration?.options ?? {}, { 'awslogs-create-group': 'yes' });
  expect(await world.runToEnd([container])).toMatchObject({
    stopCode: 'TaskFailedToStart',
    stoppedReason: expect.stringContaining("must specify valid value for log opt 'awslogs-create-group'"),
  });
});

/** Booleans as the driver parses them. */
test.each(['true', 'True', 'TRUE', '1'])('awslogs-create-group %s makes the group', async (value) => {
  await using world = await anEngine({ autoLogGroups: false });
  const container = aContainer('echo hello');
  Object.assign(container.logConfiguration?.options ?? {}, { 'awslogs-create-group': value });
  expect(await world.lines(await world.runToEnd([container]))).toEqual(['hello']);
});

test.each(['PROVISIONING', 'PENDING', 'ACTIVATING'])('StopTask in %s lets nothing start', async (status) => {
  const clock = aManualClock();
  await using world = await anEngine({ clock, stateMs: 1_000 });
  await world.register();
  const task = await world.run();
  while ((await world.describe(task)).lastStatus !== status) clock.advance(1_000);
  await world.stop(task, 'no');
  const stopped = await until(async () => {
    clock.advance(1_000);
    const seen = await world.describe(task);
    return seen.lastStatus === 'STOPPED' ? seen : undefined;
  });
  expect(stopped).toMatchObject({
    stopCode: 'UserInitiated',
    stoppedReason: 'no',
    containers: [{ lastStatus: 'STOPPED' }],
  });
  expect(stopped.startedAt).toBeUndefined();
  expect(stopped.containers?.[0]).not.toHaveProperty('exitCode');
});

test('close() waits for no clock, and ends what ignores SIGTERM', async () => {
  const clock = aManualClock();
  const world = await anEngine({ clock, stateMs: 0 });
  await world.register({ containerDefinitions: [aContainer('trap "" TERM; while :; do sleep 0.05; done')] });
  const task = await world.run();
  await until(async () => {
    clock.advance(1);
    return (await world.describe(task)).lastStatus === 'RUNNING';
  });
  await world[Symbol.asyncDispose]();
  await expect(fetch(world.engine.endpoint)).rejects.toThrow();
});
