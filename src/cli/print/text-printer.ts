import yoctoSpinner from 'yocto-spinner';
import { DEFAULTS } from '../../core/defaults.ts';
import { formatDuration } from '../../core/duration.ts';
import type { MigrationEvent, SettingsEvent } from '../../core/events.ts';
import type { Settings } from '../../core/settings-table.ts';
import { systemClock } from '../../system.ts';
import type { Io } from '../io.ts';
import { planText } from './plan-text.ts';
import { lastWords, type Printer, resultLine } from './printer.ts';
import { forTerminal } from './terminal.ts';
import { buildLine, type LineStyle, launchedLines, lineStyle, logLine, resultLines } from './text.ts';

/** The container's lines on stdout; what the tool says on stderr, with one live line where that is a terminal. */
export function createTextPrinter(settings: Settings, io: Io): Printer {
  let style: LineStyle = lineStyle(settings, 0, io.stdout.isTTY);
  const live = io.stderr.isTTY && settings.quiet !== true ? liveLine() : heartbeat(io, settings.quiet === true);

  const say = async (lines: string[]): Promise<void> => {
    live.clear();
    // What ECS and others say may have several lines, and none of them may look like one of ours.
    const shown = lines.flatMap((line) => line.split('\n')).map((line) => (io.stderr.isTTY ? forTerminal(line) : line));
    await io.stderr.write(shown.map((line) => `ecs-migrate: ${line}\n`).join(''));
  };
  const sayUnlessQuiet = async (lines: string[]): Promise<void> => {
    if (settings.quiet !== true) await say(lines);
  };

  let known: SettingsEvent | undefined;

  async function print(event: MigrationEvent): Promise<void> {
    switch (event.type) {
      case 'log':
        live.clear();
        return io.stdout.write(logLine(event, style));
      case 'settings': {
        known = event;
        if (settings.verbose !== true) return;
        const lines = Object.entries(event.settings).map(
          ([key, { value, origin }]) => `${key} = ${JSON.stringify(value)} (${origin})`,
        );
        return say(lines);
      }
      case 'build': {
        const line = buildLine(event);
        return line === undefined ? undefined : sayUnlessQuiet([line]);
      }
      case 'plan':
        live.clear();
        return io.stdout.write(planText(known, event));
      case 'launched':
        io.lastWords.text = lastWords(settings, event.attach);
        style = lineStyle(settings, event.logStreams.length, io.stdout.isTTY);
        return sayUnlessQuiet(launchedLines(event));
      case 'status':
        live.status(event.text);
        return io.stderr.isTTY ? undefined : sayUnlessQuiet([`${event.lastStatus ?? 'launching'}: ${event.text}`]);
      case 'warning':
        return say([`warning: ${event.text}`]);
      case 'result':
        live.close();
        if (settings.quiet !== true || event.exitCode !== 0) await say(resultLines(event));
        return io.stderr.write(resultLine(event));
    }
  }

  return { print, close: () => live.close() };
}

interface Live {
  /** Takes the line off the screen, so that another can be written. */
  clear(): void;
  status(text: string): void;
  close(): void;
}

/** One line at the foot of the terminal: what is being waited for, and for how long. */
function liveLine(): Live {
  // Signals are ours: the task has to be stopped first.
  const spinner = yoctoSpinner({ text: 'starting', handleSignals: false });
  const closing = new AbortController();
  let since = systemClock.now();
  let waiting = 'looking at cluster and task definition';
  const show = (): void => {
    const seconds = Math.floor((systemClock.now() - since) / 1_000);
    spinner.text = seconds === 0 ? waiting : `${waiting} (${formatDuration(seconds * 1_000)})`;
  };
  const tick = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      show();
      await systemClock.sleep(1_000, closing.signal);
    }
  };
  spinner.start();
  void tick();
  return {
    clear: () => spinner.clear(),
    status: (text) => {
      waiting = text;
      since = systemClock.now();
      show();
    },
    close: () => {
      closing.abort();
      spinner.stop();
    },
  };
}

/** Without a terminal: a line when nothing was said for a minute, so that a build's log shows that it lives. */
function heartbeat(io: Io, quiet: boolean): Live {
  let waiting = '';
  let since = systemClock.now();
  let spokeAt = since;
  const closing = new AbortController();
  const beat = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await systemClock.sleep(spokeAt + DEFAULTS.heartbeatMs - systemClock.now(), closing.signal);
      if (closing.signal.aborted || systemClock.now() - spokeAt < DEFAULTS.heartbeatMs) continue;
      spokeAt = systemClock.now();
      await io.stderr.write(`ecs-migrate: ${waiting} for ${formatDuration(spokeAt - since)}\n`);
    }
  };
  if (!quiet) void beat();
  return {
    clear: () => {
      spokeAt = systemClock.now();
    },
    status: (text) => {
      waiting = text;
      since = systemClock.now();
    },
    close: () => closing.abort(),
  };
}
