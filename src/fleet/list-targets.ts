import { timeFormatter } from '../core/base/clock.ts';
import { hasStopped } from '../core/ecs/task.ts';
import type { EventBody, MigrationEvent, ResultEvent } from '../core/events/events.ts';
import type { TargetEvent, TargetState } from '../core/events/fleet-events.ts';
import { warnFleet } from '../core/events/fleet-warnings.ts';
import { type FleetEnding, outcomeOfFleet } from '../core/explain/fleet-endings.ts';
import type { TargetMemory } from '../core/fleet/journal.ts';
import { askVersion } from './ask-version.ts';
import type { Fleet, FleetOptions, FleetTarget } from './fleet.ts';
import { inParallel } from './in-parallel.ts';
import { shareAws } from './shared-aws.ts';

const NEVER = new AbortController().signal;

/** So many targets are asked about at once. Their calls are shared. */
const AT_ONCE = 100;
/** So many targets are asked for their version at once. */
const VERSIONS_AT_ONCE = 10;

/**
 * Emits the state of each target: what the journal says, and for tasks without an end, what ECS says. Changes nothing.
 * With `versions`, launches a task for each target that says the version of its schema.
 */
export async function listTargets(fleet: Fleet, options: FleetOptions): Promise<ResultEvent> {
  const { clock, emit } = options;
  const { versions: asksVersions, rate, concurrency = VERSIONS_AT_ONCE } = fleet.settings;
  const time = timeFormatter();
  const say = async (event: EventBody) => emit(Object.assign(event, { at: time(clock.now()) }) as MigrationEvent);
  const aws = shareAws(options.openAws, { ...options, ...(rate === undefined ? {} : { launchesPerSecond: rate }) });
  const states = await inParallel(fleet.targets, AT_ONCE, async (target) => {
    const known = fleet.memory?.targets.get(target.name);
    const state = known === undefined ? 'waiting' : stateOf(known);
    return { target, known, state: state === 'running' ? await askEcs(known as TargetMemory, target) : state };
  });
  if (!asksVersions) {
    for (const { target, known, state } of states) await say(describe(target, known, state));
    const ended = states.filter(({ state }) => state === 'ended').length;
    return finish({ kind: 'targets-listed', chosen: fleet.targets.length, ended });
  }
  const codes: number[] = [];
  const versions = await inParallel(states, concurrency, async ({ target, known, state }) => {
    const asked = await askVersion(target, { ...options, aws });
    const { version } = asked;
    if (version === null) {
      const { exitCode, cause, next } = asked.failure;
      codes.push(exitCode);
      await say({ ...warnFleet('version-unknown', { target: target.name, cause, next }), target: target.name });
    }
    await say({ ...describe(target, known, state), version });
    return { target: target.name, version };
  });
  return finish({ kind: 'versions-listed', versions, codes });

  async function finish(ending: FleetEnding): Promise<ResultEvent> {
    const result = { type: 'result' as const, ...outcomeOfFleet(ending), phases: {}, task: null };
    await say(result);
    return result as unknown as ResultEvent;
  }

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
    notedAt: known === undefined ? null : (end?.at ?? new Date(known.intendedAt).toISOString()),
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
