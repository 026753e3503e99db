import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  type Service as SdkService,
  type ServiceDeploymentStatus,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Answer } from '../core/base/failure.ts';
import type { Named, ServiceTraffic } from '../core/ecs/live-revision.ts';
import type { LiveImages, LiveServices } from '../core/ports.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';

/** The statuses of a deployment that has not ended. */
const UNFINISHED: readonly ServiceDeploymentStatus[] = [
  'PENDING',
  'IN_PROGRESS',
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
];

/** The port that reads what can take traffic of a service. */
export function liveServicesPort({ ecs, context }: Pick<Clients, 'ecs' | 'context'>): LiveServices {
  return {
    async describe(cluster, service) {
      const send = () => ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
      const answer = await callOnce('ecs:DescribeServices', send, context);
      if (!answer.ok) return answer;
      const found = answer.value.services?.find(({ status }) => status !== 'INACTIVE');
      return { ok: true, value: found && toTraffic(found) };
    },
    async deployments(cluster, service) {
      const arns = await everyPage(
        (page) => {
          const input = { cluster, service, status: [...UNFINISHED], ...page };
          const send = () => ecs.send(new ListServiceDeploymentsCommand(input));
          return callOnce('ecs:ListServiceDeployments', send, context);
        },
        ({ serviceDeployments = [] }) => serviceDeployments.map(({ serviceDeploymentArn }) => serviceDeploymentArn),
      );
      if (!arns.ok || arns.value.length === 0) return arns.ok ? { ok: true, value: [] } : arns;
      // More than 20 deployments of one service cannot be in progress.
      const serviceDeploymentArns = arns.value.slice(0, 20);
      const send = () => ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
      const answer = await callOnce('ecs:DescribeServiceDeployments', send, context);
      if (!answer.ok) return answer;
      const named = (answer.value.serviceDeployments ?? []).flatMap((one) => {
        const how = `a deployment that is ${one.status}`;
        return [
          ...(one.sourceServiceRevisions ?? []).map(({ arn }) => toNamed(arn, `the source of ${how}`)),
          toNamed(one.targetServiceRevision?.arn, `the target of ${how}`),
          toNamed(one.rollback?.serviceRevisionArn, `what ${how} goes back to`),
        ].flat();
      });
      return { ok: true, value: named };
    },
    async revisions(arns) {
      const send = () => ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...arns] }));
      const answer = await callOnce('ecs:DescribeServiceRevisions', send, context);
      if (!answer.ok) return answer;
      const found = (answer.value.serviceRevisions ?? []).flatMap(
        ({ serviceRevisionArn, taskDefinition, containerImages = [] }): [string, LiveImages][] => {
          if (serviceRevisionArn === undefined || taskDefinition === undefined) return [];
          const containers = containerImages.map((one) => toImage(one.containerName, one.image, one.imageDigest));
          return [[serviceRevisionArn, { taskDefinition, containers }]];
        },
      );
      return { ok: true, value: new Map(found) };
    },
    async tasks(cluster, serviceName) {
      const arns: string[] = [];
      // A task that is told to stop still answers requests until it has stopped.
      for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
        const listed = await everyPage(
          (page) => {
            const send = () => ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus, ...page }));
            return callOnce('ecs:ListTasks', send, context);
          },
          ({ taskArns = [] }) => taskArns,
        );
        if (!listed.ok) return listed;
        arns.push(...listed.value);
      }
      const found: Task[] = [];
      for (let from = 0; from < arns.length; from += 100) {
        const send = () => ecs.send(new DescribeTasksCommand({ cluster, tasks: arns.slice(from, from + 100) }));
        const answer = await callOnce('ecs:DescribeTasks', send, context);
        if (!answer.ok) return answer;
        found.push(...(answer.value.tasks ?? []));
      }
      return { ok: true, value: found.filter(({ lastStatus }) => lastStatus !== 'STOPPED').flatMap(toImages) };
    },
  };
}

/** All pages of a list. */
async function everyPage<Page extends { nextToken?: string | undefined }>(
  read: (page: { nextToken?: string }) => Promise<Answer<Page>>,
  pick: (page: Page) => (string | undefined)[],
): Promise<Answer<string[]>> {
  const all: string[] = [];
  for (let nextToken: string | undefined; ; ) {
    const answer: Answer<Page> = await read(nextToken === undefined ? {} : { nextToken });
    if (!answer.ok) return answer;
    all.push(...pick(answer.value).filter((one) => one !== undefined));
    ({ nextToken } = answer.value);
    if (nextToken === undefined) return { ok: true, value: all };
  }
}

/**
 * A service that CodeDeploy or another controller deploys has task sets, of which each may take traffic. Otherwise it has
 * deployments; one that is INACTIVE was replaced, and counts while it has tasks.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
 */
function toTraffic(service: SdkService): ServiceTraffic {
  const { deployments = [], taskSets = [], currentServiceRevisions = [], deploymentController } = service;
  const named = [
    ...deployments
      .filter(({ status, runningCount = 0 }) => status === 'PRIMARY' || status === 'ACTIVE' || runningCount > 0)
      .map(({ taskDefinition, status }) => toNamed(taskDefinition, `${status?.toLowerCase()} deployment`)),
    ...taskSets.map(({ taskDefinition, status }) => toNamed(taskDefinition, `${status?.toLowerCase()} task set`)),
  ].flat();
  return {
    taskDefinitions: named.length > 0 ? named : toNamed(service.taskDefinition, 'the service'),
    serviceRevisions: currentServiceRevisions.flatMap(({ arn }) => toNamed(arn, 'current service revision')),
    isOfEcs: (deploymentController?.type ?? 'ECS') === 'ECS',
  };
}

function toNamed(arn: string | undefined, because: string): Named[] {
  return arn === undefined ? [] : [{ arn, because }];
}

function toImages({ taskDefinitionArn, containers = [] }: Task): LiveImages[] {
  if (taskDefinitionArn === undefined) return [];
  const images = containers.map(({ name, image, imageDigest }) => toImage(name, image, imageDigest));
  return [{ taskDefinition: taskDefinitionArn, containers: images }];
}

function toImage(name = '', image = '', digest?: string): LiveImages['containers'][number] {
  return digest === undefined ? { name, image } : { name, image, digest };
}
