import type { MigrationEvent } from '../../core/events.ts';
import type { Settings } from '../../core/settings-table.ts';
import type { Io } from '../io.ts';
import type { Leaving } from '../leaving.ts';
import { createTextPrinter } from './text-printer.ts';
import { disarmJson } from './workflow-commands.ts';

/** Shows the events of a run. */
export interface Printer {
  /** Resolves when the reader has room for more. */
  print(event: MigrationEvent): Promise<void>;
  /** Says how an AWS call went, for `--verbose`. */
  trace(line: string): Promise<void>;
  /** Ends the live status line and every timer. */
  close(): void;
}

export function createPrinter(settings: Settings, io: Io): Printer {
  io.leaving.say = lastWords(settings, null);
  return settings.output === 'json' ? createJsonPrinter(settings, io) : createTextPrinter(settings, io);
}

/** One event per line on stdout; the last line of stderr names the outcome, as with text. */
function createJsonPrinter(settings: Settings, io: Io): Printer {
  return {
    async print(event) {
      if (event.type === 'launched') io.leaving.say = lastWords(settings, event.attach);
      await io.stdout.write(`${disarmJson(JSON.stringify(event), io.env)}\n`);
      if (event.type === 'result') await io.stderr.write(`${resultLine(event)}\n`);
    },
    trace: (line) => io.stderr.write(`ecs-migrate: ${line}\n`),
    close: () => undefined,
  };
}

/** What a second signal leaves behind; without an attach command before the launch. */
export function lastWords({ local, cluster }: Settings, attach: string | null): Leaving['say'] {
  return (toldToStop) => {
    const state = toldToStop ? 'the task was told to stop, and may still be stopping' : 'the task may still be running';
    const task = attach
      ? `${state}. Follow it with: ${attach}`
      : `if a task was launched, it may be running: npx ecs-migrate list${cluster ? ` --cluster ${cluster}` : ''}`;
    return `ecs-migrate: leaving at once; ${local ? 'the local task ends too' : task}\n`;
  };
}

/** The last line on stderr, without its end. */
export function resultLine({ outcome, exitCode }: MigrationEvent & { type: 'result' }): string {
  return `ecs-migrate: ${outcome} (exit code ${exitCode})`;
}
