import { collectRemarks, factsOf, isSuccess, subjectOf } from './describe.ts';
import { plainText } from './plain-text.ts';
import type { Report } from './report.ts';

/** Markdown as GitHub shows it: the outcome, the cause, what to do next, the container's last lines, and the facts. */
export function renderMarkdown(report: Report): string {
  const sections = [
    `### ${isSuccess(report) ? '✅' : '❌'} ${escapeInline(subjectOf(report))}: ${report.outcome} (exit code ${report.exitCode})`,
    renderLabelled(isSuccess(report) ? 'Done' : 'Cause', report.cause),
    ...(report.next === '' ? [] : [renderLabelled('Next', report.next)]),
    ...collectRemarks(report).map(([label, text]) => renderLabelled(label, text)),
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

function renderLabelled(label: string, text: string): string {
  return `**${label}:** ${escapeInline(text)}`;
}

/** A code block that its content cannot end: the fence is longer than any run of backticks in it. */
function fenced(lines: readonly string[]): string {
  const text = plainText(lines.join('\n'));
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Text that is shown literally: no markup, no mention of people, no reference. */
function escapeInline(text: string): string {
  return plainText(text)
    .replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '')
    .replace(/[\\`*_{}[\]()#+\-!|~$]/g, '\\$&')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replace(/\n/g, '<br>');
}

/** A table cell, shown as code. A backtick, a bar or a line break would end it, so they are escaped. */
function cell(value: string): string {
  return `<code>${plainText(value)
    .replace(/[&<>|`*_[\]\\~$@#]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('://', '&#58;//')
    .replace(/\n/g, ' ')}</code>`;
}
