import { renderEnv } from './env.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { renderJUnit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report.ts';
import { type ReportForm, reportForm } from './report-form.ts';

const RENDERERS: Readonly<Record<ReportForm, (report: Report) => string>> = {
  json: renderJson,
  xml: renderJUnit,
  md: renderMarkdown,
  html: renderHtml,
  env: renderEnv,
};

/** The report in the form that the file's extension asks for. Throws for one that asks for none. */
export function renderReport(file: string, report: Report): string {
  const form = reportForm(file);
  if (form === undefined) throw new Error(`no report has the form of ${file}`);
  return RENDERERS[form](report);
}
