import type { Answer } from '../../../src/core/base/failure.ts';
import type { HookAction, ServiceDeployment } from '../../../src/core/ecs/service-deployment.ts';
import type { ServiceDeployment as Played } from '../../../src/engine/deployments/deployment.ts';
import { act, begin, rollBack, settle, stop } from '../../../src/engine/deployments/play.ts';
import { failure } from './failures.ts';

/** What happens to the service from outside, in milliseconds from the beginning. */
export interface DeploymentEvent {
  atMs: number;
  do: 'deploy' | 'stop' | 'roll-back';
}

/** An action that ECS has accepted. */
export interface Accepted {
  hookId: string;
  action: HookAction;
  at: number;
}

/** The deployments of one service, each with a PAUSE hook at PRE_SCALE_UP. They are played by the rules of the local engine. */
export class SimulatedDeployments {
  readonly all: Played[] = [];
  readonly accepted: Accepted[] = [];
  /** Every action that was sent, also those that ECS has refused. */
  readonly sent: { deployment: string; hookId: string; action: HookAction; at: number }[] = [];
  readonly #timeoutMinutes: number;
  readonly #now: () => number;
  #ids = 0;

  constructor(timeoutMinutes: number, now: () => number) {
    this.#timeoutMinutes = timeoutMinutes;
    this.#now = now;
  }

  readonly #random = {
    next: () => 0.5,
    uuid: () => {
      this.#ids += 1;
      return `${this.#ids}`;
    },
  };

  happen({ do: what }: DeploymentEvent): void {
    const seconds = this.#now() / 1_000;
    const current = this.all.find(({ status }) => status === 'IN_PROGRESS');
    if (current !== undefined && what === 'roll-back') rollBack(current, 'rolled back', seconds);
    else if (current !== undefined) stop(current, 'stopped', seconds);
    if (what !== 'deploy') return;
    const timeoutConfiguration = { timeoutInMinutes: this.#timeoutMinutes, action: 'ROLLBACK' };
    const hook = { targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'], timeoutConfiguration };
    const deployment: Played = {
      serviceDeploymentArn: `arn:aws:ecs:eu-west-1:123456789012:service-deployment/sim/web/${this.all.length + 1}`,
      status: 'IN_PROGRESS',
      createdAt: seconds,
      deploymentConfiguration: { strategy: 'BLUE_GREEN', lifecycleHooks: [hook] },
    };
    begin(deployment, seconds, this.#random);
    this.all.push(deployment);
  }

  settle(): void {
    for (const one of this.all) settle(one, this.#now() / 1_000, this.#random);
  }

  list(statuses: readonly string[]): Answer<{ arns: string[] }> {
    this.settle();
    const found = this.all.filter(({ status }) => statuses.includes(status)).toReversed();
    return { ok: true, value: { arns: found.map(({ serviceDeploymentArn }) => serviceDeploymentArn) } };
  }

  describe(arns: readonly string[]): Answer<{ deployments: ServiceDeployment[]; missing: string[] }> {
    this.settle();
    const found = this.all.filter(({ serviceDeploymentArn }) => arns.includes(serviceDeploymentArn));
    return { ok: true, value: { deployments: found.map(shown), missing: [] } };
  }

  continue(arn: string, hookId: string, action: HookAction): Answer<void> {
    this.settle();
    this.sent.push({ deployment: arn, hookId, action, at: this.#now() });
    const deployment = this.all.find(({ serviceDeploymentArn }) => serviceDeploymentArn === arn);
    if (deployment === undefined || !act(deployment, { hookId, action }, this.#now() / 1_000, this.#random)) {
      return { ok: false, failure: failure('refused', 'ContinueServiceDeployment') };
    }
    this.accepted.push({ hookId, action, at: this.#now() });
    return { ok: true, value: undefined };
  }

  /** The truth about a hook. */
  statusOf(hookId: string): string | undefined {
    this.settle();
    return this.all.flatMap(({ lifecycleHookDetails = [] }) => lifecycleHookDetails).find((it) => it.hookId === hookId)
      ?.status;
  }
}

function shown(it: Played): ServiceDeployment {
  const hooks = (it.lifecycleHookDetails ?? []).map(({ hookId, targetType, status, expiresAt = 0, timeoutAction }) => ({
    id: hookId,
    type: targetType,
    status,
    expiresAt: expiresAt * 1_000,
    ...(timeoutAction === undefined ? {} : { timeoutAction }),
  }));
  const pauses = (it.deploymentConfiguration?.lifecycleHooks ?? []).map((hook) => ({
    stages: hook.lifecycleStages ?? [],
    timeoutMs: (hook.timeoutConfiguration?.timeoutInMinutes ?? 0) * 60_000,
  }));
  return {
    arn: it.serviceDeploymentArn,
    status: it.status,
    ...(it.lifecycleStage === undefined ? {} : { stage: it.lifecycleStage }),
    ...(it.createdAt === undefined ? {} : { createdAt: it.createdAt * 1_000 }),
    hooks,
    pauses,
  };
}
