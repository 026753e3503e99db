import type { Settings } from '../../core/settings/settings-table.ts';
import type { Io } from '../io.ts';
import { lastWords, type Printer, resultLine } from './last-words.ts';
import { createTextPrinter } from './text-printer.ts';
import { disarmJson } from './workflow-commands.ts';

/** Creates the printer for the format of `--output`. `many`: whether there are many targets, and who runs them. */
export async function createPrinter(
  settings: Settings,
  io: Io,
  many: 'here' | 'on-aws' | false = settings.targets === undefined ? false : 'here',
): Promise<Printer> {
  io.leaving.say = lastWords(settings, null);
  if (settings.output === 'json') return createJsonPrinter(settings, io);
  if (many === false) return createTextPrinter(settings, io);
  // Loaded on demand: a single run needs none of it.
  const { createFleetPrinter } = await import('./fleet-printer.ts');
  return many === 'here' ? createFleetPrinter(settings, io) : createFleetPrinter(settings, io, atSecondOnAws(settings));
}

/** With `--on-interrupt detach` the first one ends this process. */
function atSecondOnAws({ onInterrupt }: Settings): string | null {
  return onInterrupt === 'detach' ? null : 'a second Ctrl-C ends this process, and the state machine follows it';
}

/** Prints one event per line on stdout. The last line on stderr names the outcome, as with text. */
function createJsonPrinter(settings: Settings, io: Io): Printer {
  return {
    print(event) {
      if (event.type === 'launched' && event.target === undefined) io.leaving.say = lastWords(settings, event.attach);
      const written = io.stdout.write(`${disarmJson(JSON.stringify(event), io.env)}\n`);
      if (event.type !== 'result') return written;
      const end = `${resultLine(event)}\n`;
      return Promise.resolve(written).then(() => io.stderr.write(end));
    },
    trace: (line) => io.stderr.write(`ecs-migrate: ${line}\n`),
    clear: () => undefined,
    close: () => undefined,
  };
}
