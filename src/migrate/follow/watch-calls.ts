import type { Answer } from '../../core/base/failure.ts';
import type { TaskState } from '../../core/ecs/task.ts';
import type { Ending } from '../../core/explain/endings.ts';
import type { LockScope, TaskContext } from '../../core/ports.ts';
import type { RaceCall } from '../../core/run/race.ts';
import { watch } from '../../core/run/watch.ts';
import type { WatchContext, WatchEffect, WatchInput, WatchState } from '../../core/run/watch-types.ts';
import { describeAll, surveyAgain, surveyHolders } from '../base/survey.ts';
import { requestStop, tryToStopUnstarted } from './stop.ts';

type Look = Extract<WatchEffect, { do: 'look' }>;

/** What is watched, and how. */
export interface Watching {
  state: WatchState;
  /** The context of each decision, without the time. */
  context: () => Omit<WatchContext, 'now' | 'random'>;
  /** Which tasks are rivals in the race; absent if no race is possible. */
  scope: LockScope | undefined;
  /** See {@link surveyHolders}. */
  holdersSince?: number;
  /** Ends the retries of a failed StopTask. */
  stopSignal: AbortSignal;
  /** Looks at the task. If it returns `undefined`, the watching ends there, without an ending. */
  look(look: Look): Promise<WatchInput | undefined>;
  /** Called with the task after each look that showed it. */
  onSeen?(task: TaskState): Promise<void>;
}

/** How far the watching has come. Without an ending, the watching was left. */
export interface Watched {
  ending: Ending | undefined;
  /** Ends the work in the background, and waits for it. Returns the last state. */
  close(): Promise<WatchState>;
  state(): WatchState;
}

/**
 * Watches a task: passes each input to the pure function {@link watch}, and carries out the effect that it returns.
 * Decides nothing itself.
 */
export async function watchTask(
  { state: begin, context: watchContext, scope, holdersSince, stopSignal, look, onSeen }: Watching,
  first: WatchInput,
  context: TaskContext,
): Promise<Watched> {
  const { clock, random } = context;
  const closing = new AbortController();
  const background = new Set<Promise<void>>();
  let state = begin;

  async function put(input: WatchInput): Promise<WatchEffect | undefined> {
    const step = watch(state, input, { ...watchContext(), now: clock.now(), random: random.next() });
    ({ state } = step);
    for (const call of step.calls) goOnWith(call);
    for (const event of step.events) await context.emit(event);
    return step.effect;
  }

  function goOnWith(call: RaceCall): void {
    const going = performInBackground(call)
      .then(put)
      .then(() => void background.delete(going));
    background.add(going);
  }

  async function performInBackground(call: RaceCall): Promise<WatchInput> {
    const patient = { ...context, interrupt: closing.signal };
    const { cluster } = watchContext().ref;
    switch (call.call) {
      case 'survey-rivals':
        return { on: 'rivals-surveyed', answer: await surveyRivals(call.holdersSeen, patient) };
      case 'describe-rivals':
        return { on: 'rivals-described', answer: await describeAll(cluster, call.taskArns, 'once', patient) };
      default:
        await clock.sleep(call.ms, closing.signal);
        return { on: 'pause-ended' };
    }
  }

  function surveyRivals(holdersSeen: boolean, patient: TaskContext): Promise<Answer<TaskState[]>> {
    if (scope === undefined) throw new Error('a race without a lock');
    return surveyAgain(scope, watchContext().ref.taskArn, holdersSeen, patient);
  }

  async function perform(effect: Exclude<WatchEffect, { do: 'look' | 'end' }>): Promise<WatchInput> {
    const { ref } = watchContext();
    if (effect.do === 'read-holders') {
      if (scope === undefined) throw new Error('a race without a lock');
      const askedAt = clock.now();
      const answer = await surveyHolders(scope, { known: ref.taskArn, since: holdersSince }, context);
      return { on: 'holders-read', askedAt: answer.surveyedAt ?? askedAt, answer };
    }
    const { why, patiently } = effect;
    const answer = await (patiently
      ? requestStop(ref, why, stopSignal, context)
      : tryToStopUnstarted(ref, why, context));
    return { on: 'stop-answered', why, answer };
  }

  const watched = {
    state: () => state,
    async close() {
      await put({ on: 'closing' });
      closing.abort();
      while (background.size > 0) await Promise.all(background);
      return state;
    },
  };
  let input = first;
  for (;;) {
    const effect = await put(input);
    const task = input.on === 'looked' && input.answer.ok ? input.answer.value.task : undefined;
    if (task !== undefined) await onSeen?.(task);
    if (effect === undefined) throw new Error('nothing is to be done next');
    if (effect.do === 'end') return { ...watched, ending: effect.ending };
    const next = effect.do === 'look' ? await look(effect) : await perform(effect);
    if (next === undefined) return { ...watched, ending: undefined };
    input = next;
  }
}
