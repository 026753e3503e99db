import { assertNever } from '../../core/base/assert-never.ts';
import { formatDuration } from '../../core/base/duration.ts';
import type { ResultEvent } from '../../core/events/events.ts';
import type { FleetPlanEvent, FleetResult, TargetEvent, WaveEvent } from '../../core/events/fleet-events.ts';
import type { FleetProgress } from './fleet-progress.ts';

/** The lines for what a fleet and its targets do, without a board. */
export function fleetLines(event: FleetPlanEvent | WaveEvent | TargetEvent): string[] {
  switch (event.type) {
    case 'fleet-plan':
      return planLines(event);
    case 'wave':
      return [waveLine(event)];
    case 'target':
      return targetLines(event);
    default:
      return assertNever(event);
  }
}

function planLines(event: FleetPlanEvent): string[] {
  const { fleet, chosen, done, waves, concurrency, journal, resume, findings } = event;
  const sizes = waves.map(({ targets }) => targets.length).join(', ');
  return [
    `fleet ${fleet}: ${chosen} targets${done > 0 ? `, ${done} of them done` : ''}; waves of ${sizes}; at most ${concurrency} at once`,
    ...(waves.length === 0 ? [] : needLines(event)),
    ...(journal === null ? [] : [`journal ${journal}`]),
    ...(resume === null ? [] : [`continue after an interruption with: ${resume}`]),
    ...findings
      .filter(({ severity }) => severity !== 'note')
      .map(({ severity, target, cause, next }) => {
        return `${severity}: ${target === null ? '' : `${target}: `}${cause}: ${next}`;
      }),
  ];
}

/** So many waves and groups are named. */
const NAMED = 5;

/** What is expected before the first launch. */
function needLines({ waves, rate, expected }: FleetPlanEvent): string[] {
  const { wallMs, assumedRunMs, tasksAtOnce, cpuAtOnce, calls, groups } = expected;
  const vcpu = cpuAtOnce === null ? '' : ` (${Math.round(cpuAtOnce / 102.4) / 10} vCPU)`;
  const each = waves.map(({ wave, expectedMs }) => `wave ${wave}: ${formatDuration(expectedMs)}`);
  const shared = groups
    .toSorted((a, b) => b.atOnce - a.atOnce)
    .map(({ group, targets, atOnce }) => `${group}: ${atOnce} of ${targets}`);
  return [
    `expected: ${formatDuration(wallMs)} if a migration takes ${formatDuration(assumedRunMs)}${waves.length > 1 ? ` (${firstOf(each)})` : ''}, without pauses`,
    `expected: ${tasksAtOnce} ${tasksAtOnce === 1 ? 'task' : 'tasks'} at once${vcpu}, ${rate} launches a second, about ${calls} other calls`,
    ...(shared.length === 0 ? [] : [`expected at once in each group: ${firstOf(shared)}`]),
  ];
}

function firstOf(texts: readonly string[]): string {
  const more = texts.length > NAMED ? `, and ${texts.length - NAMED} more` : '';
  return `${texts.slice(0, NAMED).join(', ')}${more}`;
}

function waveLine({ wave, of, state, targets, succeeded, failed, until }: WaveEvent): string {
  const name = `wave ${wave} of ${of}`;
  if (state === 'started') return `${name} started: ${targets} ${targets === 1 ? 'target' : 'targets'}`;
  if (state === 'ended') return `${name} ended: ${succeeded} succeeded, ${failed} failed`;
  return `${name} waits ${until === null ? 'for an approval' : `until ${until}`}`;
}

function targetLines({ target, state, attempt, outcome, exitCode, cause, next }: TargetEvent): string[] {
  if (state !== 'ended') return [];
  if (exitCode === 0) return [`${target}: ${outcome}`];
  const which = attempt > 1 ? ` (attempt ${attempt})` : '';
  return [`${target}: ${outcome} (exit code ${exitCode})${which}: ${cause}`, ...(next ? [`  next: ${next}`] : [])];
}

/** So many causes are named at the end. */
const CAUSES = 5;

/** The summary at the end: how many, how long, what failed and why, and what to do next. */
export function fleetSummaryLines(
  { targets, cause, next, exitCode, at }: ResultEvent,
  { causes, startedAt }: Pick<FleetProgress, 'causes' | 'startedAt'>,
): string[] {
  // The same cause of many targets is said once.
  const groups = [...causes].toSorted(([, a], [, b]) => b.count - a.count);
  const named = groups.slice(0, CAUSES).map(([why, { first, count }]) => {
    return `  ${first}${count > 1 ? ` and ${count - 1} more` : ''}: ${why}`;
  });
  const more = groups.length > CAUSES ? [`  and ${groups.length - CAUSES} more causes`] : [];
  return [
    ...(groups.length > 0 ? ['failed:', ...named, ...more] : []),
    ...(targets === undefined ? [] : countLines(targets, Date.parse(at) - startedAt)),
    `${exitCode === 0 ? 'done' : 'cause'}: ${cause}`,
    ...(next === '' ? [] : [`next: ${next}`]),
  ];
}

function countLines({ chosen, succeeded, failed, unknown, unlaunched, journal }: FleetResult, ms: number): string[] {
  const counts = { succeeded, failed, 'end unknown': unknown, 'not launched': unlaunched };
  const shown = Object.entries(counts).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  return [
    `targets: ${chosen}: ${shown.join(', ')}; took ${formatDuration(Math.max(0, ms))}`,
    ...(journal === null ? [] : [`journal: ${journal}`]),
  ];
}
