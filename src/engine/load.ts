import * as z from 'zod';
import { parseArn, shortName } from '../core/base/arn.ts';
import { loadPipelines } from './codepipeline/load.ts';
import { serviceDeployment } from './deployments/deployment.ts';
import { createCluster } from './ecs/create-cluster.ts';
import { registerTaskDefinition } from './ecs/register-task-definition.ts';
import { ecsArn } from './names.ts';
import { taskDefinition } from './shapes.ts';
import type { EngineContext } from './world.ts';

const tags = z.array(z.object({ key: z.string(), value: z.string().default('') })).optional();

const job = z.object({ id: z.string().min(1), data: z.looseObject({ continuationToken: z.string().optional() }) });

/**
 * A file has the output of `aws ecs describe-clusters`, `describe-services`, `describe-service-revisions`,
 * `describe-service-deployments`, `describe-task-definition` or `aws codepipeline get-job-details`, or several of them together.
 */
const content = z.looseObject({
  clusters: z.array(z.looseObject({ clusterName: z.string() })).optional(),
  services: z.array(z.looseObject({ serviceName: z.string(), clusterArn: z.string().optional() })).optional(),
  serviceRevisions: z.array(z.looseObject({ serviceRevisionArn: z.string().min(1) })).optional(),
  serviceDeployments: z.array(serviceDeployment).optional(),
  taskDefinition: taskDefinition.optional(),
  taskDefinitions: z.array(taskDefinition).optional(),
  jobDetails: job.optional(),
  tags,
});

/**
 * Loads the clusters, services, their deployments, task definitions, pipelines and the job of a file into the engine. Throws a ZodError.
 */
export function loadState(file: unknown, world: EngineContext): void {
  const {
    clusters = [],
    services = [],
    serviceRevisions = [],
    serviceDeployments = [],
    taskDefinition: one,
    taskDefinitions = [],
    jobDetails,
    tags,
  } = content.parse(file);
  const { store, place, jobs } = world;
  if (jobDetails !== undefined) jobs.add(jobDetails.data, jobDetails.id);
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
  for (const revision of serviceRevisions) store.serviceRevisions.set(revision.serviceRevisionArn, revision);
  for (const deployment of serviceDeployments) {
    const cluster = parseArn(deployment.serviceDeploymentArn)?.resource.split('/')[1] ?? 'default';
    if (!store.clusters.has(cluster)) createCluster.handle({ clusterName: cluster } as never, world, call);
    world.deployments.add(deployment);
  }
  const definitions = [...(one === undefined ? [] : [{ tags, ...one }]), ...taskDefinitions];
  for (const definition of definitions) registerTaskDefinition.handle(definition as never, world, call);
  loadPipelines(file, world.pipelines);
}
