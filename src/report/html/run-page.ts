import { formatDuration } from '../../core/base/duration.ts';
import { collectRemarks, factsOf, moment, subjectOf } from '../describe.ts';
import { createElement, type Markup } from '../markup.ts';
import type { Report } from '../report.ts';
import { renderPage } from './page.ts';
import { badge, card, factTable, linkList, logLines, nextStep, remarkList, settingCards, toneOf } from './parts.ts';
import { phaseTable } from './phases.ts';
import { STYLE } from './style.ts';

/** The report of one run, for people: the cause, the next step, the time, the last lines, and where to look. */
export function renderRunPage(report: Report): string {
  const { lastLines, causeLine, phases } = report;
  const tone = toneOf(report);
  const remarks = collectRemarks(report);
  const body = createElement(
    'main',
    {},
    createElement(
      'header',
      { class: `card top ${tone}` },
      createElement('p', { class: 'kicker' }, badge(tone, report.outcome), ...kicker(report)),
      createElement('h1', {}, report.cause),
      ...nextStep(report.next),
    ),
    ...card('Please note', ...remarkList(remarks)),
    ...card('Where the time went', ...phaseTable(phases), ...timeNote(report)),
    ...card('The container’s last lines', ...logLines(lastLines, causeLine, 'The container’s last lines')),
    ...card('Where to look', ...placesOf(report)),
    ...card('Facts', ...factTable(factsOf(report).filter(([name]) => name !== 'time'))),
    ...settingCards(report),
    createElement('footer', {}, `Written by ${report.tool.name} ${report.tool.version} at ${moment(report.endedAt)}.`),
  );
  return renderPage({ title: `${report.outcome}: ${subjectOf(report)}`, style: STYLE, body: [body] });
}

function kicker(report: Report): (Markup | string)[] {
  const { exitCode, launched, settings } = report;
  const cluster = launched?.cluster ?? settings['cluster']?.value;
  return [
    createElement('b', {}, subjectOf(report)),
    ...(typeof cluster === 'string' ? [` on ${cluster}`] : []),
    ` · exit code ${exitCode} · ${moment(report.startedAt)}`,
  ];
}

/** The task's own time, and that of the whole command, which also asks AWS and reads the log. */
function timeNote({ phases, startedAt, endedAt }: Report): Markup[] {
  if (phases.total === undefined) return [];
  const whole = Date.parse(endedAt) - Date.parse(startedAt);
  const command = whole > 0 ? `; this command ${formatDuration(whole)}` : '';
  return [createElement('p', {}, `The task took ${formatDuration(phases.total)}${command}.`)];
}

function placesOf({ launched }: Report): Markup[] {
  if (launched === null) return [];
  const { console, logStreams, attach } = launched;
  return [
    ...linkList([
      ['The task in the AWS console', console],
      ...logStreams.map((place): [string, string | null] => [`The log of ${place.container}`, place.console]),
    ]),
    ...(attach === null
      ? []
      : [createElement('p', {}, 'On the command line, for about an hour: ', createElement('code', {}, attach))]),
  ];
}
