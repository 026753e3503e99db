import { type ReportFormat, reportFormat } from '../core/settings/report-formats.ts';
import { renderEnv } from './env.ts';
import { renderHtml } from './html/render-html.ts';
import { renderJson } from './json.ts';
import { renderJUnit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report.ts';

/**
 * The renderer of each format in the list of the core: the text of the file, and those of further files where one may
 * not have everything. A format without a renderer is a compile error.
 */
const RENDERERS: Readonly<Record<ReportFormat, (report: Report) => string | string[]>> = {
  json: renderJson,
  xml: renderJUnit,
  md: renderMarkdown,
  html: renderHtml,
  env: renderEnv,
};

/** A file of a report. */
export interface RenderedFile {
  file: string;
  text: string;
}

/**
 * Renders the report in the format of the file's extension. `report.xml` of many targets is followed by `report-2.xml`
 * and so on.
 * @throws {Error} If no format has that extension.
 */
export function renderReport(file: string, report: Report): RenderedFile[] {
  const format = reportFormat(file);
  if (format === undefined) throw new Error(`no report has the format of ${file}`);
  return [RENDERERS[format](report)].flat().map((text, i) => ({ file: furtherFile(file, i + 1), text }));
}

/** `report.xml`, `report-2.xml`, `report-3.xml`. */
export function furtherFile(file: string, number: number): string {
  return number === 1 ? file : file.replace(/(\.[a-z]+)$/i, `-${number}$1`);
}
