import { retry } from '../../api.ts';
import type { EventBody, ResultEvent } from '../../core/events/events.ts';
import type { TargetEvent } from '../../core/events/fleet-events.ts';
import { warnFleet } from '../../core/events/fleet-warnings.ts';
import { executionArnOf, nameOfFleet } from '../../core/fleet/execution-arns.ts';
import { digestOf, makeExecutionInput } from '../../core/fleet/execution-input.ts';
import { followProgress } from '../../core/fleet/execution-progress.ts';
import { type FleetMachine, readFleetMachine } from '../../core/fleet/fleet-machine.ts';
import type { FleetPlan } from '../../core/fleet/fleet-plan.ts';
import { planFleet } from '../../core/fleet/make-waves.ts';
import { interruptedBeforeLaunch } from '../../migrate/base/endings.ts';
import type { CountedTarget } from '../count-targets.ts';
import { concludeFleet, wordStatus } from './conclude.ts';
import { finishWith } from './end-early.ts';
import { type ExecutionFleet, type ExecutionTarget, type RememberedTarget, sortTargets } from './execution-fleet.ts';
import type { ExecutionContext } from './execution-ports.ts';
import { type FollowOptions, followExecution } from './follow-execution.ts';
import { describeExecutionPlan } from './plan-event.ts';
import { openExecutionObjects } from './read-objects.ts';
import { type StartFailure, startExecution } from './start-execution.ts';

type Digest = ExecutionContext['digest'];

/** What is said of commands. */
export interface ExecutionCommands {
  attach(executionArn: string): string;
  resume(executionArn: string): string;
}

/** For a run: how it follows, and the check of the pipeline just before the start. */
export interface RunExecutionOptions extends FollowOptions {
  commands: ExecutionCommands;
  /** Whether the pipeline allows the launch: how the run ends if not. */
  gate(): Promise<ResultEvent | undefined>;
}

/**
 * Starts a fleet on Step Functions and follows it to its end, or only plans it. Does not reject if the fleet or AWS fails:
 * the result says what happened.
 */
export async function runOnStepFunctions(
  command: 'run' | 'plan',
  fleet: ExecutionFleet,
  options: RunExecutionOptions,
  context: ExecutionContext,
): Promise<ResultEvent> {
  const { clock, random, emit, halt, machines } = context;
  const at = () => new Date(clock.now()).toISOString();
  const say = async (event: EventBody) => emit(Object.assign({ at: at() }, event));
  const finish = finishWith(context);

  const changed = fleet.settings.rerun ? [] : findChanges(fleet, context.digest);
  if (changed.length > 0)
    return finish.asFleet({ kind: 'targets-refused', chosen: fleet.targets.length, refused: changed });
  const described = await retry(() => machines.definition(fleet.stateMachineArn), { clock, random, signal: halt });
  if (halt.aborted) return finish.as(interruptedBeforeLaunch({ interrupt: halt }));
  if (!described.ok) return finish.as({ kind: 'aws', failure: described.failure });
  const read = readFleetMachine(described.value);
  if (!read.ok) {
    return finish.refuse(
      `${fleet.stateMachineArn}: ${read.failure}`,
      'give --state-machine the output state_machine_arn of the module',
    );
  }
  const prepared = prepare(fleet, read.value, context);
  const { arn, sorted, plan, planned } = prepared;
  const commands = { execution: arn, attach: options.commands.attach(arn), resume: options.commands.resume(arn) };
  await say(
    describeExecutionPlan(plan, {
      fleet: fleet.id,
      source: fleet.source,
      rows: fleet.rows,
      chosen: fleet.targets.length,
      done: sorted.done.length,
      rate: fleet.settings.rate ?? read.value.rate,
      execution: arn,
      resume: commands.attach,
      settings: fleet.settings,
      now: clock.now(),
      buildStartedAt: fleet.buildStartedAt,
    }),
  );
  if (command === 'plan') return finish.asFleet({ kind: 'targets-planned', chosen: fleet.targets.length });

  const before = await tellBefore();
  const conclude = (targets: readonly CountedTarget[], seen: Parameters<typeof concludeFleet>[2]) =>
    finish(concludeFleet(fleet, [...before, ...targets], seen, commands));
  if (sorted.run.length === 0)
    return conclude([], { how: 'ended', described: { status: 'SUCCEEDED', input: '' }, fuse: undefined });

  const blocked = await options.gate();
  if (blocked !== undefined) return finish(blocked);
  if (halt.aborted) return finish.as(interruptedBeforeLaunch({ interrupt: halt }));
  const bucket = context.openBucket(read.value.bucket);
  const folder = `${read.value.prefix}${prepared.name}/`;
  const targets = { key: prepared.targetsKey, text: prepared.text };
  const request = { stateMachineArn: fleet.stateMachineArn, name: prepared.name, input: prepared.input, targets };
  const started = await startExecution(request, bucket, context);
  if (!started.ok) return endWithFailure(started.failure);
  if (started.value === 'found') await say(warnFleet('started-before', { execution: arn }));
  if (fleet.settings.detach) return finish.asFleet({ kind: 'execution-started', attach: commands.attach });

  const progress = followProgress({
    waves: planned,
    pauseMs: typeof fleet.settings.wavePause === 'number' ? fleet.settings.wavePause : 0,
    maxFailures: plan.maxFailures ?? Number.POSITIVE_INFINITY,
  });
  const objects = openExecutionObjects(bucket, read.value.bucket, folder);
  const followed = await followExecution(arn, objects, progress, { ...context, options });
  if (followed.how === 'absent')
    return finish.asFleet({ kind: 'execution-unknown', failure: followed.failure, attach: commands.attach });
  if (followed.how === 'ended') {
    const waves = await retry(() => objects.waves(), { clock, random, signal: halt });
    const isPrepared = !waves.ok || waves.value !== undefined;
    const status = wordStatus(followed.described) || followed.described.status;
    for (const event of progress.conclude(status, isPrepared, clock.now())) await emit(event);
  }
  return conclude(progress.ends(), followed);

  function endWithFailure(failure: StartFailure): Promise<ResultEvent> {
    if (failure.why === 'aws') return finish.as({ kind: 'aws', failure: failure.failure });
    if (failure.why === 'unknown') {
      return finish.asFleet({ kind: 'execution-unknown', failure: failure.failure, attach: commands.attach });
    }
    const fix = `see how that ended with: ${commands.attach}; then continue it with --resume ${arn}, or give another --idempotency-key`;
    return finish.refuse(`${arn} was started before by this build, with other targets or settings`, fix);
  }

  /** The targets that no execution will run. */
  async function tellBefore(): Promise<CountedTarget[]> {
    const known: CountedTarget[] = [];
    for (const { target, memory } of sorted.done) {
      if (memory.end === undefined) continue;
      await say(endedBefore(target, memory, 'targets-done'));
      known.push({ name: target.name, before: memory.end });
    }
    for (const { target, memory } of sorted.lost) {
      await say({ ...endedBefore(target, memory, 'targets-done'), ...LOST, ending: 'targets' });
      known.push({ name: target.name, end: 'unknown', result: LOST });
    }
    return known;
  }
}

