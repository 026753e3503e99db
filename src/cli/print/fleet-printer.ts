import { DEFAULTS } from '../../core/base/defaults.ts';
import type { LogEvent, MigrationEvent, MigrationRowEvent, ResultEvent } from '../../core/events/events.ts';
import type { TargetEvent } from '../../core/events/fleet-events.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import { systemClock } from '../../system.ts';
import type { Io } from '../io.ts';
import { boardLines, progressLine } from './board.ts';
import { fleetLines, fleetSummaryLines } from './fleet-lines.ts';
import { DONE_BEFORE, followFleet } from './fleet-progress.ts';
import { type Printer, resultLine } from './last-words.ts';
import { listText } from './list-text.ts';
import { canDraw } from './live.ts';
import { createLiveArea } from './live-area.ts';
import { createMessages, sayAtInterrupt } from './messages.ts';
import { paintFor } from './paint.ts';
import { attemptLine, lineStyle, logLine } from './text.ts';
import { workflowCommands } from './workflow-commands.ts';

/** How often the board is drawn. Milliseconds. */
const FRAME_MS = 500;

/**
 * Prints the events of a fleet. On a terminal, a board takes the place of the container's lines, which would pass too fast
 * to be read: only those of a wave of one target are shown. Elsewhere, every line is printed with the name of its target,
 * each failure gets a line, and once a minute a line says how far the fleet is. `atSecond`: what a second Ctrl-C does; null if nothing
 * is said.
 */
export function createFleetPrinter(
  settings: Settings,
  io: Io,
  atSecond: string | null = 'a second Ctrl-C stops it',
): Printer {
  const { stdout, stderr } = io;
  const quiet = settings.quiet === true;
  const paint = paintFor(settings, io);
  const commands = workflowCommands(io);
  const fleet = followFleet(systemClock.now());
  const migrations: MigrationRowEvent[] = [];
  const containers = new Map<string, number>();
  const area = canDraw(io) && !quiet ? createLiveArea(stderr) : undefined;
  const closing = new AbortController();
  let isRunning = false;
  /** The wave has one target, so its lines do not mix with others. */
  let isCanary = false;
  /** Somebody is asked whether the next wave may start. The board would overwrite the question. */
  let isAsking = false;
  const close = () => {
    closing.abort();
    area?.close();
  };
  io.leaving.tidy.add(close);
  const clear = () => area?.clear();
  const { say, sayUnlessQuiet, warn } = createMessages({ settings, io, paint, clear, disarm: commands.disarm });

  if (settings.onInterrupt !== 'detach')
    sayAtInterrupt(io, quiet, (signal) => {
      const text = `interrupted by ${signal}: nothing new is launched, and what runs is followed to its end`;
      void say([`${text}; ${atSecond}`], paint.yellow);
    });

  function draw(): void {
    if (isAsking) return;
    const { columns = 80, rows = 24 } = stderr;
    area?.draw(boardLines(fleet.progress(), { columns, rows, now: systemClock.now(), paint }));
  }

  /** Draws the board again and again, or says once a minute how far the fleet is. */
  async function keepShowing(): Promise<void> {
    while (!closing.signal.aborted) {
      await systemClock.sleep(area === undefined ? DEFAULTS.heartbeatMs : FRAME_MS, closing.signal);
      if (closing.signal.aborted) return;
      if (area === undefined) await sayUnlessQuiet([progressLine(fleet.progress(), systemClock.now())]);
      else draw();
    }
  }

  function begin(): void {
    if (isRunning) return;
    isRunning = true;
    draw();
    void keepShowing();
  }

  function printLine(event: LogEvent): void | Promise<void> {
    if (area !== undefined && stdout.isTTY && !isCanary && settings.verbose !== true) return;
    clear();
    const { target = '', container } = event;
    const style = lineStyle(settings, 2, stdout.isTTY);
    const name = (containers.get(target) ?? 1) > 1 ? `${target}/${container}` : target;
    return stdout.write(commands.before() + logLine({ ...event, container: name }, style));
  }

  function printTarget(event: TargetEvent): void | Promise<void> {
    // A list shows them in its table.
    if (event.state !== 'ended' || event.ending === DONE_BEFORE || event.notedAt !== undefined) return;
    const isGood = event.exitCode === 0;
    // The board counts those that succeeded.
    if (isGood && area !== undefined) return;
    return isGood ? sayUnlessQuiet(fleetLines(event)) : say(fleetLines(event), paint.red);
  }

  async function printResult(event: ResultEvent): Promise<void> {
    close();
    await stdout.write(commands.after());
    await stdout.write(listText(migrations, stdout.isTTY ? stdout.columns : undefined));
    if (!quiet || event.exitCode !== 0) await say(fleetSummaryLines(event, fleet.progress()));
    const colour = event.exitCode === 0 ? paint.green : paint.red;
    await stderr.write(`${colour(resultLine(event))}\n`);
  }

  function print(event: MigrationEvent): void | Promise<void> {
    if (event.type !== 'result') fleet.take(event);
    switch (event.type) {
      case 'log':
        return printLine(event);
      case 'launched':
        if (event.target !== undefined) containers.set(event.target, event.logStreams.length);
        return;
      case 'migration':
        migrations.push(event);
        return;
      case 'attempt':
        return sayUnlessQuiet([`${event.target}: ${attemptLine(event)}`]);
      case 'warning':
        return warn(event);
      case 'fleet-plan':
        return sayUnlessQuiet(fleetLines(event));
      case 'wave':
        isCanary = event.targets === 1;
        isAsking = event.state === 'paused' && event.until === null;
        begin();
        return area === undefined || event.state === 'paused' ? sayUnlessQuiet(fleetLines(event)) : undefined;
      case 'target':
        return printTarget(event);
      case 'result':
        return printResult(event);
      default:
        return;
    }
  }

  return {
    print,
    trace: (line) => say([line], paint.dim),
    clear,
    close: () => {
      close();
      void stdout.write(commands.after());
    },
  };
}
