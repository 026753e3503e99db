import { formatDuration } from '../../core/base/duration.ts';
import { collectRemarks, moment, subjectOf } from '../describe.ts';
import { cell, fenced, labelled, literal } from '../markdown-parts.ts';
import type { Report } from '../report.ts';
import {
  type FleetReport,
  inOrderOfConcern,
  isUnlaunched,
  stateWord,
  type TargetReport,
  tookMs,
} from './fleet-report.ts';
import { type CauseGroup, groupCauses } from './group-causes.ts';
import { headlineOf } from './headline.ts';

/** So many failed targets of one cause are named. */
const NAMED = 50;

const LEFT_OUT = '_The rest is left out, because GitHub shows no more: see the JSON or HTML report._';

/**
 * A fleet as GitHub shows it: what failed and why, with the last lines of one target for each cause; then every target
 * that fits. It has at most `bytes` bytes.
 */
export function renderFleetMarkdown(report: Report, fleet: FleetReport, bytes: number): string {
  const sections = [
    `### ${report.exitCode === 0 ? '✅' : '❌'} ${literal(subjectOf(report))}: ${literal(headlineOf(fleet, report))} (exit code ${report.exitCode})`,
    ...(report.next === '' ? [] : [labelled('Next', report.next)]),
    countTable(fleet),
    ...groupCauses(fleet.targets).map(causeSection),
    ...collectRemarks(report).map(([label, text]) => labelled(label, text)),
    factTable(report, fleet),
  ];
  return fitSections(sections, tableRows(fleet), bytes);
}

function countTable({ chosen, succeeded, failed, unknown, unlaunched }: FleetReport): string {
  return `| targets | succeeded | failed | end unknown | not launched |\n| ---: | ---: | ---: | ---: | ---: |\n| ${[chosen, succeeded, failed, unknown, unlaunched].join(' | ')} |`;
}

function causeSection({ cause, next, targets }: CauseGroup): string {
  const names = targets.slice(0, NAMED).map(({ name }) => cell(name));
  const more = targets.length - names.length;
  const example = targets.find(({ lastLines }) => lastLines.length > 0);
  return [
    `#### ${targets.length === 1 ? '1 target' : `${targets.length} targets`}: ${literal(cause)}`,
    ...(next === '' ? [] : [labelled('Next', next)]),
    `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    ...(example === undefined
      ? []
      : [
          `<details><summary>The last lines of ${cell(example.name)}</summary>`,
          fenced(example.lastLines),
          '</details>',
        ]),
  ].join('\n\n');
}

function factTable({ startedAt, endedAt, build }: Report, fleet: FleetReport): string {
  const rows: [string, string | null | undefined][] = [
    ['fleet', fleet.fleet],
    ['targets', fleet.source],
    ['journal', fleet.journal],
    ['started', moment(startedAt)],
    ['took', formatDuration(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)))],
    ['build', build.build],
    ['pipeline execution', build.execution],
    ['commit', build.commit],
  ];
  const shown = rows.flatMap(([name, value]) => (value ? [`| ${name} | ${cell(value)} |`] : []));
  return ['| | |', '| --- | --- |', ...shown].join('\n');
}

const TABLE_HEAD = '| target | state | wave | attempt | time |\n| --- | --- | ---: | ---: | ---: |';

function tableRows({ targets }: FleetReport): string[] {
  return inOrderOfConcern(targets).map((target) => {
    const { name, wave, attempt } = target;
    const took = tookMs(target);
    const time = took === null ? '' : formatDuration(took);
    return `| ${cell(name)} | ${stateText(target)} | ${wave} | ${isUnlaunched(target) ? '' : attempt} | ${time} |`;
  });
}

function stateText(target: TargetReport): string {
  return target.exitCode === null ? stateWord(target) : `${stateWord(target)} (${target.exitCode})`;
}

/** As many whole sections as fit, then as many rows of the table of targets. What is left out is said. */
function fitSections(sections: readonly string[], rows: readonly string[], bytes: number): string {
  const size = (text: string) => Buffer.byteLength(text);
  const [foldStart, foldEnd] = ['<details><summary>All targets</summary>\n', '\n</details>'];
  let left = bytes - size(`${foldStart}${TABLE_HEAD}${foldEnd}${LEFT_OUT}`) - 20;
  const take = (texts: readonly string[], separator: number) => {
    const taken: string[] = [];
    for (const text of texts) {
      left -= size(text) + separator;
      if (left < 0) break;
      taken.push(text);
    }
    return taken;
  };
  const shown = take(sections, 2);
  const shownRows = shown.length === sections.length ? take(rows, 1) : [];
  const table = shownRows.length === 0 ? [] : [[foldStart, TABLE_HEAD, ...shownRows, foldEnd].join('\n')];
  const isWhole = shown.length === sections.length && shownRows.length === rows.length;
  return `${[...shown, ...table, ...(isWhole ? [] : [LEFT_OUT])].join('\n\n')}\n`;
}
