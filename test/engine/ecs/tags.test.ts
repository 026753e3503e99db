import {
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { anEngine } from '../support.ts';

const tag = (key: string, value: string) => ({ key, value });

test('tags of a cluster, a task definition and a task are added, replaced, taken away, and seen where they are described', async () => {
  await using world = await anEngine();
  const { ecs } = world;
  const definition = await world.register({ tags: [tag('team', 'shop')] });
  const task = await world.run({ propagateTags: 'TASK_DEFINITION', enableECSManagedTags: true });
  const clusterArn = task.clusterArn;
  for (const resourceArn of [clusterArn, definition?.taskDefinitionArn, task.taskArn]) {
    await ecs.send(new TagResourceCommand({ resourceArn, tags: [tag('team', 'web'), tag('new', '1')] }));
    await ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['new', 'never-there'] }));
    const { tags } = await ecs.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags?.filter(({ key }) => !key?.startsWith('aws:'))).toEqual([tag('team', 'web')]);
  }
  const seen = await world.describe(task, ['TAGS']);
  expect(seen.tags).toEqual([tag('aws:ecs:clusterName', 'default'), tag('team', 'web')]);
  const { clusters } = await ecs.send(new DescribeClustersCommand({ include: ['TAGS'] }));
  expect(clusters?.[0]?.tags).toEqual([tag('team', 'web')]);
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'app', include: ['TAGS'] }));
  expect(described.tags).toEqual([tag('team', 'web')]);
});

test('50 tags of their own is the most, those of AWS apart', async () => {
  await using world = await anEngine();
  await world.register();
  const tags = Array.from({ length: 49 }, (_, i) => tag(`k${i}`, ''));
  const { taskArn: resourceArn } = await world.run({ tags, enableECSManagedTags: true });
  await world.ecs.send(new TagResourceCommand({ resourceArn, tags: [tag('k50', ''), tag('k1', 'again')] }));
  const more = world.ecs.send(new TagResourceCommand({ resourceArn, tags: [tag('k51', '')] }));
  await expect(more).rejects.toThrow('The number of tags exceeds the limit of 50.');
});
