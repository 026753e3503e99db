import * as z from 'zod';
import { shortName } from '../../core/base/arn.ts';
import { deploymentConfiguration } from '../deployments/deployment.ts';
import { AwsError, clientException } from '../errors.ts';
import { hexId } from '../names.ts';
import { text } from '../shapes.ts';
import { operation } from '../world.ts';

const input = z.looseObject({
  cluster: text,
  service: text,
  taskDefinition: text,
  deploymentConfiguration: deploymentConfiguration.optional(),
});

/** Deploys a loaded service: a new revision, and a deployment that pauses at its hooks. No task of the service runs. */
export const updateService = operation(input, (request, { store, deployments, random }) => {
  const cluster = store.cluster(request.cluster);
  const service = store.services(cluster).find(({ serviceName }) => serviceName === shortName(request.service ?? ''));
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  const reference = request.taskDefinition ?? String(service['taskDefinition'] ?? '');
  const definition = store.definition(reference);
  if (definition === undefined) throw clientException('Unable to describe task definition.');
  const configured = request.deploymentConfiguration ?? service['deploymentConfiguration'];
  Object.assign(service, { taskDefinition: definition.arn, deploymentConfiguration: configured });
  const serviceRevisionArn = `${service.serviceArn.replace(':service/', ':service-revision/')}/${hexId(random)}`;
  store.serviceRevisions.set(serviceRevisionArn, {
    serviceRevisionArn,
    serviceArn: service.serviceArn,
    clusterArn: cluster.arn,
    taskDefinition: definition.arn,
    // As on AWS before the first task runs: the digests are not resolved yet.
    containerImages: definition.containers.map(({ name, image }) => ({ containerName: name, image })),
  });
  deployments.deploy(service.serviceArn, serviceRevisionArn, deploymentConfiguration.optional().parse(configured));
  return { service };
});
