import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  ListServiceDeploymentsCommand,
  type ServiceDeployment as SdkDeployment,
  type ServiceDeploymentStatus,
} from '@aws-sdk/client-ecs';
import { leadByDate } from '../core/base/clock-lead.ts';
import type { ServiceDeployment } from '../core/ecs/service-deployment.ts';
import type { ServiceDeployments } from '../core/ports.ts';
import { callOnce } from './call.ts';
import { type Clients, dateOf } from './clients.ts';
import { dropUndefined } from './present.ts';

/** The port over the deployments of ECS services. */
export function serviceDeploymentsPort({ ecs, context }: Clients): ServiceDeployments {
  return {
    async list(cluster, service, statuses, page) {
      const status = [...statuses] as ServiceDeploymentStatus[];
      const input = { cluster, service, status, ...(page === undefined ? {} : { nextToken: page }) };
      const send = () => ecs.send(new ListServiceDeploymentsCommand(input));
      const answer = await callOnce('ecs:ListServiceDeployments', send, context);
      if (!answer.ok) return answer;
      const { serviceDeployments = [], nextToken } = answer.value;
      const arns = serviceDeployments.flatMap(({ serviceDeploymentArn: arn }) => (arn === undefined ? [] : [arn]));
      return { ok: true, value: nextToken === undefined ? { arns } : { arns, next: nextToken } };
    },
    async describe(arns) {
      const askedAt = context.now();
      const send = () => ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...arns] }));
      const answer = await callOnce('ecs:DescribeServiceDeployments', send, context);
      if (!answer.ok) return answer;
      const date = dateOf(answer.value);
      const lead = date === undefined ? {} : { lead: leadByDate(date, askedAt, context.now()) };
      const missing = (answer.value.failures ?? []).flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
      const deployments = (answer.value.serviceDeployments ?? []).map(toDeployment);
      return { ok: true, value: { deployments, missing, ...lead } };
    },
    async continue(serviceDeploymentArn, hookId, action) {
      const input = { serviceDeploymentArn, hookId, action };
      const send = () => ecs.send(new ContinueServiceDeploymentCommand(input));
      const answer = await callOnce('ecs:ContinueServiceDeployment', send, context);
      return answer.ok ? { ok: true, value: undefined } : answer;
    },
  };
}

/** ECS's default, in minutes. */
const DEFAULT_MINUTES = 1_440;

function toDeployment(found: SdkDeployment): ServiceDeployment {
  const { strategy, lifecycleHooks = [] } = found.deploymentConfiguration ?? {};
  const pauses = lifecycleHooks
    .filter(({ targetType }) => targetType === 'PAUSE')
    .map(({ lifecycleStages = [], timeoutConfiguration: { timeoutInMinutes = DEFAULT_MINUTES } = {} }) => ({
      stages: lifecycleStages.map(String),
      timeoutMs: timeoutInMinutes * 60_000,
    }));
  const hooks = (found.lifecycleHookDetails ?? []).map(({ hookId, targetType, status, expiresAt, timeoutAction }) =>
    dropUndefined({
      id: hookId ?? '',
      type: targetType ?? 'AWS_LAMBDA',
      status: status ?? '',
      expiresAt: expiresAt?.getTime(),
      timeoutAction,
    }),
  );
  return dropUndefined({
    arn: found.serviceDeploymentArn ?? '',
    status: found.status ?? '',
    statusReason: found.statusReason,
    stage: found.lifecycleStage,
    strategy,
    createdAt: found.createdAt?.getTime(),
    targetRevision: found.targetServiceRevision?.arn,
    hooks,
    pauses,
  });
}
