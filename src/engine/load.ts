import * as z from 'zod';
import { shortName } from '../core/arn.ts';
import { loadPipelines } from './codepipeline/load.ts';
import { createCluster } from './ecs/create-cluster.ts';
import { registerTaskDefinition } from './ecs/register-task-definition.ts';
import { ecsArn } from './names.ts';
import { taskDefinition } from './shapes.ts';
import type { World } from './world.ts';

const tags = z.array(z.object({ key: z.string(), value: z.string().default('') })).optional();

/** As `aws ecs describe-clusters`, `describe-services` and `describe-task-definition` answer, one or all in a file. */
const content = z.looseObject({
  clusters: z.array(z.looseObject({ clusterName: z.string() })).optional(),
  services: z.array(z.looseObject({ serviceName: z.string(), clusterArn: z.string().optional() })).optional(),
  taskDefinition: taskDefinition.optional(),
  taskDefinitions: z.array(taskDefinition).optional(),
  tags,
});

/** Puts what a file describes into the engine: clusters, then services, task definitions, pipelines. Throws a ZodError. */
export function load(file: unknown, world: World): void {
  const { clusters = [], services = [], taskDefinition: one, taskDefinitions = [], tags } = content.parse(file);
  const { store, place } = world;
  const call = { region: place.region };
  for (const cluster of clusters) {
    store.clusters.delete(cluster.clusterName);
    createCluster.handle(cluster as never, world, call);
  }
  for (const service of services) {
    const cluster = shortName(service.clusterArn ?? 'default');
    if (!store.clusters.has(cluster)) createCluster.handle({ clusterName: cluster } as never, world, call);
    const serviceArn = ecsArn(place, `service/${cluster}/${service.serviceName}`);
    const clusterArn = store.cluster(cluster).arn;
    store.addService({ status: 'ACTIVE', ...service, serviceArn, clusterArn });
  }
  const definitions = [...(one === undefined ? [] : [{ tags, ...one }]), ...taskDefinitions];
  for (const definition of definitions) registerTaskDefinition.handle(definition as never, world, call);
  loadPipelines(file, world.pipelines);
}
