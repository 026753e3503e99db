import { type ClockLead, UNKNOWN_LEAD } from '../../core/base/clock-lead.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { ServiceDeployment } from '../../core/ecs/service-deployment.ts';
import { retry, retryOptionsOf } from '../base/retry.ts';
import type { HookContext } from './hook-context.ts';

/** DescribeServiceDeployments takes at most 20. */
const BATCH = 20;
const UNFINISHED = ['PENDING', 'IN_PROGRESS'];

interface Read {
  deployments: ServiceDeployment[];
  /** By how much our clock is ahead of AWS's. */
  lead: ClockLead;
}

/** The deployments of a service that have not ended. */
export async function readDeployments(cluster: string, service: string, context: HookContext): Promise<Answer<Read>> {
  const { serviceDeployments } = context;
  const arns: string[] = [];
  let page: string | undefined;
  do {
    const from = page;
    const list = () => serviceDeployments.list(cluster, service, UNFINISHED, from);
    const answer = await retry(list, retryOptionsOf(context));
    if (!answer.ok) return answer;
    arns.push(...answer.value.arns);
    page = answer.value.next;
  } while (page !== undefined);
  const read: Read = { deployments: [], lead: UNKNOWN_LEAD };
  for (let at = 0; at < arns.length; at += BATCH) {
    const some = arns.slice(at, at + BATCH);
    const answer = await retry(() => serviceDeployments.describe(some), retryOptionsOf(context));
    if (!answer.ok) return answer;
    read.deployments.push(...answer.value.deployments);
    read.lead = answer.value.lead ?? read.lead;
  }
  return { ok: true, value: read };
}

/** One look at a deployment, in one attempt. `deployment` is `undefined` if ECS does not know it. */
export async function lookAt(
  arn: string,
  { serviceDeployments }: Pick<HookContext, 'serviceDeployments'>,
): Promise<Answer<{ deployment: ServiceDeployment | undefined; lead: ClockLead | undefined }>> {
  const answer = await serviceDeployments.describe([arn]);
  if (!answer.ok) return answer;
  const { deployments, lead } = answer.value;
  return { ok: true, value: { deployment: deployments.find((one) => one.arn === arn), lead } };
}
