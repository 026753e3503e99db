import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJUnit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report.ts';

const BY_EXTENSION: Readonly<Record<string, (report: Report) => string>> = {
  json: renderJson,
  xml: renderJUnit,
  md: renderMarkdown,
  html: renderHtml,
};

/** The report in the form that the file's extension asks for. Throws for one that the setting `report` refuses. */
export function renderReport(file: string, report: Report): string {
  const render = BY_EXTENSION[file.slice(file.lastIndexOf('.') + 1).toLowerCase()];
  if (render === undefined) throw new Error(`no report has the form of ${file}`);
  return render(report);
}
