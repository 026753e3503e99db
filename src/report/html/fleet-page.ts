import { formatDuration } from '../../core/base/duration.ts';
import { collectRemarks, moment, subjectOf } from '../describe.ts';
import { type FleetReport, isUnlaunched, type TargetReport, type WaveReport } from '../fleet/fleet-report.ts';
import { headlineOf } from '../fleet/headline.ts';
import { createElement, type Markup } from '../markup.ts';
import type { Report } from '../report.ts';
import { causeCards } from './fleet-causes.ts';
import { FLEET_SCRIPT } from './fleet-script.ts';
import { FLEET_STYLE } from './fleet-style.ts';
import { targetTable } from './fleet-table.ts';
import { renderPage } from './page.ts';
import { badge, card, factTable, nextStep, remarkList, settingCards, type Tone, toneOf } from './parts.ts';
import { STYLE } from './style.ts';

/** The report of a fleet, for people: how many failed, why, and what to do; then every target with its phases. */
export function renderFleetPage(report: Report, fleet: FleetReport): string {
  const tone = toneOf(report);
  const remarks = collectRemarks(report);
  const body = createElement(
    'main',
    {},
    createElement(
      'header',
      { class: `card top ${tone}` },
      createElement('p', { class: 'kicker' }, badge(tone, report.outcome), ...kicker(report, fleet)),
      createElement('h1', {}, headlineOf(fleet, report)),
      tiles(fleet),
      ...nextStep(report.next),
    ),
    ...causeCards(fleet.targets),
    ...card('Please note', ...remarkList(remarks)),
    ...waveCard(fleet.waves),
    ...targetTable(fleet, Date.parse(report.startedAt), Date.parse(report.endedAt)),
    ...card('Facts', ...factTable(factsOfFleet(report, fleet))),
    ...settingCards(report),
    createElement('footer', {}, `Written by ${report.tool.name} ${report.tool.version} at ${moment(report.endedAt)}.`),
  );
  const title = `${report.outcome}: ${fleet.chosen} targets, ${subjectOf(report)}`;
  return renderPage({ title, style: STYLE + FLEET_STYLE, script: FLEET_SCRIPT, body: [body] });
}

function kicker(report: Report, { chosen, source }: FleetReport): (Markup | string)[] {
  const cluster = report.settings['cluster']?.value;
  return [
    createElement('b', {}, subjectOf(report)),
    ...(typeof cluster === 'string' ? [` on ${cluster}`] : []),
    ` · ${chosen} targets${source === '' ? '' : ` of ${source}`} · exit code ${report.exitCode} · ${moment(report.startedAt)}`,
  ];
}

function tiles({ succeeded, failed, unknown, unlaunched }: FleetReport): Markup {
  const all: [count: number, word: string, tone: Tone][] = [
    [failed, 'failed', 'bad'],
    [unknown, 'end unknown', 'warn'],
    [unlaunched, 'not launched', 'idle'],
    [succeeded, 'succeeded', 'good'],
  ];
  const shown = all.filter(([count]) => count > 0);
  return createElement(
    'ul',
    { class: 'tiles' },
    ...shown.map(([count, word, tone]) =>
      createElement('li', { class: tone }, createElement('b', {}, String(count)), word),
    ),
  );
}

function waveCard(waves: readonly WaveReport[]): Markup[] {
  if (waves.length < 2) return [];
  const rows = waves.map((wave): [string, string] => [`wave ${wave.wave}`, waveText(wave)]);
  return card('Waves', ...factTable(rows));
}

function waveText({ targets, succeeded, failed, startedAt, endedAt }: WaveReport): string {
  const size = `${targets} ${targets === 1 ? 'target' : 'targets'}`;
  if (startedAt === null) return `${size}, not started`;
  const rest = targets - succeeded - failed;
  return [
    `${size}: ${succeeded} succeeded`,
    ...(failed > 0 ? [`${failed} failed or unknown`] : []),
    ...(endedAt !== null && rest > 0 ? [`${rest} not launched`] : []),
    ...(endedAt === null ? [] : [`took ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`]),
  ].join(', ');
}

function factsOfFleet(report: Report, fleet: FleetReport): [string, string][] {
  const { startedAt, endedAt, build } = report;
  const rows: [string, string | null | undefined][] = [
    ['fleet', fleet.fleet],
    ['targets', fleet.source],
    ['rows of the file', String(fleet.rows)],
    ['at once', String(fleet.concurrency)],
    ['journal', fleet.journal],
    ['run the rest', fleet.resume],
    ['started', moment(startedAt)],
    ['ended', moment(endedAt)],
    ['took', formatDuration(Date.parse(endedAt) - Date.parse(startedAt))],
    ['slowest', slowest(fleet.targets)],
    ['build', build.build],
    ['pipeline execution', build.execution],
    ['commit', build.commit],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

function slowest(targets: readonly TargetReport[]): string {
  return targets
    .filter((target) => !isUnlaunched(target) && target.phases.total !== undefined)
    .toSorted((a, b) => (b.phases.total ?? 0) - (a.phases.total ?? 0))
    .slice(0, 3)
    .map(({ name, phases }) => `${name} ${formatDuration(phases.total ?? 0)}`)
    .join(', ');
}
