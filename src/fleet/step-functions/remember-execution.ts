import { retry } from '../../api.ts';
import type { Answer, CallFailure } from '../../core/base/failure.ts';
import type { Result } from '../../core/base/result.ts';
import { machineOf, nameOfExecution } from '../../core/fleet/execution-arns.ts';
import { readFleetMachine } from '../../core/fleet/fleet-machine.ts';
import { rememberOutcomes } from '../../core/fleet/memory-of-results.ts';
import { joinOutcomes, type TargetOutcome } from '../../core/fleet/target-outcome.ts';
import type { RememberedTarget } from './execution-fleet.ts';
import type { ExecutionContext } from './execution-ports.ts';
import { openExecutionObjects } from './read-objects.ts';

/** Why an execution cannot be continued. */
export type MemoryFailure = { why: 'aws'; failure: CallFailure } | { why: 'refused'; problem: string; fix: string };

/** What an execution knows of its fleet. */
export interface ExecutionMemory {
  fleet: string;
  targets: Map<string, RememberedTarget>;
}

const NONE = { containerExitCode: null, tookMs: null, cause: '', next: '' } as const;
const UNKNOWN = { ...NONE, outcome: 'unknown', exitCode: 76 } as const;
const UNBEGUN = { ...NONE, outcome: 'not-launched', exitCode: 75, taskArn: null } as const;

/**
 * What an execution that has ended has done, by its objects: also of one that was aborted, and so wrote no results. What
 * was being launched, or was running, is unknown.
 */
export async function rememberExecution(
  executionArn: string,
  context: Omit<ExecutionContext, 'emit'>,
): Promise<Result<ExecutionMemory, MemoryFailure>> {
  const { machines, openBucket, clock, random, halt } = context;
  const ask = <T>(call: () => Promise<Answer<T>>) => retry(call, { clock, random, signal: halt });
  const fail = (failure: MemoryFailure) => ({ ok: false as const, failure });
  const described = await ask(() => machines.describe(executionArn));
  if (!described.ok) return fail({ why: 'aws', failure: described.failure });
  if (described.value.status === 'RUNNING') {
    const problem = `${executionArn} is still running`;
    return fail({ why: 'refused', problem, fix: `follow it to its end with: ecs-migrate attach ${executionArn}` });
  }
  const definition = await ask(() => machines.definition(machineOf(executionArn)));
  if (!definition.ok) return fail({ why: 'aws', failure: definition.failure });
  const machine = readFleetMachine(definition.value);
  if (!machine.ok)
    return fail({ why: 'refused', problem: `${executionArn}: ${machine.failure}`, fix: 'check --resume' });
  const { bucket, prefix } = machine.value;
  const objects = openExecutionObjects(openBucket(bucket), bucket, `${prefix}${nameOfExecution(executionArn)}/`);
  const [seen, results] = [await ask(() => objects.read()), await ask(() => objects.results())];
  const waves = await ask(() => objects.waves());
  if (!seen.ok) return fail({ why: 'aws', failure: seen.failure });
  if (!results.ok) return fail({ why: 'aws', failure: results.failure });
  if (!waves.ok) return fail({ why: 'aws', failure: waves.failure });
  // What begins is noted before it is launched: without a trace, nothing was.
  const planned = (waves.value ?? []).flat().map(({ name, attempt = 1 }): TargetOutcome => {
    return { name, attempt, ...UNBEGUN };
  });
  const running = [...seen.value.progress.values()].flatMap((wave) =>
    Object.entries(wave).map(([name, { attempt, begunAt, taskArn = null }]): TargetOutcome => {
      return { name, attempt, begunAt, taskArn, ...UNKNOWN };
    }),
  );
  const outcomes = joinOutcomes([
    ...planned,
    ...running,
    ...(results.value ?? []),
    ...[...seen.value.outcomes.values()].flat(),
  ]);
  return { ok: true, value: { fleet: fleetOf(described.value.input), targets: rememberOutcomes(outcomes) } };
}

function fleetOf(input: string): string {
  const fleet: unknown = JSON.parse(input)?.fleet;
  return typeof fleet === 'string' ? fleet : '';
}
