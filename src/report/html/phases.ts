import { formatDuration } from '../../core/base/duration.ts';
import type { PhaseTimes } from '../../core/ecs/phase.ts';
import { createElement, type Markup } from '../markup.ts';

/** The phases of a task, in their order. */
export const PHASES = ['queued', 'pulling', 'running', 'stopping'] as const;

/** The width of a picture in its own units. */
const WIDTH = 1_000;
/** A phase that happened can be seen, however short it was. In the same units. */
const NARROWEST = 3;

/** A phase between two moments. In milliseconds from the creation of the task. */
interface Span {
  phase: (typeof PHASES)[number];
  from: number;
  ms: number;
}

/** Each phase begins where the one before it ended. */
export function spansOf(times: PhaseTimes): Span[] {
  let from = 0;
  return PHASES.flatMap((phase) => {
    const ms = times[phase];
    if (ms === undefined) return [];
    const span = { phase, from, ms };
    from += ms;
    return [span];
  });
}

/** A picture of the phases: one row each, on a common axis of time. It is a table, so it can also be listened to. */
export function phaseTable(times: PhaseTimes): Markup[] {
  const spans = spansOf(times);
  if (spans.length === 0) return [];
  const whole = Math.max(times.total ?? 0, ...spans.map(({ from, ms }) => from + ms), 1);
  const rows = spans.map((span) =>
    createElement(
      'tr',
      {},
      createElement('th', { scope: 'row' }, span.phase),
      createElement('td', {}, barOf([span], 0, whole)),
      createElement('td', {}, formatDuration(span.ms)),
    ),
  );
  return [createElement('table', { class: 'phases' }, ...rows)];
}

/** A bar of spans on an axis of `whole` milliseconds, of which `start` have passed before the first span. */
export function barOf(spans: readonly Span[], start: number, whole: number): Markup {
  const rects = spans.map(({ phase, from, ms }) => {
    const x = Math.min(WIDTH - NARROWEST, scale(start + from, whole));
    return createElement('rect', { class: phase, x, width: Math.max(NARROWEST, scale(ms, whole)), height: 1 });
  });
  return createElement(
    'svg',
    { class: 'bar', viewBox: `0 0 ${WIDTH} 1`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    ...rects,
  );
}

function scale(ms: number, whole: number): number {
  return Math.round((WIDTH * ms) / whole);
}
