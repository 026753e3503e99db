import * as z from 'zod';
import { shortName } from '../../core/base/arn.ts';
import { type ServiceDeployment, time } from '../deployments/deployment.ts';
import { AwsError } from '../errors.ts';
import { ecsArn } from '../names.ts';
import { pageSize } from '../pages.ts';
import { number, text, texts } from '../shapes.ts';
import { operation } from '../world.ts';

const input = z.looseObject({
  cluster: text,
  service: text,
  status: texts,
  createdAt: z.looseObject({ before: time.optional(), after: time.optional() }).optional(),
  maxResults: number,
  nextToken: text,
});

/** The newest deployment comes first. The token is the ARN of the last deployment of the page. */
export const listServiceDeployments = operation(input, (request, { store, deployments, place }) => {
  const { cluster, service = '', status = [], createdAt, maxResults, nextToken } = request;
  const { name } = store.cluster(cluster);
  const serviceArn = ecsArn(place, `service/${name}/${shortName(service)}`);
  const all = deployments.of(serviceArn);
  if (all.length === 0 && !store.services(store.cluster(cluster)).some((one) => one.serviceArn === serviceArn)) {
    throw new AwsError('ServiceNotFoundException', 'Service not found.');
  }
  const found = all
    .filter((one) => status.length === 0 || status.includes(one.status))
    .filter(({ createdAt: at = 0 }) => at > (createdAt?.after ?? 0) && at < (createdAt?.before ?? Infinity));
  const from = nextToken === undefined ? 0 : found.findIndex((one) => one.serviceDeploymentArn === nextToken) + 1;
  const page = found.slice(from, from + pageSize(maxResults));
  const last = page.at(-1)?.serviceDeploymentArn;
  return {
    serviceDeployments: page.map(brief),
    ...(last !== undefined && found.length > from + page.length ? { nextToken: last } : {}),
  };
});

function brief({ targetServiceRevision, ...deployment }: ServiceDeployment): object {
  const { arn } = (targetServiceRevision ?? {}) as { arn?: string };
  const { lifecycleHookDetails: _, lifecycleStage: __, deploymentConfiguration: ___, ...shown } = deployment;
  return { ...shown, targetServiceRevisionArn: arn };
}
