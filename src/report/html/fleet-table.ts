import { formatDuration } from '../../core/base/duration.ts';
import {
  concern,
  type FleetReport,
  inOrderOfConcern,
  isFailure,
  isUnlaunched,
  stateWord,
  type TargetReport,
  tookMs,
} from '../fleet/fleet-report.ts';
import { createElement, type Markup } from '../markup.ts';
import { detailsId } from './fleet-causes.ts';
import { card, SIGNS, type Tone } from './parts.ts';
import { barOf, PHASES, spansOf } from './phases.ts';

/** By {@link concern}: the code of the state in the page, its tone, and its name in the filter. */
const STATES: readonly (readonly [code: string, tone: Tone, name: string])[] = [
  ['f', 'bad', 'failed'],
  ['u', 'warn', 'end unknown'],
  ['n', 'idle', 'not launched'],
  ['s', 'good', 'succeeded'],
];

const CAUSE_CHARACTERS = 120;

/** All targets with their phases on one axis of time. Times are milliseconds since the epoch. */
export function targetTable({ targets, waves }: FleetReport, startedAt: number, endedAt: number): Markup[] {
  const shown = inOrderOfConcern(targets);
  const groups = [...new Set(targets.flatMap(({ group }) => (group === null ? [] : [group])))].toSorted();
  const columns = { wave: waves.length > 1, group: groups.length > 0 };
  const whole = Math.max(1, endedAt - startedAt);
  const head: (readonly [label: string, name: string, is: boolean])[] = [
    ['t', 'Target', true],
    ['s', 'State', true],
    ['n', 'Wave', columns.wave],
    ['g', 'Group', columns.group],
    ['w', 'Start', true],
    ['d', 'Time', true],
  ];
  const heads = head
    .filter(([, , is]) => is)
    .map(([label, name]) => createElement('th', { scope: 'col', class: label }, name));
  const rows = shown.map((target) => rowOf(target, columns, { startedAt, whole }));
  return card(
    'All targets',
    controls({ waves: columns.wave ? waves.map(({ wave }) => String(wave)) : [], groups }),
    legend(whole),
    createElement(
      'table',
      { class: 'fleet' },
      createElement('caption', { class: 'unseen' }, 'All targets, with the phases of each on one axis of time'),
      createElement('thead', {}, createElement('tr', {}, ...heads)),
      createElement('tbody', {}, ...rows),
    ),
    createElement('p', { class: 'more controls', hidden: '' }, createElement('button', { type: 'button' }, 'Show all')),
  );
}

function rowOf(
  target: TargetReport,
  columns: { wave: boolean; group: boolean },
  axis: { startedAt: number; whole: number },
): Markup {
  const { name, wave, group, createdAt, launchedAt } = target;
  const [code, tone] = STATES[concern(target)] ?? STATES[0] ?? ['f', 'bad'];
  const began = createdAt ?? (launchedAt === null ? null : Date.parse(launchedAt));
  const start = began === null ? Number.NaN : Math.max(0, began - axis.startedAt);
  const took = tookMs(target);
  const cells = [
    createElement('th', { scope: 'row', class: 't' }, name, ...causeLink(target)),
    createElement('td', { class: `s ${tone}`, 'data-v': concern(target) }, `${SIGNS[tone]} ${stateWord(target)}`),
    ...(columns.wave ? [createElement('td', { class: 'n', 'data-v': wave }, wave === 0 ? '' : String(wave))] : []),
    ...(columns.group ? [createElement('td', { class: 'g' }, group ?? '')] : []),
    createElement(
      'td',
      { class: 'w', 'data-v': Number.isNaN(start) ? axis.whole : start },
      ...(Number.isNaN(start) ? [] : [barOf(spansOf(target.phases), start, axis.whole)]),
    ),
    createElement('td', { class: 'd', 'data-v': took ?? -1 }, took === null ? '' : formatDuration(took)),
  ];
  return createElement('tr', { 'data-s': code, 'data-n': wave, 'data-g': group ?? undefined }, ...cells);
}

function causeLink(target: TargetReport): Markup[] {
  const { cause, name } = target;
  if (isUnlaunched(target) || !isFailure(target)) return [];
  const text = cause.length > CAUSE_CHARACTERS ? `${cause.slice(0, CAUSE_CHARACTERS)}…` : cause;
  return [
    createElement('small', {}, createElement('a', { href: `#${detailsId(name)}` }, text === '' ? 'details' : text)),
  ];
}

function controls({ waves, groups }: { waves: readonly string[]; groups: readonly string[] }): Markup {
  const states: (readonly [string, string])[] = [
    ['x', 'failed or unknown'],
    ...STATES.map(([code, , name]) => [code, name] as const),
  ];
  const same = (values: readonly string[]) => values.map((value) => [value, value] as const);
  return createElement(
    'div',
    { class: 'controls', role: 'search', hidden: '' },
    createElement(
      'label',
      {},
      'Find',
      createElement('input', { type: 'search', name: 'q', placeholder: 'name, cause …' }),
    ),
    choice('State', 's', states),
    ...(waves.length > 0 ? [choice('Wave', 'n', same(waves))] : []),
    ...(groups.length > 0 ? [choice('Group', 'g', same(groups))] : []),
    createElement('output', { 'aria-live': 'polite' }),
  );
}

function choice(label: string, name: string, options: readonly (readonly [value: string, text: string])[]): Markup {
  const all = createElement('option', { value: '' }, 'all');
  const shown = options.map(([value, text]) => createElement('option', { value }, text));
  return createElement('label', {}, label, createElement('select', { name }, all, ...shown));
}

function legend(whole: number): Markup {
  const phases = PHASES.map((phase) =>
    createElement('li', {}, createElement('span', { class: phase, 'aria-hidden': 'true' }), phase),
  );
  return createElement(
    'ul',
    { class: 'legend' },
    ...phases,
    createElement('li', {}, `the whole width is ${formatDuration(whole)}`),
  );
}
