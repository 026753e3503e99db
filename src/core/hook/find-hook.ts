import type { Result } from '../base/result.ts';
import type { DeploymentHook, ServiceDeployment, WaitingHook } from '../ecs/service-deployment.ts';
import type { Finding } from '../findings/findings.ts';

/** Where a hook is looked for. */
export interface HookPlace {
  cluster: string;
  service: string;
  stage: string;
}

/** A PAUSE hook that awaits an action. Only while its deployment is in progress does ECS accept one. */
export function awaits({ type, status }: DeploymentHook, deployment: ServiceDeployment): boolean {
  return deployment.status === 'IN_PROGRESS' && type === 'PAUSE' && status === 'AWAITING_ACTION';
}

/** The deployments that wait at the stage, with the hooks that they wait for. ECS names the stage of a deployment only. */
export function findWaiting(
  deployments: readonly ServiceDeployment[],
  { cluster, service, stage }: HookPlace,
): WaitingHook[] {
  return deployments
    .filter((deployment) => deployment.stage === stage)
    .flatMap((deployment) =>
      deployment.hooks
        .filter((hook) => awaits(hook, deployment))
        .map((hook): WaitingHook => {
          const since = sinceOf(hook, deployment, stage);
          return {
            deployment: deployment.arn,
            hookId: hook.id,
            cluster,
            service,
            stage,
            timeoutAction: hook.timeoutAction ?? 'ROLLBACK',
            ...(deployment.targetRevision === undefined ? {} : { targetRevision: deployment.targetRevision }),
            ...(hook.expiresAt === undefined ? {} : { expiresAt: hook.expiresAt }),
            ...(since === undefined ? {} : { since }),
          };
        }),
    );
}

/** Exactly one hook may wait: hooks have no name, so of two nobody knows which one is for the migration. */
export function chooseHook(deployments: readonly ServiceDeployment[], place: HookPlace): Result<WaitingHook, Finding> {
  const [hook, ...others] = findWaiting(deployments, place);
  const refuse = (finding: Finding) => ({ ok: false, failure: finding }) as const;
  if (hook === undefined) return refuse({ code: 'hook-none', ...place, seen: deployments.map(describeSeen) });
  if (others.length > 0) {
    return refuse({ code: 'hook-several', ...place, hooks: [hook, ...others].map(({ hookId }) => hookId) });
  }
  if (hook.timeoutAction === 'CONTINUE') return refuse({ code: 'hook-continues-by-itself', ...place });
  return { ok: true, value: hook };
}

/**
 * ECS shows when a hook expires, not since when it waits. That follows from the longest time-out that is configured for the
 * stage; without one, from the beginning of the deployment.
 */
function sinceOf(hook: DeploymentHook, { pauses, createdAt }: ServiceDeployment, stage: string): number | undefined {
  const timeouts = pauses.filter(({ stages }) => stages.includes(stage)).map(({ timeoutMs }) => timeoutMs);
  if (hook.expiresAt === undefined || timeouts.length === 0) return createdAt;
  return Math.max(hook.expiresAt - Math.max(...timeouts), createdAt ?? Number.NEGATIVE_INFINITY);
}

/** A deployment in a few words, for an error. */
function describeSeen({ arn, status, stage, strategy, hooks }: ServiceDeployment): string {
  const words = [status, stage ?? 'no stage', ...(strategy === undefined ? [] : [strategy])];
  const shown = hooks.map(({ type, status: its }) => `${type} ${its}`);
  return `${arn.slice(arn.lastIndexOf('/') + 1)} (${[...words, ...shown].join(', ')})`;
}
