import { formatDuration } from '../../core/base/duration.ts';
import type { AttemptEvent, BuildEvent, LaunchedEvent, LogEvent, PreviewEvent } from '../../core/events/events.ts';
import type { Settings } from '../../core/settings/settings-table.ts';
import { containerLine } from './terminal.ts';

/** How log lines are shown. Known from the task definition, before the first line. */
export interface LineStyle {
  timestamps: boolean;
  prefix: boolean;
  terminal: boolean;
}

export function lineStyle(settings: Settings, streams: number, terminal: boolean): LineStyle {
  const prefix = settings.logPrefix === 'always' || (settings.logPrefix !== 'never' && streams > 1);
  return { timestamps: settings.timestamps === true, prefix, terminal };
}

/** A log event as stdout shows it. In a file or a pipe, the message is unchanged. */
export function logLine(event: LogEvent, style: LineStyle): string {
  const time = style.timestamps ? `${new Date(event.timestamp).toISOString()} ` : '';
  const prefix = style.prefix ? `${event.container} | ` : '';
  if (!style.terminal) return `${time}${prefix}${event.message}\n`;
  return event.message
    .split('\n')
    .map((line) => `${time}${prefix}${containerLine(line)}\n`)
    .join('');
}

/** Pipeline, execution, stage and action of this build. `undefined` outside a pipeline. */
export function buildLine({ pipeline, execution, stage, action, commit }: BuildEvent): string | undefined {
  if (pipeline === undefined) return undefined;
  const parts = Object.entries({ pipeline, execution, stage, action, commit });
  return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])).join(', ');
}

export function attemptLine({ attempt, of, containerExitCode, retryOn, causeLine, waitMs }: AttemptEvent): string {
  const cause = causeLine === null ? '' : `: ${causeLine}`;
  return `attempt ${attempt} of ${of} failed with exit code ${containerExitCode} (${retryOn}${cause}); the next one follows in ${formatDuration(waitMs)}`;
}

/** Names of pending migrations that are shown. */
const SHOWN_NAMES = 50;

export function previewLines({ pending, names, digest }: PreviewEvent): string[] {
  const more = names.length > SHOWN_NAMES ? [`  … and ${names.length - SHOWN_NAMES} more`] : [];
  return [
    `pending: ${pending}`,
    ...names.slice(0, SHOWN_NAMES).map((name) => `  ${name}`),
    ...more,
    ...(digest === null ? [] : [`digest: ${digest}`]),
  ];
}

export function launchedLines(event: LaunchedEvent): string[] {
  const streams = event.logStreams.map(({ container, region, group, stream }) => {
    const where = stream === undefined ? 'named when it runs' : stream;
    return `log of ${container}: ${group} ${where} (${region})`;
  });
  return [
    `${event.adopted ? 'following' : 'launched'} ${event.taskArn}`,
    `running ${event.taskDefinition.slice(event.taskDefinition.lastIndexOf('/') + 1)}, container ${event.container}, cluster ${event.cluster}`,
    ...streams,
    ...(event.attach === null ? [] : [`follow it again: ${event.attach}`]),
  ];
}
