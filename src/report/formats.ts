import { type ReportFormat, reportFormat } from '../core/settings/report-formats.ts';
import { renderEnv } from './env.ts';
import { renderRunPage } from './html/run-page.ts';
import { renderJson } from './json.ts';
import { renderJUnit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report.ts';

/** The renderer of each format in the list of the core. A format without a renderer is a compile error. */
const RENDERERS: Readonly<Record<ReportFormat, (report: Report) => string>> = {
  json: renderJson,
  xml: renderJUnit,
  md: renderMarkdown,
  html: renderRunPage,
  env: renderEnv,
};

/** Renders the report in the format of the file's extension. Throws if no format has that extension. */
export function renderReport(file: string, report: Report): string {
  const format = reportFormat(file);
  if (format === undefined) throw new Error(`no report has the format of ${file}`);
  return RENDERERS[format](report);
}
