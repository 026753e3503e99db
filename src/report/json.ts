import type { Report } from './report.ts';

/** The whole report, for programs. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
