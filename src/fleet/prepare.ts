import type { Command } from '../api.ts';
import type { Result } from '../core/base/result.ts';
import { cpuUnits } from '../core/ecs/definition-rules/fargate-sizes.ts';
import { type FargateProvider, fargateProviderOf } from '../core/ecs/vcpu-quotas.ts';
import type { MigrationEvent, PlanEvent, ResultEvent } from '../core/events/events.ts';
import { errorsAmong } from '../core/findings/findings.ts';
import type { Capacity } from '../core/ports.ts';
import { endedBeforeLaunch, interruptedBeforeLaunch } from '../migrate/base/endings.ts';
import { migrationOf } from '../migrate/launch/guard-facts.ts';
import { describePlan } from '../migrate/plan/describe-plan.ts';
import { preparePlan } from '../migrate/plan/prepare-plan.ts';
import type { Fleet, FleetTarget, FleetWork } from './fleet.ts';
import { inParallel } from './in-parallel.ts';

/** What is known of a target before the first launch. */
export interface Prepared {
  target: FleetTarget;
  /** A hash of what it runs. */
  migration: string;
  image: string;
  cluster: string;
  region: string;
  /** The ARN of its task definition, if it is registered. Every launch uses it, even if somebody registers another one. */
  revision: string | undefined;
  /** The CPU of its task, in units of 1/1024 vCPU; undefined if the size is not known. */
  cpu: number | undefined;
  /** The capacity provider of Fargate that it runs on; undefined if it may run elsewhere, too. */
  provider: FargateProvider | undefined;
  subnets: readonly string[];
  /** How much room there is where it runs. Targets that share their calls have the same one. */
  capacity: Capacity | undefined;
}

/** The plan of one target: ready to launch, or how it ended instead. */
export interface Preparation {
  target: FleetTarget;
  findings: PlanEvent['findings'];
  outcome: Result<Prepared, ResultEvent>;
}

/** So many plans are made at once. Most of their calls are shared. */
const AT_ONCE = 50;

/** Makes the plan of each target. Launches and changes nothing. */
export function prepareTargets({ targets }: Pick<Fleet, 'targets'>, options: FleetWork): Promise<Preparation[]> {
  return inParallel(targets, AT_ONCE, (target) => prepareTarget(target, options));
}

async function prepareTarget(target: FleetTarget, options: FleetWork): Promise<Preparation> {
  let prepared: Prepared | undefined;
  let plan: PlanEvent | undefined;
  let capacity: Capacity | undefined;
  const command = preparation((facts) => {
    prepared = { target, capacity, ...facts };
  });
  const { onTaskCall: _, ...each } = options.each;
  const result = await options.perform(command, target.resolved, {
    ...each,
    ...target.files,
    openAws: async (where) => {
      const opened = await options.aws.join(where, NEVER);
      if (opened.ok) ({ capacity } = opened.value);
      return opened;
    },
    ...(target.ownsLock ? {} : { lockTarget: target.name }),
    signal: options.halt,
    onEvent: (event: MigrationEvent) => {
      if (event.type === 'plan') plan = event;
    },
  });
  const findings = plan?.findings ?? [];
  const outcome: Preparation['outcome'] =
    prepared === undefined ? { ok: false, failure: result } : { ok: true, value: prepared };
  return { target, findings, outcome };
}

const NEVER = new AbortController().signal;

/** A command that only makes the plan, and passes on what a fleet must know of it. */
function preparation(take: (facts: Omit<Prepared, 'target' | 'capacity'>) => void): Command {
  return {
    name: 'plan',
    leavesNothing: true,
    async perform(resolved, files, initial) {
      const { planning, pipelineFindings, context } = await preparePlan(resolved, files, initial);
      if (context.interrupt.aborted) return endedBeforeLaunch(interruptedBeforeLaunch(context));
      if (!planning.ok) return endedBeforeLaunch({ kind: 'aws', failure: planning.failure });
      const { value: planned } = planning;
      const findings = [...planned.findings, ...pipelineFindings];
      await context.emit({ type: 'plan', ...describePlan({ ...planned, findings }, context.builder) });
      const errors = errorsAmong(findings);
      if (planned.plan === undefined || errors.length > 0)
        return endedBeforeLaunch({ kind: 'invalid', findings: errors });
      const { plan } = planned;
      const { definition, container, request, build } = plan;
      const { awsvpcConfiguration } = request.networkConfiguration ?? {};
      const cpu = cpuUnits(request.overrides.cpu ?? definition.cpu ?? '');
      take({
        migration: context.digest(migrationOf(plan, context)).slice(0, 32),
        image: build?.repository ?? container.image,
        cluster: request.cluster,
        region: context.region,
        // A revision that must be registered first has no ARN yet.
        revision: plan.register === undefined && plan.build === undefined ? definition.arn : undefined,
        cpu,
        provider: fargateProviderOf(request),
        subnets: awsvpcConfiguration?.subnets ?? [],
      });
      return endedBeforeLaunch({ kind: 'planned' });
    },
  };
}
