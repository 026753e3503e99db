import type { Report } from '../report.ts';
import { renderFleetPage } from './fleet-page.ts';
import { renderRunPage } from './run-page.ts';

/** The page of a run, or of a fleet. */
export function renderHtml(report: Report): string {
  return report.fleet === undefined ? renderRunPage(report) : renderFleetPage(report, report.fleet);
}
