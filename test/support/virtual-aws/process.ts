import { outcomeOf } from '../../../src/core/explain/explain.ts';
import type { RunResult } from '../../../src/migrate/base/endings.ts';
import { run } from '../../../src/migrate/run.ts';
import { isNow, type ProcessRecord, type Surroundings } from './process-record.ts';
import type { Operation } from './scenario.ts';
import { runInTurns } from './turns.ts';
import { createWorldOf, resolvedOf } from './world.ts';

/** Starts a run as a process, or as the turns of a function. A killed process never does anything again. */
export function startProcess(record: ProcessRecord, around: Surroundings, ended: () => void): void {
  const { plan, index } = record;
  const { clock, trace } = around;
  record.startedAt = clock.now;
  trace?.(index, 'starts');
  const running = plan.turns === null ? runInOneGo(record, around, ended) : runInTurns(record, plan.turns, around);
  running
    .then((ran) => {
      record.ran = ran;
      record.outcome = outcomeOf(ran.ending, ran.ref?.taskArn ?? null, ran.attach);
      trace?.(index, `ENDS ${record.outcome.outcome} ${record.outcome.exitCode}: ${record.outcome.cause}`);
    })
    .catch((error: unknown) => {
      record.thrown = error;
    })
    .finally(() => {
      record.endedAt = clock.now;
      ended();
    });
}

function runInOneGo(record: ProcessRecord, around: Surroundings, ended: () => void): Promise<RunResult> {
  const { plan, index } = record;
  const { scenario, clock, trace } = around;
  const interrupt = new AbortController();
  const isAlive = () => record.killedAt === undefined;

  function kill(): void {
    if (!isAlive() || record.endedAt !== undefined) return;
    record.killedAt = clock.now;
    trace?.(index, 'KILLED');
    ended();
  }

  function signal(): void {
    if (!isAlive() || record.endedAt !== undefined) return;
    record.signalledAt ??= clock.now;
    trace?.(index, 'SIGINT');
    interrupt.abort('SIGINT');
  }

  function onCall(operation: Operation, count: number): void {
    if (isNow(plan.kill, operation, count)) kill();
    if (isNow(plan.signal, operation, count)) signal();
  }

  if (plan.kill && 'afterMs' in plan.kill) clock.at(clock.now + plan.kill.afterMs, kill);
  if (plan.signal && 'afterMs' in plan.signal) clock.at(clock.now + plan.signal.afterMs, signal);
  const createWorld = createWorldOf(record, around);
  return (around.story.drive ?? run)(
    around.story.resolved ?? resolvedOf(plan, scenario),
    {},
    createWorld({ isAlive, onCall }, interrupt.signal),
  );
}
