import type { MigrationEvent } from '../../core/events/events.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import type { Leaving } from '../leaving.ts';

/** Shows the events of a run. */
export interface Printer {
  /** Returns a promise if the reader can only take more later. */
  print(event: MigrationEvent): void | Promise<void>;
  /** Shows the result of an AWS call, for `--verbose`. */
  trace(line: string): void | Promise<void>;
  /** Removes the live status line until it is drawn again, so that somebody else can write a line in its place. */
  clear(): void;
  /** Ends the live status line and every timer. */
  close(): void;
}

/** The last line on stderr, without a line end. */
export function resultLine({ outcome, exitCode }: MigrationEvent & { type: 'result' }): string {
  return `ecs-migrate: ${outcome} (exit code ${exitCode})`;
}

/** The last message after a second signal. Before the launch there is no attach command. */
export function lastWords({ local, cluster }: Settings, attach: string | null): Leaving['say'] {
  return (toldToStop) => {
    const state = toldToStop ? 'the task was told to stop, and may still be stopping' : 'the task may still be running';
    const task = attach
      ? `${state}. Follow it with: ${attach}`
      : `if a task was launched, it may be running; check with: npx ecs-migrate list${cluster ? ` --cluster ${cluster}` : ''}`;
    return `ecs-migrate: leaving at once; ${local ? 'the local task ends too' : task}\n`;
  };
}
