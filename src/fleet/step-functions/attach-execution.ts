import { retry } from '../../api.ts';
import type { Answer } from '../../core/base/failure.ts';
import { isMap } from '../../core/base/json.ts';
import type { EventBody, ResultEvent } from '../../core/events/events.ts';
import { machineOf, nameOfExecution } from '../../core/fleet/execution-arns.ts';
import { type FollowedPlan, followProgress } from '../../core/fleet/execution-progress.ts';
import { readFleetMachine } from '../../core/fleet/fleet-machine.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import { concludeFleet, wordStatus } from './conclude.ts';
import { finishWith } from './end-early.ts';
import type { ExecutionContext } from './execution-ports.ts';
import { type FollowOptions, followExecution } from './follow-execution.ts';
import { describeExecutionPlan } from './plan-event.ts';
import { type ExecutionObjects, openExecutionObjects, type WaveRow } from './read-objects.ts';
import type { ExecutionCommands } from './run-execution.ts';

interface AttachOptions extends FollowOptions {
  commands: ExecutionCommands;
  settings: Pick<Settings, 'buildTimeout'>;
  buildStartedAt?: number;
}

/** How often the first objects of an execution are looked for. Milliseconds. */
const PREPARING_MS = 1_000;

/** Follows an execution that somebody has started, or reports one that has ended. */
export async function attachToExecution(
  executionArn: string,
  options: AttachOptions,
  context: ExecutionContext,
): Promise<ResultEvent> {
  const { clock, random, emit, halt, machines } = context;
  const at = () => new Date(clock.now()).toISOString();
  const say = async (event: EventBody) => emit(Object.assign({ at: at() }, event));
  const ask = <T>(call: () => Promise<Answer<T>>) => retry(call, { clock, random, signal: halt });
  const finish = finishWith(context);

  const described = await ask(() => machines.describe(executionArn));
  if (!described.ok) {
    const { failure } = described;
    if (failure.name !== 'ExecutionDoesNotExist') return finish.as({ kind: 'aws', failure });
    return finish.refuse(
      `${executionArn} does not exist`,
      'check the ARN; Step Functions forgets an execution 90 days after its end',
    );
  }
  const definition = await ask(() => machines.definition(machineOf(executionArn)));
  if (!definition.ok) return finish.as({ kind: 'aws', failure: definition.failure });
  const read = readFleetMachine(definition.value);
  if (!read.ok) return finish.refuse(`${machineOf(executionArn)}: ${read.failure}`, 'check the ARN of the execution');
  const { bucket: name, prefix, concurrency, rate } = read.value;
  const objects = openExecutionObjects(context.openBucket(name), name, `${prefix}${nameOfExecution(executionArn)}/`);
  const input = inputOf(described.value.input);
  const { commands } = options;
  const attach = commands.attach(executionArn);
  const fleet = String(input['fleet'] ?? '');

  const waves = await awaitWaves(executionArn, objects, context);
  if (!waves.ok) return finish.as({ kind: 'aws', failure: waves.failure });
  if (waves.value === undefined) return finishWithoutTargets();
  const plan = planOf(waves.value, input, objects);
  const rows = plan.waves.flat().length;
  const maxFailures = Number.isFinite(plan.maxFailures) ? { maxFailures: plan.maxFailures } : {};
  await say(
    describeExecutionPlan(
      { waves: plan.waves, concurrency: numberOf(input['concurrency']) ?? concurrency, ...maxFailures },
      {
        fleet,
        source: String(input['targets'] ?? ''),
        rows,
        chosen: rows,
        done: 0,
        rate: numberOf(input['rate']) ?? rate,
        execution: executionArn,
        resume: attach,
        settings: options.settings,
        now: clock.now(),
        buildStartedAt: options.buildStartedAt,
      },
    ),
  );
  const progress = followProgress(plan);
  const followed = await followExecution(executionArn, objects, progress, { ...context, options });
  if (followed.how === 'absent') {
    return finish.asFleet({ kind: 'execution-unknown', failure: followed.failure, attach });
  }
  if (followed.how === 'ended') {
    const status = wordStatus(followed.described) || followed.described.status;
    for (const event of progress.conclude(status, true, clock.now())) await emit(event);
  }
  const all = { execution: executionArn, attach, resume: commands.resume(executionArn) };
  return finish(concludeFleet({ id: fleet, rows }, progress.ends(), followed, all));

  /** A signal came before the execution had begun, or it has no targets. */
  async function finishWithoutTargets(): Promise<ResultEvent> {
    const again = await ask(() => machines.describe(executionArn));
    const how = again.ok ? again.value : { status: 'UNKNOWN' };
    const status = halt.aborted
      ? 'this process was interrupted'
      : wordStatus(how) || `the execution ended as ${how.status}`;
    const ending = {
      kind: 'execution-empty',
      status,
      attach,
      interrupted: halt.aborted ? String(halt.reason) : undefined,
    } as const;
    return finish.asFleet(ending);
  }
}

/**
 * The targets of each wave. They are complete once a child has begun, or the execution has ended. `undefined` if there are
 * none, or if this process shall end before.
 */
async function awaitWaves(
  executionArn: string,
  objects: ExecutionObjects,
  { clock, random, halt, machines }: ExecutionContext,
): Promise<Answer<WaveRow[][] | undefined>> {
  const ask = <T>(call: () => Promise<Answer<T>>) => retry(call, { clock, random, signal: halt });
  for (;;) {
    const described = await ask(() => machines.describe(executionArn));
    if (!described.ok) return described;
    const seen = await ask(() => objects.read());
    if (!seen.ok) return seen;
    const hasBegun = seen.value.outcomes.size > 0 || seen.value.progress.size > 0;
    if (hasBegun || described.value.status !== 'RUNNING') return ask(() => objects.waves());
    if (halt.aborted) return { ok: true, value: undefined };
    await clock.sleep(PREPARING_MS, halt);
  }
}

function planOf(waves: WaveRow[][], input: Record<string, unknown>, objects: ExecutionObjects): FollowedPlan {
  return {
    waves: waves.map((wave, index) =>
      wave.map(({ name, group, attempt = 1 }) => {
        const row = objects.placeOf(`waves/${index}.json`);
        return { name, row, attempt, ...(group === undefined ? {} : { group }) };
      }),
    ),
    pauseMs: (numberOf(input['pauseSeconds']) ?? 0) * 1_000,
    maxFailures: numberOf(input['maxFailures']) ?? (input['maxFailures'] === undefined ? 1 : Number.POSITIVE_INFINITY),
  };
}

function inputOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);
