import type { DefinitionPlan, Fate } from './scenario.ts';

/** A stop that came from outside the task. */
export interface Stop {
  at: number;
  by: 'client' | 'operator' | 'spot' | 'host';
  reason: string;
}

/** When a container ran and how it ended. `self`: before anything had told it to stop. */
export interface Life {
  name: string;
  endedAt: number;
  code: number | undefined;
  self: boolean;
}

/** The truth about a task: when everything about it happens, as far as is decided by now. */
export interface Timeline {
  createdAt: number;
  /** Absent where no container ever starts. */
  startedAt: number | undefined;
  /** When containers are told to stop; Infinity while nothing will. */
  toldAt: number;
  /** When ECS shows that it wants the task to end. */
  toldSeenAt: number;
  stopCode: string;
  stoppedReason: string;
  lives: Life[];
  executionStoppedAt: number;
  stoppedAt: number;
}

export const MIGRATE = 'migrate';
export const sidecarName = (index: number) => `sidecar-${index}`;

const STOP_CODES = {
  client: 'UserInitiated',
  operator: 'UserInitiated',
  spot: 'SpotInterruption',
  host: 'TerminationNotice',
};

/** Everything follows from the fate and the stops: there is no other state. */
export function timelineOf(
  createdAt: number,
  fate: Fate,
  definition: DefinitionPlan,
  stops: readonly Stop[],
): Timeline {
  const start = createdAt + fate.startAfterMs;
  const stop = stops.reduce<Stop | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined);
  if (stop !== undefined && stop.at <= start) {
    return neverStarted(createdAt, stop.at, fate, STOP_CODES[stop.by], stop.reason);
  }
  if (fate.failsToStart !== null) {
    return neverStarted(createdAt, start, fate, 'TaskFailedToStart', fate.failsToStart);
  }

  const plans = [{ name: MIGRATE, essential: definition.essential, ends: start + fate.runsMs, ...ownWay(fate) }];
  for (const [index, { essential }] of definition.sidecars.entries()) {
    const { runsMs, code, termCode } = fate.sidecars[index] ?? { runsMs: null, code: 0, termCode: 143 };
    const ends = runsMs === null ? Number.POSITIVE_INFINITY : start + runsMs;
    plans.push({ name: sidecarName(index), essential, ends, code, onTerm: { afterMs: 50, code: termCode } });
  }
  const essentialEnd = Math.min(...plans.filter(({ essential }) => essential).map(({ ends }) => ends));
  const byStop = stop !== undefined && stop.at < essentialEnd;
  const toldAt = byStop ? stop.at : essentialEnd;
  const lives = plans.map(({ name, ends, code, onTerm }): Life => {
    if (ends <= toldAt) return { name, endedAt: ends, code, self: true };
    if (byStop && stop.by === 'host') return { name, endedAt: toldAt, code: undefined, self: false };
    const termAt = toldAt + (onTerm?.afterMs ?? fate.stopTimeoutMs);
    const endedAt = Math.min(ends, termAt);
    return { name, endedAt, code: ends <= termAt ? code : (onTerm?.code ?? 137), self: false };
  });
  const executionStoppedAt = Math.max(toldAt, ...lives.map(({ endedAt }) => endedAt));
  return {
    ...{ createdAt, startedAt: start, toldAt, toldSeenAt: byStop ? toldAt : toldAt + fate.toldSeenMs, lives },
    stopCode: byStop ? STOP_CODES[stop.by] : 'EssentialContainerExited',
    stoppedReason: byStop ? stop.reason : 'Essential container in task exited',
    executionStoppedAt,
    stoppedAt: executionStoppedAt + Math.max(fate.teardownMs, fate.toldSeenMs + 1),
  };
}

function ownWay({ exitCode, onTerm, stopTimeoutMs }: Fate): Pick<Fate, 'onTerm'> & { code: number } {
  const tooSlow = onTerm !== null && onTerm.afterMs > stopTimeoutMs;
  return { code: exitCode, onTerm: tooSlow ? null : onTerm };
}

function neverStarted(
  createdAt: number,
  toldAt: number,
  fate: Fate,
  stopCode: string,
  stoppedReason: string,
): Timeline {
  return {
    ...{ createdAt, startedAt: undefined, toldAt, toldSeenAt: toldAt, stopCode, stoppedReason, lives: [] },
    ...{ executionStoppedAt: toldAt, stoppedAt: toldAt + fate.teardownMs },
  };
}
