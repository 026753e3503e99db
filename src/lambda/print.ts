import { assertNever } from '../core/base/assert-never.ts';
import { formatDuration } from '../core/base/duration.ts';
import type { MigrationEvent } from '../core/events/events.ts';
import type { Settings } from '../core/settings/settings-table.ts';

/** An event as a line of the function's log. `undefined` if the log does not show it. */
export function lineOf(event: MigrationEvent, { output, quiet, timestamps, logPrefix }: Settings): string | undefined {
  if (output === 'json') return JSON.stringify(event);
  if (quiet && !['result', 'log'].includes(event.type)) return undefined;
  switch (event.type) {
    case 'launched':
      return `ecs-migrate: ${event.adopted ? 'following' : 'launched'} ${event.taskArn}${event.attach ? `\necs-migrate: to follow it again: ${event.attach}` : ''}`;
    case 'status':
      return `ecs-migrate: ${event.text}`;
    case 'warning':
      return `ecs-migrate: warning: ${event.text} (${event.code})`;
    case 'log': {
      const time = timestamps ? `${new Date(event.timestamp).toISOString()} ` : '';
      return `${logPrefix === 'always' ? `${event.container} | ` : ''}${time}${event.message}`;
    }
    case 'result': {
      const { outcome, exitCode, cause, next, phases } = event;
      const took = phases.total === undefined ? '' : `, ${formatDuration(phases.total)}`;
      const words = [
        `cause: ${cause}`,
        ...(next ? [`next: ${next}`] : []),
        `${outcome} (exit code ${exitCode}${took})`,
      ];
      return words.map((line) => `ecs-migrate: ${line}`).join('\n');
    }
    case 'settings':
    case 'build':
    case 'plan':
    case 'hook':
    case 'migration':
    case 'attempt':
    case 'preview':
    case 'fleet-plan':
    case 'wave':
    case 'target':
      return undefined;
    default:
      return assertNever(event);
  }
}
