import { type ConflictException, CreateClusterCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { aContainer, anEngine, aShiftedClock } from '../support.ts';

const HOUR = 3_600_000;
const FOREVER = [aContainer('exec sleep 600')];

test('the same token and parameters answer the task that is there', async () => {
  await using world = await anEngine();
  await world.register({ containerDefinitions: FOREVER });
  const first = await world.run({ clientToken: 'build-1' });
  const again = await world.run({ clientToken: 'build-1' });
  expect(again.taskArn).toBe(first.taskArn);
  expect(again.containers).toHaveLength(1);
  expect((await world.run({ clientToken: 'build-2' })).taskArn).not.toBe(first.taskArn);
  expect((await world.run()).taskArn).not.toBe(first.taskArn);
});

test('within an hour of its end, three members are left of a task', async () => {
  const clock = aShiftedClock();
  await using world = await anEngine({ clock });
  const task = await world.runToEnd([aContainer('true')], { clientToken: 'build-1' });
  clock.advance(HOUR - 60_000);
  expect(await world.run({ clientToken: 'build-1' })).toEqual({
    taskArn: task.taskArn,
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
  });
  clock.advance(120_000);
  expect((await world.run({ clientToken: 'build-1' })).taskArn).not.toBe(task.taskArn);
});

test('a token ends after a day, though its task still runs', async () => {
  const clock = aShiftedClock();
  await using world = await anEngine({ clock });
  await world.register({ containerDefinitions: FOREVER });
  const task = await world.run({ clientToken: 'build-1' });
  clock.advance(24 * HOUR - 60_000);
  expect((await world.run({ clientToken: 'build-1' })).taskArn).toBe(task.taskArn);
  clock.advance(60_000);
  expect((await world.run({ clientToken: 'build-1' })).taskArn).not.toBe(task.taskArn);
});

test('other parameters with the same token are a conflict that names the task', async () => {
  await using world = await anEngine();
  await world.register();
  const task = await world.run({ clientToken: 'build-1', startedBy: 'a' });
  const error = await world.run({ clientToken: 'build-1', startedBy: 'b' }).catch((it: ConflictException) => it);
  expect(error).toMatchObject({ name: 'ConflictException', resourceIds: [task.taskArn] });
});

test('a token belongs to its cluster', async () => {
  await using world = await anEngine();
  await world.register();
  await world.ecs.send(new CreateClusterCommand({ clusterName: 'other' }));
  const task = await world.run({ clientToken: 'build-1' });
  const other = await world.run({ clientToken: 'build-1', cluster: 'other' });
  expect(other.taskArn).not.toBe(task.taskArn);
  // The spelling of the cluster makes no difference.
  const again = await world.run({ clientToken: 'build-1', cluster: task.clusterArn });
  expect(again.taskArn).toBe(task.taskArn);
});

test('failures are bound to the token, too', async () => {
  await using world = await anEngine({ faults: ['no-capacity'] });
  await world.register();
  await expect(world.run({ clientToken: 'build-1' })).rejects.toThrow('no task');
  await expect(world.run({ clientToken: 'build-1' })).rejects.toThrow('no task');
  expect(await world.run({ clientToken: 'build-2' })).toMatchObject({ lastStatus: 'PROVISIONING' });
});

test('of several tasks, the last one to stop counts', async () => {
  const clock = aShiftedClock();
  await using world = await anEngine({ clock });
  await world.register({ containerDefinitions: FOREVER });
  const task = await world.run({ clientToken: 'build-1', count: 2 });
  await world.stop(task);
  await world.stopped(task);
  clock.advance(2 * HOUR);
  const again = await world.run({ clientToken: 'build-1', count: 2 });
  expect(again).toEqual({ taskArn: task.taskArn, lastStatus: 'STOPPED', desiredStatus: 'STOPPED' });
});
