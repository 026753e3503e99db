import { assertNever } from '../../core/base/assert-never.ts';
import { describePhase } from '../../core/ecs/phase.ts';
import type {
  HookEvent,
  LaunchedEvent,
  MigrationEvent,
  MigrationRowEvent,
  ResultEvent,
  SettingsEvent,
  StatusEvent,
} from '../../core/events/events.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import type { Io } from '../io.ts';
import { lastWords, type Printer, resultLine } from './last-words.ts';
import { listText } from './list-text.ts';
import { canDraw, heartbeat } from './live.ts';
import { createMessages, sayAtInterrupt } from './messages.ts';
import { paintFor } from './paint.ts';
import { planText } from './plan-text.ts';
import { rememberLines } from './recent-lines.ts';
import { endLines, summaryLines } from './summary.ts';
import { containerLine, forTerminal } from './terminal.ts';
import { attemptLine, buildLine, type LineStyle, launchedLines, lineStyle, logLine, previewLines } from './text.ts';
import { workflowCommands } from './workflow-commands.ts';

/**
 * Prints the container's lines on stdout, and the tool's messages on stderr. On a terminal, stderr also has one live
 * line.
 */
export async function createTextPrinter(settings: Settings, io: Io): Promise<Printer> {
  const { stdout, stderr } = io;
  const quiet = settings.quiet === true;
  const paint = paintFor(settings, io);
  const recent = rememberLines();
  const commands = workflowCommands(io);
  const migrations: MigrationRowEvent[] = [];
  let style: LineStyle = lineStyle(settings, 0, stdout.isTTY);
  let known: SettingsEvent | undefined;
  let launched: LaunchedEvent | undefined;
  let byQuery = false;
  // Only a terminal needs the live line.
  const { liveLine } = canDraw(io) && !quiet ? await import('./live-line.ts') : { liveLine: undefined };
  const live = liveLine === undefined ? heartbeat(io, quiet) : liveLine(stderr, paint);
  /** Lines that must not run ahead of the container's lines. */
  let held: string[] = [];
  io.leaving.tidy.add(live.close);

  const { write, say, sayUnlessQuiet, warn } = createMessages({
    settings,
    io,
    paint,
    clear: live.clear,
    disarm: commands.disarm,
  });

  sayAtInterrupt(io, quiet, (signal) => {
    void say([`interrupted by ${signal}: this run ends in order; a second one leaves at once`], paint.yellow);
  });

  const prepareLastWords = (): void => {
    // A fleet has last words of its own.
    if (launched?.target !== undefined) return;
    const words = lastWords(settings, launched?.attach ?? null);
    io.leaving.say = (toldToStop) => words(toldToStop) + commands.resume();
  };

  /** Shows the error again, where the user looks. */
  async function repeatLastLines({ outcome, exitCode }: ResultEvent): Promise<void> {
    if (launched === undefined || quiet || exitCode === 0 || outcome === 'interrupted') return;
    const lines = recent.outOfSight(launched.container, io.together && !commands.folded);
    if (lines.length === 0) return;
    const shown = lines.flatMap((line) => line.split('\n')).map((line) => (stderr.isTTY ? containerLine(line) : line));
    await write([`last lines of ${launched.container}:`, ...shown.map((line) => `  | ${line}`)]);
  }

  /**
   * ECS shows that the task has ended before the last lines of the log can be read. So its end is said after them. If
   * somebody has interrupted the run, its stop is what they wait for.
   */
  function printStatus({ phase, text, lastStatus }: StatusEvent): void | Promise<void> {
    live.status(text);
    if (liveLine !== undefined) return;
    const line = `${lastStatus ?? 'launching'}: ${text}`;
    if (phase === 'stopped' || (phase === 'stopping' && !io.interrupt.aborted)) held.push(line);
    else return sayUnlessQuiet([line]);
  }

  async function sayHeld(): Promise<void> {
    const lines = held;
    held = [];
    if (lines.length > 0) await sayUnlessQuiet(lines);
  }

  /** What happens to the deployment is decided by the end of the task, so that is said first. */
  async function printHook({ text }: HookEvent): Promise<void> {
    await sayHeld();
    await sayUnlessQuiet([text]);
  }

  async function printResult(event: ResultEvent): Promise<void> {
    live.close();
    // A table needs all its rows first: the longest value decides the width of a column.
    await stdout.write(commands.after());
    await stdout.write(listText(migrations, stdout.isTTY ? stdout.columns : undefined));
    await sayHeld();
    await repeatLastLines(event);
    if (!quiet) await say(summaryLines(event, launched, { endpointUrl: settings.endpointUrl, byQuery }));
    else if (event.exitCode !== 0) await say(endLines(event));
    const colour = event.exitCode === 0 ? paint.green : paint.red;
    await stderr.write(`${colour(resultLine(event))}\n`);
  }

  /** The config file is the one setting that nobody may have asked for, because it is found automatically. */
  function sayConfig({ settings: { config } }: SettingsEvent): void | Promise<void> {
    return config === undefined ? undefined : sayUnlessQuiet([`config file ${config.value} (${config.origin})`]);
  }

  function print(event: MigrationEvent): void | Promise<void> {
    switch (event.type) {
      case 'log': {
        live.clear();
        recent.note(event);
        const before = commands.before();
        if (before !== '') prepareLastWords();
        return stdout.write(before + logLine(event, style));
      }
      case 'settings': {
        known = event;
        if (settings.verbose !== true) return sayConfig(event);
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
        return stdout.write(stdout.isTTY ? onTerminal(planText(known, event, stdout.columns)) : planText(known, event));
      case 'migration':
        migrations.push(event);
        return;
      case 'launched':
        launched = event;
        live.status(describePhase('launching'));
        prepareLastWords();
        style = lineStyle(settings, event.logStreams.length, stdout.isTTY);
        return sayUnlessQuiet(launchedLines(event));
      case 'preview':
        return say(previewLines(event));
      case 'attempt':
        return sayUnlessQuiet([attemptLine(event)]);
      case 'hook':
        return printHook(event);
      case 'status':
        return printStatus(event);
      case 'warning':
        byQuery ||= event.code === 'log-class';
        return warn(event);
      case 'fleet-plan':
      case 'wave':
      case 'target':
        return; // Only of a fleet, which has a printer of its own.
      case 'result':
        return printResult(event);
      default:
        return assertNever(event);
    }
  }

  return {
    print,
    trace: (line) => say([line], paint.dim),
    clear: live.clear,
    close: () => {
      live.close();
      void stdout.write(commands.after());
    },
  };
}

function onTerminal(text: string): string {
  return text.split('\n').map(forTerminal).join('\n');
}
