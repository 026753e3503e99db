import { collectRemarks, factsOf, isSuccess, subjectOf } from './describe.ts';
import { renderFleetMarkdown } from './fleet/fleet-markdown.ts';
import { cell, fenced, labelled, literal } from './markdown-parts.ts';
import type { Report } from './report.ts';

/** GitHub refuses a job summary of more than 1 MiB. A little is left for what it adds itself. In bytes. */
export const MARKDOWN_BYTES = 1_000_000;

/**
 * Markdown as GitHub shows it: the outcome, the cause, what to do next, the container's last lines, and the facts. It has
 * at most `bytes` bytes.
 */
export function renderMarkdown(report: Report, bytes = MARKDOWN_BYTES): string {
  return report.fleet === undefined ? renderRunMarkdown(report) : renderFleetMarkdown(report, report.fleet, bytes);
}

function renderRunMarkdown(report: Report): string {
  const sections = [
    `### ${isSuccess(report) ? '✅' : '❌'} ${literal(subjectOf(report))}: ${report.outcome} (exit code ${report.exitCode})`,
    labelled(isSuccess(report) ? 'Done' : 'Cause', report.cause),
    ...(report.next === '' ? [] : [labelled('Next', report.next)]),
    ...collectRemarks(report).map(([label, text]) => labelled(label, text)),
    ...(report.lastLines.length === 0
      ? []
      : [
          `<details${isSuccess(report) ? '' : ' open'}><summary>The container’s last lines</summary>`,
          fenced(report.lastLines),
          '</details>',
        ]),
    ['| | |', '| --- | --- |', ...factsOf(report).map(([name, value]) => `| ${name} | ${cell(value)} |`)].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}
