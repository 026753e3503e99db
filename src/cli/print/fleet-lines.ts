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

function planLines({ fleet, chosen, done, waves, concurrency, journal, resume, findings }: FleetPlanEvent): string[] {
  const sizes = waves.map(({ targets }) => targets.length).join(', ');
  return [
    `fleet ${fleet}: ${chosen} targets${done > 0 ? `, ${done} of them done` : ''}; waves of ${sizes}; at most ${concurrency} at once`,
    ...(journal === null ? [] : [`journal ${journal}`]),
    ...(resume === null ? [] : [`continue after an interruption with: ${resume}`]),
    ...findings
      .filter(({ severity }) => severity !== 'note')
      .map(({ severity, target, cause, next }) => {
        return `${severity}: ${target === null ? '' : `${target}: `}${cause}: ${next}`;
      }),
  ];
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
