import type { MigrationEvent } from '../../core/events.ts';
import type { Settings } from '../../core/settings-table.ts';
import type { Io } from '../io.ts';
import { createTextPrinter } from './text-printer.ts';

/** Shows the events of a run. */
export interface Printer {
  /** Resolves when the reader has room for more. */
  print(event: MigrationEvent): Promise<void>;
  /** Ends the live status line and every timer. */
  close(): void;
}

export function createPrinter(settings: Settings, io: Io): Printer {
  return settings.output === 'json' ? createJsonPrinter(io) : createTextPrinter(settings, io);
}

/** One event per line on stdout; the last line of stderr names the outcome, as with text. */
function createJsonPrinter(io: Io): Printer {
  return {
    async print(event) {
      if (event.type === 'launched' && event.attach) io.lastWords.text = lastWords(event.attach);
      await io.stdout.write(`${JSON.stringify(event)}\n`);
      if (event.type === 'result') await io.stderr.write(resultLine(event));
    },
    close: () => undefined,
  };
}

export function lastWords(attach: string): string {
  return `\necs-migrate: leaving at once; the task may still be running. Follow it with: ${attach}\n`;
}

/** The last line on stderr. */
export function resultLine({ outcome, exitCode }: MigrationEvent & { type: 'result' }): string {
  return `ecs-migrate: ${outcome} (exit code ${exitCode})\n`;
}
