import { timeFormatter } from '../core/base/clock.ts';
import { hasStopped } from '../core/ecs/task.ts';
import type { MigrationEvent, ResultEvent } from '../core/events/events.ts';
import type { TargetEvent, TargetState } from '../core/events/fleet-events.ts';
import { outcomeOfFleet } from '../core/explain/fleet-endings.ts';
import type { TargetMemory } from '../core/fleet/journal.ts';
import type { Fleet, FleetOptions, FleetTarget } from './fleet.ts';
import { shareAws } from './shared-aws.ts';

const NEVER = new AbortController().signal;

/** Emits the state of each target: what the journal says, and for tasks without an end, what ECS says. Changes nothing. */
export async function listTargets(fleet: Fleet, options: FleetOptions): Promise<ResultEvent> {
  const { clock, emit } = options;
  const time = timeFormatter();
  const aws = shareAws(options.openAws, options);
  let ended = 0;
  for (const target of fleet.targets) {
    const known = fleet.memory?.targets.get(target.name);
    const state = known === undefined ? 'waiting' : stateOf(known);
    const still = state === 'running' ? await askEcs(known as TargetMemory, target) : state;
    if (still === 'ended') ended += 1;
    await emit(Object.assign(describe(target, known, still), { at: time(clock.now()) }) as MigrationEvent);
  }
  const outcome = outcomeOfFleet({ kind: 'targets-listed', chosen: fleet.targets.length, ended });
  const result = { type: 'result' as const, at: time(clock.now()), ...outcome, phases: {}, task: null };
  await emit(result);
  return result;

  /** Whether the task still runs. If ECS does not say, the journal counts. */
  async function askEcs({ cluster, region, taskArn = '' }: TargetMemory, target: FleetTarget): Promise<TargetState> {
    const { profile, endpointUrl, roleArn, externalId } = target.resolved.settings;
    const where = {
      ...(profile === undefined ? {} : { profile }),
      ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(externalId === undefined ? {} : { externalId }),
    };
    const opened = await aws.join({ ...options.each.aws, ...where, region }, NEVER);
    if (!opened.ok) return 'running';
    const answer = await opened.value.tasks.describe(cluster, [taskArn]);
    if (!answer.ok) return 'running';
    const [task] = answer.value.tasks;
    return task === undefined || hasStopped(task) ? 'ended' : 'running';
  }
}

function stateOf({ progress }: TargetMemory): TargetState {
  if (progress === 'ended') return 'ended';
  return progress === 'launched' ? 'running' : 'launching';
}

function describe(
  { name, group: own, row }: FleetTarget,
  known: TargetMemory | undefined,
  state: TargetState,
): Omit<TargetEvent, 'at'> {
  const { attempt = 1, end } = known ?? {};
  const [migration, image] = [known?.migration ?? null, known?.image ?? null];
  const taskArn = known?.taskArn ?? null;
  const group = own ?? null;
  const base = {
    type: 'target' as const,
    target: name,
    state,
    group,
    row,
    wave: 1,
    attempt,
    taskArn,
    migration,
    image,
  };
  if (end === undefined) return base;
  const { outcome, exitCode, containerExitCode, cause, next, tookMs } = end;
  return {
    ...base,
    outcome,
    exitCode,
    containerExitCode,
    cause,
    next,
    phases: tookMs === null ? {} : { total: tookMs },
  };
}