const LOST = {
  outcome: 'unknown',
  exitCode: 76,
  cause:
    'an earlier process launched it, or was about to, and ECS may have forgotten its task: a function would launch it again, so it was not started',
  next: 'continue without --on, which follows the task if ECS still knows it; or look at its log and database, then use --rerun and --only',
} as const;

function endedBefore(
  { name, group, row }: ExecutionTarget,
  { attempt, taskArn, end }: RememberedTarget,
  ending: string,
): Omit<TargetEvent, 'at'> {
  const {
    outcome = 'unknown',
    exitCode = 76,
    containerExitCode = null,
    cause = '',
    next = '',
    tookMs = null,
  } = end ?? {};
  const how = { outcome, exitCode, containerExitCode, cause, next, ending, reasons: [] };
  const more = { causeCode: null, causeLine: null, again: null, phases: tookMs === null ? {} : { total: tookMs } };
  const task = { taskArn: taskArn ?? null, migration: null, image: null };
  const where = { group: group ?? null, row, wave: 1, attempt, ...task };
  return { type: 'target', target: name, state: 'ended', ...where, ...how, ...more, task: null };
}

/** What runs differently now than before. */
function findChanges({ targets, memory }: ExecutionFleet, digest: Digest) {
  return targets.flatMap(({ name, row, portable }) => {
    const before = memory?.get(name)?.digest;
    if (before === undefined || before === digestOf(portable, digest)) return [];
    const cause = 'it would run another migration than before (its row or the settings of the command have changed)';
    const next = 'use the same as before; or give --rerun, and every target runs again, also those that have succeeded';
    return [{ target: name, row, outcome: 'invalid', exitCode: 64, cause, next }];
  });
}

/** The name, the input and the targets of the execution: the same for the same fleet and targets. */
function prepare(fleet: ExecutionFleet, machine: FleetMachine, { clock, digest }: ExecutionContext) {
  const { id, stateMachineArn, settings, rows } = fleet;
  const sorted = sortTargets(fleet, clock.now());
  const made = makeExecutionInput(sorted.run, settings, digest);
  const text = JSON.stringify(made.rows);
  const isFirst = fleet.memory === undefined;
  const first = nameOfFleet(id, (given) => digest(given).slice(0, 8));
  const name = isFirst ? first : `${first}-${digest(`${text}${JSON.stringify(made.settings)}`).slice(0, 8)}`;
  const asked = planFleet(sorted.run, rows, settings);
  const targetsKey = `${machine.prefix}${name}/targets.json`;
  const { concurrency, rate, wavePause } = settings;
  const input = {
    fleet: id,
    targets: `s3://${machine.bucket}/${targetsKey}`,
    settings: made.settings,
    waves: made.waves,
    maxFailures: asked.maxFailures,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rate === undefined ? {} : { rate }),
    ...(typeof wavePause === 'number' ? { pauseSeconds: Math.ceil(wavePause / 1_000) } : {}),
  };
  const { maxFailures } = asked;
  const plan: FleetPlan = {
    waves: made.planned,
    concurrency: concurrency ?? machine.concurrency,
    ...(maxFailures === undefined ? {} : { maxFailures }),
  };
  const found = new Map(sorted.run.map((target) => [target.name, target]));
  const planned = made.planned.map((wave) => wave.flatMap((one) => found.get(one.name) ?? []));
  const arn = executionArnOf(stateMachineArn, name);
  return { sorted, text, name, arn, targetsKey, input: JSON.stringify(input), plan, planned };
}
