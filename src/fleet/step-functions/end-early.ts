import type { ResultEvent } from '../../core/events/events.ts';
import type { Ending } from '../../core/explain/endings.ts';
import { outcomeOf } from '../../core/explain/explain.ts';
import { type FleetEnding, outcomeOfFleet } from '../../core/explain/fleet-endings.ts';
import type { ExecutionContext } from './execution-ports.ts';

/** Ends the command: emits its result, and returns it. */
export interface Finish {
  (result: object): Promise<ResultEvent>;
  /** Before anything was started, as a single run would. */
  as(ending: Ending): Promise<ResultEvent>;
  asFleet(ending: FleetEnding): Promise<ResultEvent>;
  /** Something that was given is not valid. */
  refuse(problem: string, fix: string): Promise<ResultEvent>;
}

export function finishWith({ clock, emit }: Pick<ExecutionContext, 'clock' | 'emit'>): Finish {
  const finish = async (result: object): Promise<ResultEvent> => {
    const whole = { type: 'result', at: new Date(clock.now()).toISOString(), ...result } as ResultEvent;
    await emit(whole);
    return whole;
  };
  const as = (ending: Ending) => finish({ ...outcomeOf(ending, null, null), phases: {}, task: null });
  return Object.assign(finish, {
    as,
    asFleet: (ending: FleetEnding) => finish({ ...outcomeOfFleet(ending), phases: {}, task: null }),
    refuse: (problem: string, fix: string) => as({ kind: 'invalid', findings: [{ code: 'usage', problem, fix }] }),
  });
}
