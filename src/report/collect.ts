import { keepLastLines } from '../core/base/last-lines.ts';
import type {
  LaunchedEvent,
  LogEvent,
  MigrationEvent,
  PlanEvent,
  ResultEvent,
  SettingsEvent,
} from '../core/events/events.ts';
import { nameStreams } from '../core/events/name-streams.ts';
import { KEPT, type Report } from './report.ts';

/** Facts that the events do not contain. */
export type ReportFacts = Pick<Report, 'tool' | 'command' | 'startedAt' | 'build'>;

/** A line of a container as a report may show it. Each target has its own secrets. */
export type MaskLine = (line: string, target?: string) => string;

/** Collects the content of a report from the events of a run, in bounded memory. */
export interface Collector {
  add(event: MigrationEvent): void;
  /** `mask` hides what a report must not show in the lines of a container. */
  report(result: ResultEvent, mask?: MaskLine): Report;
}

export function createCollector(facts: ReportFacts): Collector {
  let settings: SettingsEvent['settings'] = {};
  let launched: LaunchedEvent | undefined;
  let plan: PlanEvent | undefined;
  const warnings: Report['warnings'] = [];
  const attempts: Report['attempts'] = [];
  let preview: Report['preview'] = null;
  // Longer than what is shown, so that a value at the cut is still complete when it is masked.
  const limits = { lines: KEPT.lines, lineCharacters: 2 * KEPT.lineCharacters };
  const lines = keepLastLines(limits);
  // Lines of the other containers: they show the cause if the migration container never started.
  const othersLines = keepLastLines(limits);

  return {
    add(event) {
      if (event.type === 'settings') settings = event.settings;
      if (event.type === 'launched') launched = event;
      if (event.type === 'plan') plan = event;
      if (event.type === 'preview') {
        preview = pick(event, 'tool', 'pending', 'names', 'provesNone', 'digest', 'summary');
      }
      if (event.type === 'attempt' && attempts.length < KEPT.attempts) {
        attempts.push(
          pick(event, 'at', 'attempt', 'of', 'taskArn', 'containerExitCode', 'retryOn', 'causeCode', 'causeLine'),
        );
      }
      if (event.type === 'warning') keep(warnings, [pick(event, 'at', 'code', 'text')], KEPT.warnings);
      if (event.type !== 'log') return;
      if (event.container === launched?.container) eachLine(event, lines.add);
      else eachLine(event, (line) => othersLines.add(`${event.container} | ${line}`));
    },
    report(result, mask = (line) => line) {
      const { outcome, exitCode, containerExitCode, cause, next, taskArn, phases, task } = result;
      const { ending, reasons, causeCode, causeLine, again } = result;
      return {
        version: 1,
        tool: facts.tool,
        command: facts.command,
        outcome,
        exitCode,
        ending,
        reasons,
        containerExitCode,
        cause,
        next,
        causeCode,
        causeLine,
        again,
        startedAt: facts.startedAt,
        endedAt: result.at,
        taskArn,
        phases,
        build: facts.build,
        settings,
        launched:
          launched === undefined
            ? null
            : pick(
                nameStreams(launched, task),
                'taskDefinition',
                'cluster',
                'container',
                'adopted',
                'logStreams',
                'console',
                'attach',
              ),
        plan:
          plan === undefined
            ? null
            : pick(plan, 'taskDefinition', 'registers', 'container', 'image', 'request', 'findings'),
        attempts: [...attempts],
        preview,
        warnings: [...warnings],
        lastLines: (lines.all().length > 0 ? lines : othersLines)
          .all()
          .map((line) => mask(line).slice(0, KEPT.lineCharacters)),
        task,
      };
    },
  };
}

/** Each line of a message, which may have several. */
export function eachLine({ message }: LogEvent, take: (line: string) => void): void {
  // Nearly every message is one line.
  if (!message.includes('\n') && !message.includes('\r')) take(message);
  else for (const line of message.split(/\r\n|\n|\r/)) take(line);
}

function keep<T>(kept: T[], more: readonly T[], limit: number): void {
  kept.push(...more.slice(-limit));
  kept.splice(0, Math.max(0, kept.length - limit));
}

function pick<T, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
