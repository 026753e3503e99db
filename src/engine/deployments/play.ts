import type { Random } from '../../core/base/clock.ts';
import type { HookDetail, ServiceDeployment } from './deployment.ts';

/** The stages of a deployment, in their order. A hook can pause most of them. */
const STAGES = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
];

const DEFAULT_MINUTES = 1_440;
/** How long a rollback takes here. On AWS it takes minutes. Seconds. */
const ROLLBACK_S = 1;

const isAwaiting = ({ status }: HookDetail) => status === 'AWAITING_ACTION';

/** Begins a deployment: it runs to its first pause, or to its end. Times are epoch seconds. */
export function begin(deployment: ServiceDeployment, now: number, random: Random): void {
  if (deployment.status === 'IN_PROGRESS') enterStages(deployment, 0, now, random);
}

/** Does what is due by now: pauses expire, rollbacks end. */
export function settle(deployment: ServiceDeployment, now: number, random: Random): void {
  if (deployment.status === 'ROLLBACK_IN_PROGRESS' && now >= (deployment.updatedAt ?? 0) + ROLLBACK_S) {
    Object.assign(deployment, { status: 'ROLLBACK_SUCCESSFUL', finishedAt: now });
  }
  if (deployment.status !== 'IN_PROGRESS') return;
  for (const hook of deployment.lifecycleHookDetails ?? []) {
    if (!isAwaiting(hook) || hook.expiresAt === undefined || now < hook.expiresAt) continue;
    hook.status = 'TIMED_OUT';
    if (hook.timeoutAction === 'CONTINUE') goOn(deployment, now, random);
    else rollBack(deployment, 'A lifecycle hook timed out.', now);
  }
}

/** Acts on a hook that awaits an action. False if there is no such hook, or the deployment is not in progress. */
export function act(
  deployment: ServiceDeployment,
  { hookId, action }: { hookId: string; action: string },
  now: number,
  random: Random,
): boolean {
  const hook = deployment.lifecycleHookDetails?.find((one) => one.hookId === hookId && isAwaiting(one));
  if (hook === undefined || deployment.status !== 'IN_PROGRESS') return false;
  if (action === 'ROLLBACK') {
    hook.status = 'FAILED';
    rollBack(deployment, 'The service deployment was rolled back at a lifecycle hook.', now);
  } else {
    hook.status = 'SUCCEEDED';
    goOn(deployment, now, random);
  }
  return true;
}

export function rollBack(deployment: ServiceDeployment, statusReason: string, now: number): void {
  Object.assign(deployment, { status: 'ROLLBACK_IN_PROGRESS', statusReason, updatedAt: now });
}

/** As on AWS, its hooks keep the status that they had. */
export function stop(deployment: ServiceDeployment, statusReason: string, now: number): void {
  Object.assign(deployment, { status: 'STOPPED', statusReason, updatedAt: now, stoppedAt: now, finishedAt: now });
}

/** A deployment stays at its stage until all hooks of the stage have ended. */
function goOn(deployment: ServiceDeployment, now: number, random: Random): void {
  deployment.updatedAt = now;
  if ((deployment.lifecycleHookDetails ?? []).some(isAwaiting)) return;
  enterStages(deployment, STAGES.indexOf(deployment.lifecycleStage ?? '') + 1, now, random);
}

/** Enters one stage after another, up to the first that has a pause. Nothing is really deployed, so this takes no time. */
function enterStages(deployment: ServiceDeployment, from: number, now: number, random: Random): void {
  const { lifecycleHooks = [] } = deployment.deploymentConfiguration ?? {};
  for (const stage of STAGES.slice(from)) {
    deployment.lifecycleStage = stage;
    const pausing = lifecycleHooks.filter(
      ({ targetType, lifecycleStages }) => targetType === 'PAUSE' && lifecycleStages?.includes(stage),
    );
    if (pausing.length === 0) continue;
    const hooks = pausing.map(({ timeoutConfiguration: { timeoutInMinutes = DEFAULT_MINUTES, action } = {} }) => {
      const hookId = `ecs-pause-${random.uuid()}`;
      const expiresAt = now + timeoutInMinutes * 60;
      return {
        hookId,
        targetType: 'PAUSE',
        status: 'AWAITING_ACTION',
        expiresAt,
        timeoutAction: action ?? 'ROLLBACK',
      };
    });
    deployment.lifecycleHookDetails = [...(deployment.lifecycleHookDetails ?? []), ...hooks];
    return;
  }
  Object.assign(deployment, { status: 'SUCCESSFUL', updatedAt: now, finishedAt: now });
}
