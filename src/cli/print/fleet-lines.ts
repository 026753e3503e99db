import { assertNever } from '../../core/base/assert-never.ts';
import type { FleetPlanEvent, TargetEvent, WaveEvent } from '../../core/events/fleet-events.ts';

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
    ...findings.map(({ severity, target, cause, next }) => {
      return `${severity}: ${target === null ? '' : `${target}: `}${cause}: ${next}`;
    }),
  ];
}

function waveLine({ wave, of, state, targets, succeeded, failed, until }: WaveEvent): string {
  const name = `wave ${wave} of ${of}`;
  if (state === 'started') return `${name} started: ${targets} targets`;
  if (state === 'ended') return `${name} ended: ${succeeded} succeeded, ${failed} failed`;
  return `${name} waits ${until === null ? 'for an approval' : `until ${until}`}`;
}

function targetLines({ target, state, attempt, outcome, exitCode, cause, next }: TargetEvent): string[] {
  if (state !== 'ended') return [];
  if (exitCode === 0) return [`${target}: ${outcome}`];
  const which = attempt > 1 ? ` (attempt ${attempt})` : '';
  return [`${target}: ${outcome} (exit code ${exitCode})${which}: ${cause}`, ...(next ? [`  next: ${next}`] : [])];
}
