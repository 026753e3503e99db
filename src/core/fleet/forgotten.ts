import type { CallFailure } from '../base/failure.ts';
import type { ResultEvent } from '../events/events.ts';

/** Why nothing is launched for such a target. */
export const FORGOTTEN: CallFailure = {
  kind: 'refused',
  operation: 'ecs:RunTask',
  name: 'LaunchForgotten',
  message: 'it was launched, or nearly, more than an hour ago, and ECS no longer knows its task',
};

/** The result of a target whose task was launched earlier, or nearly, and can no longer be found. `next`: what a person does. */
export function explainForgotten(result: ResultEvent, next: string): ResultEvent {
  return {
    ...result,
    outcome: 'unknown',
    exitCode: 76,
    cause:
      'an earlier process launched it, or was about to, and ECS no longer knows its task: how it ended is not known',
    next,
  };
}
