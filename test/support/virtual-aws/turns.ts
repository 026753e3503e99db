import type { CallFailure } from '../../../src/core/base/failure.ts';
import type { Progress } from '../../../src/core/run/progress.ts';
import { callTime } from '../../../src/lambda/call-time.ts';
import { progressAfterTimeout } from '../../../src/lambda/progress-after-timeout.ts';
import { endedBeforeLaunch, type RunResult } from '../../../src/migrate/base/endings.ts';
import { makeStep } from '../../../src/migrate/steps/step.ts';
import { CLUSTER } from './ecs.ts';
import { isNow, type ProcessRecord, type Surroundings } from './process-record.ts';
import type { TurnsPlan } from './scenario.ts';
import { createWorldOf, resolvedOf } from './world.ts';

/**
 * A run in the turns of a Lambda function. Each turn is a separate machine that knows only the token of the last
 * result. A turn that dies is repeated with the same token, as CodePipeline does.
 */
export async function runInTurns(record: ProcessRecord, plan: TurnsPlan, around: Surroundings): Promise<RunResult> {
  const { clock, scenario, trace } = around;
  const { index } = record;
  const createWorld = createWorldOf(record, around);
  const resolved = around.story.resolved ?? resolvedOf(record.plan, scenario);
  let kill = record.plan.kill;
  let token: string | undefined;
  let deadlineAt: number | undefined;
  for (;;) {
    let alive = true;
    // Each turn that reads the log begins at its head.
    record.lines.clear();
    const over = new AbortController();
    const die = () => {
      kill = null;
      if (!alive) return;
      alive = false;
      record.turnDied = true;
      trace?.(index, 'TURN DIES');
      over.abort();
    };
    const dead = new Promise<'dead'>((resolve) => over.signal.addEventListener('abort', () => resolve('dead')));
    if (kill !== null && 'afterMs' in kill) clock.at((record.startedAt ?? 0) + kill.afterMs, () => kill && die());
    const machine = {
      isAlive: () => alive,
      onCall: (...call: Parameters<typeof isNow> extends [unknown, ...infer Call] ? Call : never) => {
        if (isNow(kill, ...call)) die();
      },
    };
    const idle = createWorld(machine, over.signal);
    deadlineAt ??= idle.clock.now() + plan.limitMs;
    using time = callTime({ getRemainingTimeInMillis: remaining(clock.now, plan.callMs, () => clock.now) }, idle.clock);
    const from: Progress | undefined = token === undefined ? undefined : JSON.parse(token);
    const stepping = makeStep(from, resolved, { deadlineAt, files: {} }, createWorld(machine, time.soft));
    const stepped = await Promise.race([stepping, time.hard, dead]);
    alive = false;
    if (stepped === 'late') {
      trace?.(index, 'TURN IS LATE');
      const next = goOn(from, idle.clock.now());
      if ('ending' in next) return next;
      token = JSON.stringify(next);
    } else if (stepped !== 'dead') {
      if (!('progress' in stepped)) return stepped;
      token = JSON.stringify(stepped.progress);
      trace?.(index, `TURN ENDS ${token}`);
    }
    await new Promise<void>((resolve) => clock.at(clock.now + plan.everyMs, resolve));
  }
}

function remaining(beganAt: number, callMs: number, now: () => number): () => number {
  return () => callMs - (now() - beganAt);
}

/** The token after a turn that timed out. In the end the handler reports that AWS is too slow. */
function goOn(from: Progress | undefined, now: number): Progress | RunResult {
  try {
    return progressAfterTimeout(from, now);
  } catch {
    const failure: CallFailure = { kind: 'lost', operation: 'aws', name: 'TimeoutError', message: 'too slow' };
    return endedBeforeLaunch({ kind: 'launch-unknown', failure, cluster: CLUSTER });
  }
}
