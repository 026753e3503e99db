import { formatDuration } from '../../core/base/duration.ts';
import type { LaunchedEvent, ResultEvent } from '../../core/events/events.ts';
import { nameStreams } from '../../core/events/name-streams.ts';

/** How the log can be read again later. */
interface Reach {
  endpointUrl?: string | undefined;
  /** Only Logs Insights can read it. The warning about that contains the query. */
  byQuery?: boolean;
}

/** The summary at the end of a run: the time of each phase, where to look, what happened, and what to do next. */
export function summaryLines(
  event: ResultEvent,
  launched: LaunchedEvent | undefined,
  { endpointUrl, byQuery = false }: Reach,
): string[] {
  const { queued, pulling, running, stopping, total } = event.phases;
  const times = Object.entries({ queued, pulling, running, stopping, total })
    .filter((entry): entry is [string, number] => entry[1] !== undefined)
    .map(([phase, ms]) => `${phase} ${formatDuration(ms)}`);
  const known = launched?.taskArn === event.taskArn ? nameStreams(launched, event.task) : undefined;
  return [
    ...(times.length > 0 ? [`time: ${times.join(', ')}`] : []),
    ...(event.taskArn === null ? [] : [`task: ${event.taskArn}`]),
    ...(known === undefined ? [] : placeLines(known, byQuery)),
    ...(event.exitCode === 0 || known === undefined ? [] : againLines(event, known, { endpointUrl, byQuery })),
    ...endLines(event),
  ];
}

/** What happened, and what to do next. */
export function endLines({ exitCode, cause, next }: ResultEvent): string[] {
  return [`${exitCode === 0 ? 'done' : 'cause'}: ${cause}`, ...(next === '' ? [] : [`next: ${next}`])];
}

/** Log streams and console pages. The embedded engine has none: it has ended. */
function placeLines({ logStreams, console, attach, container }: LaunchedEvent, byQuery: boolean): string[] {
  if (attach === null) return [];
  const ours = logStreams.find((stream) => stream.container === container);
  return [
    ...(ours === undefined ? [] : [`log: group ${ours.group}, stream ${ours.stream ?? 'unknown'} (${ours.region})`]),
    ...(console === null ? [] : [`console, task: ${console}`]),
    ...(ours?.console && !byQuery ? [`console, log: ${ours.console}`] : []),
  ];
}

/** How to see everything again: from ECS while it still shows the task, afterwards from the log alone. */
function againLines(
  { next }: ResultEvent,
  { attach, logStreams, container }: LaunchedEvent,
  { endpointUrl, byQuery }: Reach,
): string[] {
  if (attach === null) return [];
  const ours = logStreams.find((stream) => stream.container === container);
  const words = [
    'aws',
    'logs',
    'get-log-events',
    '--start-from-head',
    '--output',
    'text',
    '--query',
    'events[].[message]',
    '--region',
    ours?.region,
    '--log-group-name',
    ours?.group,
    '--log-stream-name',
    ours?.stream,
    ...(endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
  ];
  const readLog =
    words.includes(undefined) || byQuery ? [] : [`its log, also later: ${words.map(shellWord).join(' ')}`];
  return [...(next.includes(attach) ? [] : [`see it again, for about an hour: ${attach}`]), ...readLog];
}

function shellWord(word = ''): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
