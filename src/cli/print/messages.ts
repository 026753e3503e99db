import type { WarningEvent } from '../../core/events/events.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import type { Io } from '../io.ts';
import type { Paint } from './paint.ts';
import { forTerminal } from './terminal.ts';
import { wrapProse } from './wrap.ts';

const MARK = 'ecs-migrate: ';

/** Lines that are sentences. The other lines are a word and a value, and the terminal may break them anywhere. */
const PROSE = /^(warning|cause|next|done|time): /;

/** Warnings that even `--quiet` shows, because something went wrong or may have gone wrong. */
const GRAVE = new Set([
  'overlap',
  'guard-blind',
  'holder-killed',
  'stop-failed',
  'aws-trouble',
  'log-unavailable',
  'log-class',
  'log-incomplete',
  'log-missing',
  'report-unwritten',
  'execution-unread',
  'errors-in-log',
  'no-migrations-found',
  'question-not-answered',
  'files-ignored',
]);

type Colour = (text: string) => string;

/** The tool's own lines, on stderr. */
export interface Messages {
  /** Lines that are complete, such as those of a container. */
  write(lines: readonly string[], colour?: Colour): void | Promise<void>;
  /** Lines of ours. On a terminal, sentences are wrapped. */
  say(lines: readonly string[], colour?: Colour): void | Promise<void>;
  sayUnlessQuiet(lines: readonly string[]): void | Promise<void>;
  warn(event: WarningEvent): void | Promise<void>;
}

/** What {@link createMessages} needs. */
interface Surroundings {
  settings: Settings;
  io: Io;
  paint: Paint;
  /** Removes what is drawn at the bottom of the terminal. */
  clear(): void;
  /** Makes a line harmless for the CI system that reads it. */
  disarm(line: string): string;
}

export function createMessages({ settings, io: { stderr }, paint, clear, disarm }: Surroundings): Messages {
  const quiet = settings.quiet === true;
  const labels: Record<string, Colour> = { cause: paint.red, next: paint.cyan, done: paint.green };
  /** What happened and what to do next stand out from the facts around them. */
  const paintLabel = (line: string) =>
    line.replace(/^(cause|next|done):/, (label, word: string) => paint.bold(labels[word]?.(label) ?? label));

  const write: Messages['write'] = (lines, colour = String) => {
    clear();
    return stderr.write(lines.map((line) => `${colour(`${MARK}${disarm(line)}`)}\n`).join(''));
  };
  const say: Messages['say'] = (lines, colour) => {
    // Text from ECS and others may have several lines. None of them must look like a line of ours.
    const shown = lines.flatMap((line) => line.split('\n'));
    const columns = (stderr.columns ?? 0) - MARK.length;
    const wrapped = (line: string) => (PROSE.test(line) ? wrapProse(forTerminal(line), columns) : [forTerminal(line)]);
    return write((stderr.isTTY ? shown.flatMap(wrapped) : shown).map(paintLabel), colour);
  };
  return {
    write,
    say,
    sayUnlessQuiet: (lines) => (quiet ? undefined : say(lines)),
    warn({ code, text, target }) {
      const about = target === undefined ? '' : `${target}: `;
      return quiet && !GRAVE.has(code) ? undefined : say([`warning: ${about}${text}`], paint.yellow);
    },
  };
}

/** Whoever presses Ctrl-C sees that it was understood, and what a second one would do. */
export function sayAtInterrupt({ interrupt, stderr }: Io, quiet: boolean, say: (signal: string) => void): void {
  if (quiet || !stderr.isTTY || interrupt.aborted) return;
  interrupt.addEventListener('abort', () => say(String(interrupt.reason)), { once: true });
}
